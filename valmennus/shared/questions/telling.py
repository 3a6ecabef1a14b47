"""Answers as people read them, one by one and summed up."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from django.utils.formats import number_format

from .kinds import SCALE, Kind, Question


def shown(question, value):
    """One answer in words; an empty text where there is none."""
    if value in (None, "", []):
        return ""
    if question.kind == Kind.CHOICE:
        return question.labels.get(value, "")
    if question.kind == Kind.SEVERAL:
        return ", ".join(label for key, label in question.labels.items() if key in value)
    if question.kind in (Kind.NUMBER, Kind.SCALE):
        return number_format(value)
    return value


@dataclass
class Tally:
    """What was answered to one question.

    `rows` has `(label, number, per cent)` of everything that can be chosen; `mean`, `least` and
    `most` are of numbers and scales; `texts` are open answers in an order that tells nothing of
    who wrote them. With `hidden`, there were too few answers and nothing but their number is told.
    """

    question: Question
    number: int
    rows: list = field(default_factory=list)
    mean: float | None = None
    least: float | None = None
    most: float | None = None
    total: float | None = None
    texts: list = field(default_factory=list)
    hidden: bool = False


def tallies(questions, answers, *, hide_under=0):
    """The questions with their answers summed up; `answers` are dicts by the questions' keys.

    Where fewer than `hide_under` have answered a question, its tally is hidden.
    """
    answers = list(answers)
    return [_tally(question, answers, hide_under) for question in questions]


def _tally(question, answers, hide_under):
    values = [one[question.key] for one in answers if one.get(question.key) not in (None, "", [])]
    tally = Tally(question, len(values))
    if len(values) < hide_under:
        tally.hidden = True
        return tally
    if question.kind == Kind.TEXT:
        tally.texts = sorted(values, key=_shuffled)
        return tally
    if question.has_options:
        chosen = Counter(key for value in values for key in _as_list(value))
        tally.rows = _rows([(question.labels[key], chosen[key]) for key in question.labels], values)
        return tally
    if question.kind == Kind.SCALE:
        counts = Counter(values)
        tally.rows = _rows([(str(step), counts[step]) for step in SCALE], values)
    if values:
        tally.total = sum(values)
        tally.mean = tally.total / len(values)
        tally.least, tally.most = min(values), max(values)
    return tally


def _rows(counts, values):
    return [
        (label, number, round(100 * number / len(values)) if values else 0)
        for label, number in counts
    ]


def _as_list(value):
    return value if isinstance(value, list) else [value]


def _shuffled(text):
    """An order of texts that stays the same and has nothing to do with when they were written."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
