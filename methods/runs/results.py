"""What has been answered, summed up as the projector, the phones and the summary show it.

Only what everybody may see is ever here: neither hidden answers nor those that wait to be looked
through.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.db.models import Q

from valmennus.shared.composed import composed_once

from .answer_models import Contribution
from .models import RunPrompt, table_words, worded
from .queries import few_of, themes_of

SCALE = range(11)
# What is loaded of an answer, and besides where the database has counted them.
_TOLD = [
    *("pk", "uuid", "prompt_id", "guest_id", "table_id", "theme_id", "card", "text", "value"),
    *("number", "flag", "waits", "hidden_at", "table__name", "table__number"),
]
_COUNTED = ["seen", "said"]
# So many answers in words fit a wall.
ON_THE_WALL = 16
Kind = RunPrompt.Kind


@dataclass
class Result:
    """What was answered to one prompt.

    `number` is how many answers there are, each paper one counted as often as it was given.
    `rows` has `(label, number, per cent of the answers)` of everything that can be chosen, marked
    or counted; `texts` are answers in words, the newest first; `themes` have `heading`,
    `hits_in_all` and `quotes`; `cards` has `(card's words, answers)` by card; `places` are marks
    with `x` and `y` in thousandths; `drawings` have `paths`; `mean` is of a scale. `more` tells how
    many answers in words there are besides.
    """

    prompt: RunPrompt
    number: int = 0
    rows: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    themes: list = field(default_factory=list)
    cards: list = field(default_factory=list)
    places: list = field(default_factory=list)
    drawings: list = field(default_factory=list)
    mean: float | None = None
    more: int = 0

    @property
    def kind(self):
        return self.prompt.kind

    @property
    def told(self):
        """What is shown of each of `texts`: words of the card, strokes, text, marks, number, table.

        Plain values, so that all of them together can be remembered.
        """
        return [
            (
                getattr(one, "asked", ""),
                getattr(one, "paths", ()),
                one.text,
                getattr(one, "marks", 0),
                one.number,
                str(one.table or ""),
            )
            for one in self.texts
        ]

    def shorten(self, most):
        """Keep the first `most` answers in words, of each card its part of them."""
        if self.cards:
            each = max(most // len(self.cards), 1)
            self.more += sum(max(len(found) - each, 0) for _asked, found in self.cards)
            self.cards = [(asked, found[:each]) for asked, found in self.cards]
        else:
            self.more += max(len(self.texts) - most, 0)
        self.texts = self.texts[:most]


def results_of(prompts, *, answers=None, themes=None, few=False):
    """The results by the prompts' keys in the database, as `{prompt.pk: Result}`.

    `answers` are the visible answers and `themes` those of `themes_of`, where they are loaded
    already. With `few` only the newest are loaded of those in words that nothing is worked out
    from, as many as fit a wall. Two statements at most.
    """
    if answers is None:
        answers = visible_answers(prompts, few)
    by_prompt = defaultdict(list)
    for answer in answers:
        by_prompt[answer.prompt_id].append(answer)
    grouped = [prompt for prompt in prompts if prompt.kind == Kind.THEMES]
    if themes is None:
        themes = themes_of([prompt.pk for prompt in grouped]) if grouped else []
    found = {}
    for prompt in prompts:
        result = Result(prompt)
        if prompt.kind == Kind.THEMES:
            _gather(result, [one for one in themes if one.prompt_id == prompt.pk], by_prompt)
        else:
            here = by_prompt[prompt.pk]
            result.number = sum(answer.number for answer in here)
            _SUMS[prompt.kind](result, here, by_prompt)
        found[prompt.pk] = result
    return found


def visible_answers(prompts, few=False):
    """The answers to these prompts, and to those that they work on, that everybody may see.

    With `few` only the newest where they are not worked on: see `results_of`. They have what
    `Contribution` has, with the words of the table in `table`; rows of the model would take most of
    the time of a summary.
    """
    wanted = {prompt.pk for prompt in prompts} | {prompt.source_id for prompt in prompts} - {None}
    cut = wanted & only_shown(prompts) if few else set()
    names = [*_TOLD, *(_COUNTED if cut else [])]
    found = []
    for row in _visible_answers(sorted(wanted - cut), sorted(cut)):
        answer = SimpleNamespace(**dict(zip(names, row, strict=True)))
        answer.table = table_words(answer.table__name, answer.table__number)
        found.append(answer)
    return found


@composed_once
def _visible_answers(whole, cut):
    """Every answer to the prompts of `whole`, and to each of `cut` the newest."""
    answers = Contribution.objects.visible().filter(prompt__in=[*whole, *cut])
    if cut:
        answers = few_of(answers, ON_THE_WALL, always=Q(prompt__in=whole))
    return answers.order_by("-pk").values_list(*_TOLD, *(_COUNTED if cut else []))


def only_shown(prompts):
    """The keys of the prompts whose answers are shown as they are and nothing more.

    How many of them stand under a theme the database tells.
    """
    shown = {prompt.pk for prompt in prompts if prompt.kind == Kind.LINES}
    shown |= {prompt.source_id for prompt in prompts if prompt.kind == Kind.THEMES}
    return shown - {prompt.source_id for prompt in prompts if prompt.kind == Kind.AGREE}


def words_of(prompt, answer):
    """One answer in words, also one that was chosen, marked or counted."""
    labels = prompt.labels
    match prompt.kind:
        case Kind.CHOICE:
            return labels.get(answer.value, "")
        case Kind.SEVERAL:
            return ", ".join(label for key, label in labels.items() if key in (answer.value or []))
        case Kind.POINTS:
            given = answer.value or {}
            return ", ".join(f"{labels[key]} {n}" for key, n in given.items() if key in labels)
        case Kind.SCALE:
            return str(answer.value)
        case Kind.COUNTER:
            return f"{labels.get(answer.card, '')} {answer.value:+d}".strip()
        case Kind.PLACE:
            return ": ".join(filter(None, [labels.get(answer.card, ""), answer.text]))
    return answer.text


def card_of(prompt, answer):
    """The words of the card that was answered; empty where none was."""
    card = prompt.cards_by_key.get(answer.card)
    return worded(card["text"]) if card else ""


def _rows(labels, counts, of):
    return [
        (label, counts[key], round(100 * counts[key] / of) if of else 0)
        for key, label in labels.items()
    ]


def _lines(result, answers, _all):
    result.texts = answers
    if answers and hasattr(answers[0], "seen"):
        result.number, result.more = answers[0].said, answers[0].seen - len(answers)


def _chosen(result, answers, _all):
    counts = Counter()
    for answer in answers:
        keys = answer.value if isinstance(answer.value, list) else [answer.value]
        for key in keys:
            counts[key] += answer.number
    result.rows = _rows(result.prompt.labels, counts, result.number)


def _points(result, answers, _all):
    counts = Counter()
    for answer in answers:
        for key, points in (answer.value or {}).items():
            counts[key] += points * answer.number
    result.rows = _rows(result.prompt.labels, counts, sum(counts.values()))


def _scale(result, answers, _all):
    counts = Counter()
    for answer in answers:
        counts[answer.value] += answer.number
    result.rows = _rows({step: str(step) for step in SCALE}, counts, result.number)
    if result.number:
        result.mean = sum(step * n for step, n in counts.items()) / result.number


def _counter(result, answers, _all):
    counts = Counter()
    for answer in answers:
        counts[answer.card] += answer.value
    result.number = max(sum(counts.values()), 0)
    labels = result.prompt.labels or {"": result.prompt.text}
    counts = Counter({key: max(n, 0) for key, n in counts.items()})
    result.rows = _rows(labels, counts, result.number)


def _places(result, answers, _all):
    counts = Counter()
    for answer in answers:
        counts[answer.card] += answer.number
    result.rows = _rows(result.prompt.labels, counts, result.number)
    result.texts = [answer for answer in answers if answer.text]
    order = {key: place for place, key in enumerate(result.prompt.labels, start=1)}
    for answer in answers:
        answer.sort, answer.label = order.get(answer.card), result.prompt.labels.get(answer.card)
        if answer.value:
            answer.x, answer.y = answer.value["x"], answer.value["y"]
            result.places.append(answer)


def _drawings(result, answers, _all):
    for answer in answers:
        answer.paths = paths_of(answer.value)
    result.drawings = [answer for answer in answers if answer.paths]
    result.texts = answers


def _cards(result, answers, _all):
    by_card = defaultdict(list)
    for answer in answers:
        answer.paths = paths_of(answer.value)
        by_card[answer.card].append(answer)
    known = result.prompt.cards_by_key
    result.cards = [(worded(known[key]["text"]), by_card[key]) for key in known if by_card[key]]
    result.drawings = [answer for answer in answers if answer.paths]
    result.texts = answers
    # One who fills in a page gives one answer, however many prompts it has. Pages on paper are
    # typed in prompt by prompt: there are at least as many as one prompt has answers at a table.
    paper, most = Counter(), Counter()
    for answer in answers:
        if answer.guest_id is None:
            paper[answer.table_id, answer.card] += answer.number
    for (table, _card), number in paper.items():
        most[table] = max(most[table], number)
    phones = {answer.guest_id for answer in answers if answer.guest_id}
    result.number = len(phones) + sum(most.values())


def _agreed(result, answers, by_prompt):
    counts = Counter()
    for answer in answers:
        counts[answer.card] += answer.number
    sources = by_prompt[result.prompt.source_id]
    known = result.prompt.source.cards_by_key if result.prompt.source else {}
    for source in sources:
        source.marks = counts[source.uuid.hex]
        source.asked = worded(known[source.card]["text"]) if source.card in known else ""
    result.texts = sorted(sources, key=lambda one: -one.marks)
    # Marks of what has been hidden or written anew since count no more.
    result.number = sum(source.marks for source in sources)


def _gather(result, themes, by_prompt):
    quotes = defaultdict(list)
    for answer in by_prompt[result.prompt.source_id]:
        quotes[answer.theme_id].append(answer)
    for theme in themes:
        theme.quotes = quotes[theme.pk]
    result.themes = themes
    result.number = sum(theme.hits_in_all for theme in themes)
    result.rows = [
        (theme.heading, theme.hits_in_all, round(100 * theme.hits_in_all / result.number))
        for theme in themes
        if result.number
    ]
    # What stands under no theme yet.
    result.texts = quotes[None]


_SUMS = {
    Kind.LINES: _lines,
    Kind.CHOICE: _chosen,
    Kind.SEVERAL: _chosen,
    Kind.POINTS: _points,
    Kind.SCALE: _scale,
    Kind.CARD: _cards,
    Kind.PAGE: _cards,
    Kind.PLACE: _places,
    Kind.DRAWING: _drawings,
    Kind.COUNTER: _counter,
    Kind.AGREE: _agreed,
}


def paths_of(value):
    """The strokes of a drawing as paths of SVG, in a square of a thousand."""
    strokes = value.get("strokes", []) if isinstance(value, dict) else []
    return [
        "M" + " L".join(f"{x} {y}" for x, y in zip(stroke[::2], stroke[1::2], strict=True))
        for stroke in strokes
    ]
