"""Organisations that stand once for many rows: above the list, above a group, on its first row."""

import re

from .columns import Field, heading

# The organisation of a title is sought in so many words beside each other.
_LONGEST_NAME = 4


def above(lines, columns, *, titles, finder):
    """The rows of people among the lines, each with what it says of an organisation further up.

    `lines` are (number, cells) pairs, `titles` those above the headings and, as number 0, the
    file's name. A line that has only the name of an organisation is the title of a group and no
    person. Returns (number, cells, said) triples; `said` is [number of the row, text], or [] where
    the row tells its organisation itself or none stands above.
    """
    place = columns.index(Field.ORGANISATION) if Field.ORGANISATION in columns else None
    said, people = _in_titles(titles, finder), []
    for number, cells in lines:
        own = cells[place] if place is not None else ""
        if title := _title_of_group(cells, place, finder):
            said = [number, title]
            continue
        if own:
            said = [number, own]
        people.append((number, cells, [] if own else said))
    return people


def _title_of_group(cells, place, finder):
    """The name of the organisation where nothing else stands on the line, else ""."""
    filled = [cell for cell in cells if cell]
    if len(filled) != 1 or len(cells) == 1:
        return ""
    [text] = filled
    return text if not text.isdigit() and finder.find(text) else ""


def _in_titles(titles, finder):
    """[number, text] of the one organisation that the titles name; [] where it is none or many."""
    found = {}
    for number, cells in titles:
        for cell in cells:
            for text in _names_in(cell):
                organisation = finder.find(text)
                if organisation is not None:
                    found.setdefault(organisation.pk, [number, text])
    return next(iter(found.values())) if len(found) == 1 else []


def _names_in(text):
    """Words of the text that may be a name: each that begins large, and with those after it."""
    words = re.findall(r"[^\W\d_]+(?:[-:][^\W\d_]+)*", text)
    for start, word in enumerate(words):
        if not word[0].isupper() or heading(word)[0]:
            continue
        for length in range(1, _LONGEST_NAME + 1):
            if start + length <= len(words):
                yield " ".join(words[start : start + length])
