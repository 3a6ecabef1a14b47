"""A run on paper: the sign, the board and the slips."""

import functools
import hashlib
import itertools
import json
from types import SimpleNamespace

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from methods.runs.models import RunPrompt
from valmennus.shared import pdf
from valmennus.shared.own_data import Part

from .models import Sheet

Kind = RunPrompt.Kind
SIGN, BOARD, SLIPS = "kyltti", "lauta", "laput"
PARTS = [SIGN, BOARD, SLIPS]
# What people can write on a slip of an eighth of an A4.
ON_SLIPS = {Kind.LINES, Kind.CHOICE, Kind.SEVERAL, Kind.POINTS, Kind.SCALE, Kind.PLACE}
# What a group writes along a board.
ON_BOARD = {Kind.LINES, Kind.CARD, Kind.THEMES}
# More choices, or longer ones, need half a sheet.
MOST_SMALL_OPTIONS, LONGEST_SMALL_OPTION = 12, 34
# The sheet of the board in millimetres inside its margins, and what stands around its cells.
BOARD_WIDTH, BOARD_HEIGHT, HEAD, STRIP, GAP, EDGE = 400, 277, 22, 15, 6, 10


# --- What is printed ------------------------------------------------------------------------


def board_phases(phases):
    """The phases that a board shows, with `writing`: what is written there by hand.

    Empty where the run's phases make no board: fewer than two have something to write.
    """
    shown = []
    for phase in phases:
        prompts = [one for one in phase.asked if one.kind in ON_BOARD and not one.by_host]
        phase.writing = [
            SimpleNamespace(
                label=one.hint if one.text == phase.question and one.hint else one.text,
                rows=range(max(one.draw, 1) if one.kind == Kind.CARD else 2),
            )
            for one in prompts
        ]
        phase.card_places = range(min(sum(one.draw for one in prompts), 2))
        if prompts:
            shown.append(phase)
    return shown if 2 <= len(shown) <= 12 else []


def slip_prompts(phases):
    """The prompts that are answered on slips."""
    found = []
    for phase in phases:
        for prompt in phase.asked:
            if prompt.kind in ON_SLIPS and not prompt.by_host:
                found.append(prompt)
    return found


def board_shape(phases):
    """Where the phases stand on an A3: along a path that goes to the right and comes back.

    Phases get `column` and `row` from one. Returns `columns`, `rows`, the `path` of SVG in
    millimetres, the numbered `stops` along it, `leaves` as (x, y, turned) and its `end`.
    """
    columns, rows = _grid(len(phases))
    width = (BOARD_WIDTH - 2 * EDGE - (columns - 1) * GAP) / columns
    height = (BOARD_HEIGHT - HEAD) / rows
    stops, leaves = [], []
    for number, phase in enumerate(phases):
        row, column = divmod(number, columns)
        if row % 2:
            column = columns - 1 - column
        phase.column, phase.row, phase.number = column + 1, row + 1, number + 1
        x = round(EDGE + column * (width + GAP) + 8, 1)
        stops.append((x, round(HEAD + row * height + 8, 1)))
    path = [f"M2 {stops[0][1] + 3} L{stops[0][0]} {stops[0][1]}"]
    for (x, y), (next_x, next_y) in itertools.pairwise(stops):
        if y == next_y:
            # Past a title it rises, wherever it comes from.
            third, wave = (next_x - x) / 3, 7 if next_x < x else -7
            path.append(f"C{x + third:.1f} {y + wave} {next_x - third:.1f} {y - wave} {next_x} {y}")
            leaves.append((round((x + next_x) / 2, 1), y, next_x < x))
        else:
            # Out over the edge of the sheet's cells, down, and back.
            side = BOARD_WIDTH - 3 if phases[stops.index((x, y))].row % 2 else 3
            path.append(f"C{side} {y} {side} {y} {side} {y + 18} L{side} {next_y - 18}")
            path.append(f"C{side} {next_y} {side} {next_y} {next_x} {next_y}")
    return SimpleNamespace(
        columns=columns, rows=rows, path=" ".join(path), stops=stops, leaves=leaves, end=stops[-1]
    )


def _grid(number):
    """Columns and rows for so many phases."""
    if number <= 3:
        return number, 1
    if number == 4:
        return 2, 2
    return (3, 2) if number <= 6 else (4, -(-number // 4))


# --- PDFs -----------------------------------------------------------------------------------


def sign_context(run):
    """What the sign says."""
    # segno writes the SVG; nothing that a person has typed is in it.
    qr = segno.make(run.join_url, error="m").svg_inline(
        border=0, svgclass="qr", lineclass=None, omitsize=True, title=_("The way in as a QR code")
    )
    address = (settings.BASE_URL + reverse("live:code")).partition("://")[2]
    return {"run": run, "qr": mark_safe(qr), "address": address.rstrip("/")}  # noqa: S308


def board_context(run, phases):
    """The board, of `board_phases`."""
    return {"run": run, "phases": phases, "shape": board_shape(phases)}


def slips_context(run, prompts):
    """The slips: a sheet of eight for each prompt, of two where its choices are many or long."""
    sheets = []
    for prompt in prompts:
        options = list(prompt.labels.values()) if prompt.kind != Kind.LINES else []
        is_small = len(options) <= MOST_SMALL_OPTIONS and all(
            len(option) <= LONGEST_SMALL_OPTION for option in options
        )
        question = prompt.text
        sheets.append(
            SimpleNamespace(
                prompt=prompt,
                question=question,
                options=options,
                places=range(8 if is_small else 2),
                is_small=is_small,
                rows=range(3 if len(question) > 90 else 4),
                steps=range(11) if prompt.kind == Kind.SCALE else [],
            )
        )
    return {"run": run, "sheets": sheets}


TEMPLATES = {part: f"methods/paper/{name}.html" for part, name in
             [(SIGN, "sign"), (BOARD, "board"), (SLIPS, "slips")]}  # fmt: skip
STYLES = ["portal/print.css", "portal/kit.css"]


def content_of(part, run, phases, key=""):
    """The prompts that show in a part of the kit, and a function that gives what it is made of.

    With `key` only the slips of that prompt. (None, None) where there is nothing to print.
    """
    if part == SIGN:
        return ([], lambda: sign_context(run)) if not key else (None, None)
    if part == BOARD:
        shown = board_phases(phases) if not key else []
        prompts = [prompt for phase in shown for prompt in phase.asked]
        return (prompts, lambda: board_context(run, shown)) if shown else (None, None)
    prompts = [one for one in slip_prompts(phases) if key in ("", one.key)]
    return (prompts, lambda: slips_context(run, prompts)) if prompts else (None, None)


def kit_pdf(part, context):
    """The part of the kit as PDF in the language of the page. Raises pdf.Unavailable."""
    return pdf.render(TEMPLATES[part], context)


def fingerprint(part, run, phases, prompts, language):
    """Differs where any text or the shape of the PDF differs; `prompts` are those in it."""
    texts = [
        [one.kind, one.text, one.hint, list(one.labels.values()), one.draw, one.limit]
        for one in prompts
    ]
    phases = [[one.title, one.question, one.minutes] for one in phases]
    method = run.method
    shown = [part, str(run.uuid), run.code, run.matter, run.place, run.has_tables, method.slug]
    shown += [method.name, method.is_draft_text, settings.BASE_URL, texts, phases, language]
    return print_mark(shown, [TEMPLATES[part], "layouts/print.html"], STYLES)


def print_mark(shown, templates, styles):
    """A fingerprint of what shows in a PDF and of what it is made with."""
    digest = hashlib.sha256(json.dumps(shown, default=str).encode())
    digest.update(_shape(tuple(templates), tuple(styles)).encode())
    return digest.hexdigest()


@functools.cache
def _shape(templates, styles):
    """Of the templates and styles that a PDF is made with; they change with the program."""
    digest = hashlib.sha256()
    for name in templates:
        digest.update(get_template(name).template.source.encode())
    for name in styles:
        with open(finders.find(name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


# --- Own data -------------------------------------------------------------------------------


def own_data(user):
    """Photographs of sheets that the person has added."""
    return [
        Part(
            "sheets",
            _("Photographs of sheets that you have added to runs"),
            Sheet.objects.filter(added_by=user).select_related("run", "file"),
            [("run", _("run")), "note", "file", "added_at"],
            person="added_by",
            files="file",
        )
    ]
