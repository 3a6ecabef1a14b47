"""How answers from paper are typed: lines with a number before them, and counts by choice."""

import re
from collections import Counter
from difflib import SequenceMatcher

from methods.runs.models import RunPrompt

Kind = RunPrompt.Kind
MOST = 5000
# "3 × text": three people said the same.
_NUMBERED = re.compile(r"^(\d{1,4})\s*[×xX*]\s+(\S.*)$")
# How like two lines are where one is a correction of the other.
ALIKE = 0.5


def read_lines(text):
    """The typed lines as (number, text) pairs, empty ones left out."""
    found = []
    for line in text.splitlines():
        line = " ".join(line.split())
        numbered = _NUMBERED.match(line)
        if numbered and 0 < int(numbered[1]) <= MOST:
            found.append((int(numbered[1]), numbered[2]))
        elif line:
            found.append((1, line))
    return found


def line_of(number, text):
    """The line as it is typed."""
    text = " ".join(text.split())
    return f"{number} × {text}" if number != 1 else text


def compare(shown, typed):
    """What was done to lines: (added, corrected, taken back).

    `shown` are rows with `number` and `text`, `typed` (number, text) pairs. `added` are pairs that
    no row has, `corrected` is a list of (row, pair), `taken back` rows that no line has any more.
    """
    left = Counter(typed)
    gone = []
    for row in shown:
        pair = (row.number, " ".join(row.text.split()))
        if left[pair]:
            left[pair] -= 1
        else:
            gone.append(row)
    added = []
    for pair in reversed(typed):
        if left[pair]:
            left[pair] -= 1
            added.insert(0, pair)
    corrected = []
    for row in gone:
        alike = [(SequenceMatcher(None, row.text, pair[1]).ratio(), pair) for pair in added]
        best = max(alike, default=(0, None), key=lambda one: one[0])
        if best[0] >= ALIKE:
            corrected.append((row, best[1]))
            added.remove(best[1])
    changed = [row for row, _pair in corrected]
    return added, corrected, [row for row in gone if row not in changed]


# --- Counts by choice -----------------------------------------------------------------------


def counts_of(prompt, answers):
    """How often each choice was given in the answers, by its key."""
    counts = Counter()
    for answer in answers:
        value = answer.value
        if prompt.kind == Kind.POINTS:
            for key, points in (value or {}).items():
                counts[key] += points * answer.number
        elif prompt.kind == Kind.COUNTER:
            counts[answer.card] += value or 0
        elif prompt.kind == Kind.AGREE:
            counts[answer.card] += answer.number
        else:
            for key in value if isinstance(value, list) else [value]:
                counts[str(key)] += answer.number
    return {key: number for key, number in counts.items() if number}


def answers_from(prompt, counts, slips, *, is_one):
    """The counts as answers: dicts of `card`, `value` and `number`.

    `slips` is how many gave them, where one may choose several; `is_one` where the table gives one
    answer.
    """
    counts = {key: number for key, number in counts.items() if number}
    if not counts:
        return []
    if is_one:
        return [{"value": _one_value(prompt, counts), "number": 1}]
    if prompt.kind == Kind.SEVERAL:
        return _several(counts, slips)
    if prompt.kind == Kind.POINTS:
        rest = [{"value": {}, "number": slips - 1}] if slips > 1 else []
        return [{"value": counts, "number": 1}, *rest]
    if prompt.kind == Kind.COUNTER:
        return [{"card": key, "value": number} for key, number in counts.items()]
    if prompt.kind == Kind.AGREE:
        return [{"card": key, "number": number} for key, number in counts.items()]
    value = int if prompt.kind == Kind.SCALE else str
    return [{"value": value(key), "number": number} for key, number in counts.items()]


def _one_value(prompt, counts):
    if prompt.kind == Kind.POINTS:
        return counts
    if prompt.kind == Kind.SEVERAL:
        return list(counts)
    [key] = counts
    return int(key) if prompt.kind == Kind.SCALE else key


def _several(counts, slips):
    """Slips with several marks, of which only the marks of each choice were counted.

    Which marks stood on the same slip is not known and nowhere told; the sums are right.
    """
    found, start = [], 0
    for end in sorted({*counts.values(), slips}):
        marked = [key for key, number in counts.items() if number > start]
        found.append({"value": marked, "number": end - start})
        start = end
    return [one for one in found if one["number"]]
