"""Paper comes into a run: answers are typed in, sheets attached, the kit is printed."""

import uuid as uuids

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from methods.runs.actions import start_run
from methods.runs.answer_actions import add_theme, change_theme, put_under_theme
from methods.runs.answer_models import Contribution, NextChange
from methods.runs.answers import contribute
from methods.runs.making_actions import change_tables
from methods.runs.models import Run, RunTable
from valmennus.shared import history, uploads

from . import queries
from .lines import Kind, answers_from, compare, line_of
from .models import PaperChange, RunPrint, Sheet


class Meanwhile(Exception):
    """Somebody else has typed at the same places. `places` are those, as they stand now."""

    def __init__(self, places):
        super().__init__("typed meanwhile")
        self.places = places


# --- Typing in ------------------------------------------------------------------------------


def takes_answers(run):
    """Whether something may be typed in: one on paper begins with what is typed first."""
    return not run.forgotten_at and bool(run.started_at or run.way == Run.Way.PAPER)


@transaction.atomic
def type_in(*, run, phase, table, typed, token, by):
    """Bring the answers of a table (None: the whole group) in a phase to what has been typed.

    `typed` is {name of the place: (shown, what was typed)}, as `forms.TypingForm.typed` gives it;
    `shown` is the mark of what the form showed. `token` is the form's own: what is sent twice acts
    once. A run on paper begins with what is typed first. Raises `Meanwhile` where a count or a
    table's one answer has changed since the form was opened, and `Closed`.
    Effects: answers are added, corrected and taken back, each of the latter two with a
    `PaperChange`; one line of history. Returns how many answers were touched.
    """
    current = Run.objects.select_for_update().get(pk=run.pk)
    if not current.started_at and current.way == Run.Way.PAPER:
        current = start_run(run=current, by=by)
    places = [place for place in queries.places_of(current, phase, table) if place.name in typed]
    typist = _Typist(current, table, token, by)
    stale = [place for place in places if typist.is_stale(place, *typed[place.name])]
    if stale:
        raise Meanwhile(stale)
    for place in places:
        typist.take(place, *typed[place.name])
    if typist.touched:
        data = {"table": table.number if table else 0, "answers": typist.touched}
        history.record(actor=by, verb="paper.typed", subject=current, data=data)
    return typist.touched


class _Typist:
    """Brings one table's answers to what has been typed."""

    def __init__(self, run, table, token, by):
        self.run, self.table, self.token, self.by = run, table, token, by
        self.touched = 0

    def is_stale(self, place, shown, typed):
        """Whether the place has changed since, and otherwise than it was typed now."""
        if not (place.options or place.is_one) or place.prompt.kind == Kind.THEMES:
            return False
        return shown != place.shown and not self._is_so(place, typed)

    def _is_so(self, place, typed):
        if not place.options:
            return typed == place.text
        counts, slips = typed
        same = {key: number for key, number in counts.items() if number} == place.counts
        return same and (not place.has_slips or slips == place.slips or not place.counts)

    def take(self, place, shown, typed):
        if place.prompt.kind == Kind.THEMES:
            self._themes(place, typed)
        elif place.options:
            self._counts(place, typed)
        elif place.is_one:
            self._one(place, typed)
        else:
            self._lines(place, shown, typed)

    def _lines(self, place, shown, typed):
        seen = [row for row in place.rows if row.uuid.hex in shown.split()]
        added, corrected, taken_back = compare(seen, typed)
        for row in taken_back:
            self._take_back(place, row)
        for row, (number, text) in corrected:
            new = self._add(place, text, text=text, number=number)
            self._put_aside(row)
            if row.theme_id and new.theme_id != row.theme_id:
                put_under_theme(run=self.run, contributions=[new], theme=row.theme, by=self.by)
            self._note(place, line_of(row.number, row.text), line_of(number, text))
        said = {}
        for pair in added:
            said[pair] = said.get(pair, 0) + 1
            number, text = pair
            self._add(place, f"{text}#{said[pair]}", text=text, number=number)

    def _one(self, place, typed):
        if typed == place.text:
            return
        if not typed:
            self._take_back(place, place.rows[0])
            return
        before = place.text
        self._add(place, typed, text=typed)
        if before:
            self._note(place, before, typed)

    def _counts(self, place, typed):
        if self._is_so(place, typed):
            return
        before = _told(place, place.counts, place.slips)
        for row in place.rows:
            self._put_aside(row)
        counts, slips = typed
        for one in answers_from(place.prompt, counts, slips, is_one=place.is_one):
            self._add(place, repr((sorted(counts.items()), slips, sorted(one.items()))), **one)
        if place.rows:
            self.touched += 1
            self._note(place, before, _told(place, counts, slips))

    def _themes(self, place, typed):
        for number, heading in typed:
            theme = add_theme(prompt=place.prompt, heading=heading[:120], by=self.by)
            hits = number if number > 1 else theme.hits
            if hits != theme.hits:
                change_theme(theme=theme, by=self.by, hits=hits)
            self.touched += 1

    def _add(self, place, mark, **fields):
        """The answer by the one way in; the same form sent again adds nothing."""
        card = fields.pop("card", place.card)
        uuid = uuids.uuid5(self.token, f"{place.name} {card} {fields.get('number', 1)} {mark}")
        values = {
            "run": self.run,
            "prompt": place.prompt,
            "table": self.table,
            "by": self.by,
            "card": card,
            "even_ended": True,
        }
        is_here = Contribution.objects.filter(run=self.run, uuid=uuid).first()
        if is_here is not None and is_here.taken_back_at is None:
            return is_here
        if is_here is not None:
            uuid = uuids.uuid4()
        self.touched += 1
        return contribute(uuid=uuid, **values, **fields)

    def _take_back(self, place, row):
        self._note(place, line_of(row.number, row.text), "")
        self._put_aside(row)
        self.touched += 1

    def _put_aside(self, row):
        # As a phone's answer that is taken back: its words are kept nowhere but in the changes.
        Contribution.objects.filter(pk=row.pk).update(
            taken_back_at=timezone.now(), text="", value=None, change=NextChange()
        )

    def _note(self, place, before, after):
        PaperChange.objects.create(
            run=self.run,
            table=self.table,
            prompt=place.prompt,
            before=before,
            after=after,
            by=self.by,
        )


def _told(place, counts, slips):
    """Counts in words, such as "Kyllä 3, ei 5 (8)"."""
    told = ", ".join(
        f"{words[:60]} {counts[key]}" for key, words in place.options if counts.get(key)
    )
    return f"{told} ({slips})" if place.has_slips and told else told


@transaction.atomic
def add_paper_table(*, run, number, name, people, by):
    """A table that answers on paper; one of this number that is there already stays as it is.

    Effects: those of `change_tables`. Returns the table.
    """
    Run.objects.select_for_update().get(pk=run.pk)
    tables = list(RunTable.objects.filter(run=run))
    same = [table for table in tables if table.number == number]
    if same:
        return same[0]
    table = RunTable(run=run, number=number, name=name, people=people, on_paper=True)
    change_tables(run=run, tables=[*tables, table], by=by)
    return table


@transaction.atomic
def change_paper_table(*, run, table, by, **fields):
    """Say of a table whether it answers on paper and how many people are without a phone.

    Effects: those of `change_tables`, where something has changed.
    """
    if all(getattr(table, name) == value for name, value in fields.items()):
        return
    tables = list(RunTable.objects.select_for_update().filter(run=run))
    for one in tables:
        if one.pk == table.pk:
            for name, value in fields.items():
                setattr(one, name, value)
    change_tables(run=run, tables=tables, by=by)


# --- Photographed sheets ----------------------------------------------------------------------


@transaction.atomic
def add_sheet(*, run, upload, table, note, uuid, by):
    """Attach a photograph, cleaned already; the same `uuid` twice is once.

    Effects: the file, one line of history. Returns the sheet, None where the run is forgotten.
    """
    current = Run.objects.select_for_update().get(pk=run.pk)
    if current.forgotten_at:
        return None
    sheet = Sheet.objects.filter(uuid=uuid).first()
    if sheet is None:
        sheet = Sheet.objects.create(
            uuid=uuid, run=run, file=uploads.store(upload), table=table, note=note, added_by=by
        )
        history.record(actor=by, verb="paper.sheet_added", subject=run)
    return sheet


@transaction.atomic
def remove_sheet(*, sheet, by):
    """Delete a photographed sheet. Effects: sheet and file are gone, one line of history."""
    history.record(actor=by, verb="paper.sheet_removed", subject=sheet.run)
    _delete(sheet)


def _delete(row):
    file = row.file
    row.delete()
    uploads.discard(file)


# --- The kit ----------------------------------------------------------------------------------


def get_print(*, run, what, name, fingerprint, make):
    """The StoredFile of one of the run's PDFs in the language of the page, made where absent.

    `what` tells which PDF, `name` how its file is called, `make` gives its bytes. Raises
    pdf.Unavailable. Effects: the PDF of things as they are now takes the place of an older one.
    """
    place = {"run": run, "what": what, "language": get_language()}
    prints = RunPrint.objects.filter(**place).select_related("file")
    kept = prints.first()
    if kept is not None and kept.fingerprint == fingerprint:
        return kept.file
    content = make()
    with transaction.atomic():
        # Two that found it absent wait here for each other; the earlier one's PDF stays.
        Run.objects.select_for_update().get(pk=run.pk)
        kept = prints.first()
        if kept is not None and kept.fingerprint == fingerprint:
            return kept.file
        file = ContentFile(content, name=name)
        file.content_type = uploads.TYPES["pdf"]
        stored = uploads.store(file)
        new = {"fingerprint": fingerprint, "file": stored}
        RunPrint.objects.update_or_create(**place, defaults=new)
        if kept is not None:
            uploads.discard(kept.file)
    return stored


def forget_prints(*, run, what=None):
    """Delete the run's PDFs, or those of one kind; the files go on commit."""
    kept = RunPrint.objects.filter(run=run).select_related("file")
    for one in kept if what is None else kept.filter(what=what):
        _delete(one)


# --- Forgetting -------------------------------------------------------------------------------


def forget(*, run):
    """Delete what paper has brought with the run's answers: sheets, corrections and PDFs.

    Call it in the transaction in which the answers go.
    """
    for sheet in Sheet.objects.filter(run=run).select_related("file"):
        _delete(sheet)
    PaperChange.objects.filter(run=run).delete()
    forget_prints(run=run)
