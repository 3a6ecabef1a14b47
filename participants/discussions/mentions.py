"""Mentions of people: typed as `@Given Family`, kept as `@[uuid]`, shown with today's name."""

import re
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import mark_safe

KEPT = re.compile(r"@\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]")
_AT = re.compile(r"(?<![\w@])@(?=[^\W\d_])")


@dataclass
class Found:
    """What was found in a typed text."""

    text: str
    """The text as it is kept."""
    people: list = field(default_factory=list)
    """Who is mentioned."""
    unsure: dict = field(default_factory=dict)
    """People of the same name of whom it is not known which one is meant, by the name in small
    letters."""


def find(text, people, chosen=None):
    """The mentions in a typed text, of `people` who may be meant; the longest name wins.

    `chosen` tells which of several namesakes is meant, as `{name in small letters: person}`.
    """
    by_name = {}
    for person in people:
        name = _plain(person.get_full_name())
        if name:
            by_name.setdefault(name, []).append(person)
    names = sorted(by_name, key=len, reverse=True)
    found, kept, place = Found(""), [], 0
    for match in _AT.finditer(text):
        if match.start() < place:
            continue
        name, end = _name_at(text, match.end(), names)
        if name is None:
            continue
        person = (chosen or {}).get(name) or (by_name[name][0] if len(by_name[name]) == 1 else None)
        if person is None:
            found.unsure[name] = by_name[name]
            continue
        if person not in found.people:
            found.people.append(person)
        kept += [text[place : match.start()], f"@[{person.uuid}]"]
        place = end
    found.text = "".join([*kept, text[place:]])
    return found


def _name_at(text, start, names):
    """The longest of the names that the text has at this place, and where it ends there."""
    for name in names:
        words = map(re.escape, name.split())
        match = re.compile(r"[ \t]+".join(words) + r"(?!\w)", re.IGNORECASE).match(text, start)
        if match:
            return name, match.end()
    return None, start


def _plain(name):
    return " ".join(name.lower().split())


def uuids_in(text):
    """The uuids of those who are mentioned in a kept text, as texts."""
    return KEPT.findall(text)


def typed(text, names):
    """The kept text as it is typed; `names` are by uuid."""
    return KEPT.sub(lambda match: "@" + names.get(match[1], "–"), text)


def marked(html, names):
    """Safe HTML of a kept text with the mentions marked."""
    marks = KEPT.sub(
        lambda match: f'<span class="mention">@{escape(names.get(match[1], "–"))}</span>', html
    )
    return mark_safe(marks)  # noqa: S308 - it was safe, and the names are escaped
