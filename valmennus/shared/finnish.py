"""Finnish words: their base forms and the parts of compounds, by libvoikko."""

import re
import threading
from functools import cache, lru_cache
from typing import NamedTuple

from libvoikko import Voikko, VoikkoException

# What a person types or reads is full of these, and they tell nothing of the matter.
_STOP_CLASSES = {"sidesana", "asemosana", "kieltosana", "suhdesana", "etuliite"}
_NAME_CLASSES = {"etunimi", "sukunimi", "paikannimi", "nimi"}
# Longer "words" are addresses and noise.
LONGEST_WORD = 60
_SEGMENT = re.compile(r"\+([^+()]*)(?:\(([^()]*)\))?")
# Two calls at once crash the process, also with a handle for each thread.
_lock = threading.Lock()


class Word(NamedTuple):
    """What is known of one word."""

    bases: tuple[str, ...] = ()
    """Its base forms, in small letters; several where it can be read in several ways."""
    parts: tuple[str, ...] = ()
    """The base forms of its parts, where it is a compound."""
    is_known: bool = False
    """False for a command too: they are rare, and half of a longer word often looks like one."""
    is_stop: bool = False
    """Whether it is a conjunction, a pronoun or the like."""


UNKNOWN = Word()


@cache
def _handle():
    """The one handle of the process, or None where the library or the dictionary is missing."""
    try:
        return Voikko("fi")
    except (OSError, VoikkoException):
        return None


def available():
    """Whether words are analysed here; without, everything is unknown."""
    with _lock:
        return _handle() is not None


@lru_cache(maxsize=20_000)
def analyse(word):
    """What is known of the word, which is in small letters; `UNKNOWN` without libvoikko."""
    found = _readings(word)
    if not found:
        return UNKNOWN
    bases, parts = {}, {}
    for reading in found:
        base = reading["BASEFORM"].lower()
        bases[base] = None
        groups = _groups(reading)
        if reading.get("PARTICIPLE"):
            # "osallistuneet" is also a form of "osallistua".
            bases |= dict.fromkeys(_plain(group[0][1]) for group in groups if len(groups) == 1)
        if len(groups) > 1 and reading.get("CLASS") not in _NAME_CLASSES:
            parts |= dict.fromkeys(_parts(base, groups))
    is_stop = all(
        reading.get("CLASS") in _STOP_CLASSES or reading["BASEFORM"] == "olla" for reading in found
    )
    # Parts such as the "o" of "o-osa" are noise.
    parts = [part for part in parts if len(part) > 2 and part not in bases]
    is_known = any(reading.get("MOOD") != "imperative" for reading in found)
    return Word(tuple(filter(None, bases)), tuple(parts), is_known, is_stop)


def _readings(word):
    """The readings of the word that are likely, each as libvoikko's attributes."""
    if len(word) > LONGEST_WORD:
        return []
    with _lock:
        handle = _handle()
        found = handle.analyze(word) if handle else []
    found = [reading for reading in found if reading.get("BASEFORM")]
    # "tapa" is a habit, hardly a command to kill.
    likely = [reading for reading in found if reading.get("MOOD") != "imperative"] or found
    # "osallistuvat" take part; they are no "osallis-tuvat".
    fewest = min((len(_groups(reading)) for reading in likely), default=0)
    return [reading for reading in likely if len(_groups(reading)) == fewest]


def _groups(reading):
    """The parts of the compound as lists of (surface, base) segments; one part where it is none.

    libvoikko tells derivations as segments too ("osa" + "llisuus"); where a part ends is told by
    the structure of the written word.
    """
    ends, place = set(), 0
    for part in reading["STRUCTURE"].split("=")[1:]:
        place += len(part)
        ends.add(place)
    groups, group, place = [], [], 0
    for surface, base in _SEGMENT.findall(reading.get("WORDBASES", "")):
        group.append((surface, base))
        place += len(surface)
        if place in ends:
            groups.append(group)
            group = []
    groups += [group] if group else []
    return groups or [[("", "")]] * len(ends)


def _parts(base, groups):
    """The base form of each part of the compound whose base form is `base`."""
    place = 0
    for number, group in enumerate(groups, start=1):
        surface = "".join(segment for segment, _base in group)
        whole = [segment for segment in group if segment[0] != "-"]
        if len(whole) == 1 and whole[0][1]:
            yield _plain(whole[0][1])
        elif number == len(groups):
            yield base[place:].strip("-")
        else:
            yield from _bases_alone(surface.strip("-").lower())
        place += len(surface)


def _bases_alone(surface):
    """The base forms of a derived part such as "osallisuus", or the part itself."""
    return [reading["BASEFORM"].lower() for reading in _readings(surface)] or [surface]


def _plain(base):
    return base.replace("=", "").lower()
