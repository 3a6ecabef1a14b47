"""What the paper pages of a run need."""

import json
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _

from methods.runs.answer_models import Contribution
from methods.runs.models import RunPrompt, RunTable, worded
from methods.runs.queries import phases_of

from .lines import Kind, counts_of, line_of
from .models import PaperChange, Sheet

COUNTED = {Kind.CHOICE, Kind.SEVERAL, Kind.POINTS, Kind.SCALE, Kind.COUNTER, Kind.AGREE}
BY_CARD = {Kind.CARD, Kind.PAGE}
# Where several may be chosen, the number of slips is asked as well.
WITH_SLIPS = {Kind.SEVERAL, Kind.POINTS}
# One marks what others have written: so many of the newest are offered.
MOST_SOURCES = 60


@dataclass
class Place:
    """One place of the form in which answers from paper are typed."""

    prompt: RunPrompt
    label: str
    card: str = ""
    # What has been typed already, as rows.
    rows: list = field(default_factory=list)
    # (key, words) of what is counted; empty where lines are typed.
    options: list = field(default_factory=list)
    # Whether the table gives one answer.
    is_one: bool = False
    # A card that nobody has drawn or answered: below the others.
    is_spare: bool = False

    @property
    def name(self):
        """Of its field in the form."""
        return f"p{self.prompt.pk}-{self.card}" if self.card else f"p{self.prompt.pk}"

    @property
    def is_group(self):
        """Whether the prompt has several fields, under a heading of their own."""
        return bool(self.options or self.card)

    @property
    def hint(self):
        """How it is typed, in words."""
        if self.options:
            return _("Write how many there are of each.")
        if self.is_one and self.card:
            return _("The table gives one answer to each card.")
        if self.is_one:
            return _("The table gives one answer.")
        if self.prompt.kind == Kind.THEMES:
            return _("One theme on a line. “5 × roads” is a theme that five slips spoke of.")
        return _("One answer on a line. “3 × open longer” is an answer that three people gave.")

    @property
    def counts(self):
        return counts_of(self.prompt, self.rows)

    @property
    def has_slips(self):
        return self.prompt.kind in WITH_SLIPS and not self.is_one

    @property
    def slips(self):
        """How many slips the counts are of."""
        return sum(row.number for row in self.rows)

    @property
    def text(self):
        """The typed answers as lines; empty where choices are counted."""
        if self.options:
            return ""
        if self.is_one:
            return self.rows[0].text if self.rows else ""
        return "\n".join(line_of(row.number, row.text) for row in self.rows)

    @property
    def shown(self):
        """The mark of what the form shows, by which is told what has changed since."""
        if self.options or self.is_one:
            return json.dumps([sorted(self.counts.items()), self.text], ensure_ascii=False)
        return " ".join(row.uuid.hex for row in self.rows)


def phase_of(run, order):
    """The run's phases, and the one of this order; 404 where there is none. Two statements."""
    phases = phases_of(run)
    for phase in phases:
        if phase.order == order:
            return phases, phase
    raise Http404


def table_of(run, number):
    """The table of this number, None for 0: the whole group; else 404."""
    if number == 0:
        return None
    table = RunTable.objects.filter(run=run, number=number).first()
    if table is None:
        raise Http404
    return table


def asked_at(run, phase, table):
    """The prompts of the phase that are typed in at the table, or for the whole group."""
    if table is None:
        return [one for one in phase.asked if not (one.by_table and run.has_tables)]
    return [one for one in phase.asked if not one.by_host and one.kind != Kind.THEMES]


def places_of(run, phase, table):
    """The places of the form for the phase at the table, with what is typed already.

    Two statements at most.
    """
    prompts = asked_at(run, phase, table)
    for prompt in prompts:
        prompt.run = run
    typed = (
        Contribution.objects.standing().filter(prompt__in=prompts, table=table).order_by("pk")
        if prompts
        else []
    )
    by_prompt = {}
    for row in typed:
        by_prompt.setdefault(row.prompt_id, []).append(row)
    sources = _sources(prompts, table)
    places = []
    for prompt in prompts:
        is_one = prompt.by_table and table is not None
        rows = by_prompt.get(prompt.pk, [])
        # A table's one answer is the same whoever wrote it; else phones' answers are their own.
        rows = rows if is_one else [row for row in rows if row.guest_id is None]
        places += _places(prompt, table, rows, is_one, sources)
    return places


def _sources(prompts, table):
    """The answers that people mark, by the prompt they were given to."""
    wanted = [one.source_id for one in prompts if one.kind == Kind.AGREE and one.source_id]
    if not wanted:
        return {}
    found = {}
    rows = Contribution.objects.visible().filter(prompt__in=wanted).exclude(text="")
    if table is not None:
        rows = rows.filter(Q(table=table) | Q(table=None))
    for row in rows.order_by("-pk")[:MOST_SOURCES]:
        found.setdefault(row.prompt_id, []).append(row)
    return found


def _places(prompt, table, rows, is_one, sources):
    if prompt.kind in COUNTED:
        options = _options(prompt, sources)
        if not options:
            return []
        return [Place(prompt, prompt.text, rows=rows, options=options, is_one=is_one)]
    if prompt.kind == Kind.PLACE:
        cards = list(prompt.labels.items()) or [("", "")]
    elif prompt.kind in BY_CARD:
        cards = [(card["key"], worded(card["text"])) for card in prompt.cards]
    else:
        cards = [("", "")]
    drawn = _drawn(prompt, table)
    places = [
        Place(
            prompt,
            words or prompt.text,
            card=key,
            rows=[row for row in rows if row.card == key],
            is_one=is_one,
            is_spare=bool(drawn) and key not in drawn,
        )
        for key, words in cards
    ]
    for place in places:
        place.is_spare = place.is_spare and not place.rows
    return sorted(places, key=lambda place: place.is_spare)


def _options(prompt, sources):
    if prompt.kind == Kind.SCALE:
        return [(str(step), str(step)) for step in range(11)]
    if prompt.kind == Kind.AGREE:
        return [(row.uuid.hex, row.text) for row in sources.get(prompt.source_id, [])]
    if prompt.kind == Kind.COUNTER and not prompt.options:
        return [("", prompt.text)]
    return list(prompt.labels.items())


def _drawn(prompt, table):
    """The keys of the cards that the table or everybody has drawn."""
    if prompt.kind != Kind.CARD:
        return []
    own = prompt.drawn.get(f"t{table.number}", []) if table is not None else []
    return [*own, *prompt.drawn.get("", [])]


def typed_counts(run):
    """How many answers have been typed in from paper, by table (None: the whole group)."""
    rows = (
        Contribution.objects.standing()
        .filter(run=run, guest=None)
        .order_by()
        .values_list("table")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def changes_at(run, table):
    """The newest corrections at the table, with who made them."""
    return list(
        PaperChange.objects.filter(run=run, table=table).select_related("by", "prompt")[:20]
    )


def sheets_of(run):
    """The photographed sheets, in the order in which they were added."""
    return list(Sheet.objects.filter(run=run).select_related("table", "file"))
