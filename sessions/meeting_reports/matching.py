"""Whose name it is: compares the names of a report with the people of a cohort.

Plain values in and out. Only what is beyond doubt is decided here; whoever is merely like somebody
is suggested and chosen by hand, since Matti and Martti Virtanen are one letter apart.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from .parsing import is_phone

CERTAIN, PROBABLE, UNSURE, UNKNOWN, STAFF = "certain", "probable", "unsure", "unknown", "staff"
# Below this a name is nobody's.
LEAST_LIKE = 78
_ASIDE = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_TAIL = re.compile(r"\s+[-–—|/]\s+|,\s*|\s*/\s*")
# What the programs add to a name.
_TAGS = {
    *("guest", "vieras", "gast", "external", "ulkoinen", "extern", "unverified", "vahvistamaton"),
    *("overifierad", "host", "co host", "cohost", "isanta", "vard", "organizer", "jarjestaja"),
    *("me", "mina", "jag", "presenter", "esittaja", "presentator", "anonymous", "anonyymi"),
}
_TITLES = {"dr", "mr", "mrs", "ms", "prof", "fm", "ft", "tt", "vtt"}


@dataclass
class Person:
    """Somebody of the cohort. `key` is the place's key; for staff it is None."""

    key: int | None
    name: str
    emails: frozenset = frozenset()
    phone: str = ""
    places: tuple = ()


@dataclass
class Match:
    """Who it is: the place's key (None for nobody), the verdict, and how sure, from 0 to 100."""

    key: int | None
    verdict: str
    confidence: int


@dataclass
class _Name:
    """A name as it was written: its words, and what stood beside it."""

    words: tuple
    hints: list = field(default_factory=list)


def normal(text):
    """The text in small letters, with å, ä and ö, and one space between words."""
    return " ".join(re.sub(r"[^\w]+", " ", unicodedata.normalize("NFC", text).casefold()).split())


def folded(text):
    """The text in small letters without marks: Häkkinen as hakkinen."""
    text = unicodedata.normalize("NFKD", normal(text).replace("ø", "o").replace("æ", "ae"))
    return "".join(c for c in text if not unicodedata.combining(c))


def alias_of(name):
    """Under what a name that was chosen by hand is remembered."""
    return normal(name)[:200]


class Matcher:
    """Knows the people of a cohort, its staff, and what has been chosen by hand earlier."""

    def __init__(self, people, staff=(), aliases=None):
        self.people = list(people)
        self.staff = list(staff)
        self.aliases = aliases or {}
        self.by_email = {email: one for one in self.people for email in one.emails}
        self.staff_emails = {email for one in self.staff for email in one.emails}
        self.keys = {one.key for one in self.people}
        self.places = {folded(place) for one in self.people for place in one.places}
        self.by_words, self.by_folded = {}, {}
        for one in self.people:
            words = _words(normal(one.name))
            self.by_words.setdefault(words, []).append(one)
            self.by_folded.setdefault(_words(folded(one.name)), []).append(one)
        self.staff_words = {_words(folded(one.name)) for one in self.staff}
        self.like = {one.key: " ".join(_words(folded(one.name))) for one in self.people}

    def match(self, name, email=""):
        """The `Match` of one person of the report."""
        if email in self.by_email:
            return Match(self.by_email[email].key, CERTAIN, 100)
        if email and email in self.staff_emails:
            return Match(None, STAFF, 100)
        for known in (email, alias_of(name)):
            if known and self.aliases.get(known) in self.keys:
                return Match(self.aliases[known], CERTAIN, 98)
        if is_phone(name):
            return self._by_phone(name)
        read = self._read(name)
        found = self._by_name(read) if read.words else Match(None, UNKNOWN, 0)
        return self._by_aside(name) or found if found.verdict in (UNKNOWN, UNSURE) else found

    def _by_aside(self, name):
        """By the name in brackets, as Zoom writes it: iPad (Maija Virtanen); None for nobody."""
        for aside in _ASIDE.findall(name):
            if len(aside.split()) > 1 and folded(aside) not in self.places:
                found = self._by_name(self._read(aside))
                if found.verdict in (CERTAIN, PROBABLE):
                    return Match(found.key, PROBABLE, 85)
                if found.verdict == STAFF:
                    return found
        return None

    def _read(self, name):
        """The name without what was written beside it, such as the municipality."""
        hints = [hint for hint in _ASIDE.findall(name) if hint.strip()]
        bare = _ASIDE.sub(" ", name)
        head, *tail = [part for part in _TAIL.split(bare) if part.strip()] or [""]
        if tail and len(head.split()) == 1 and len(tail[0].split()) <= 2 and "," in bare:
            # Virtanen, Maija; what follows is where she is from.
            head, tail = f"{tail[0]} {head}", tail[1:]
        elif tail and folded(head) in self.places:
            head, tail = tail[0], [head, *tail[1:]]
        hints += tail
        words = _words(normal(head), titles=True)
        hints = [folded(hint) for hint in hints]
        # Also without anything between: Maija Virtanen Janakkala.
        for place in self.places:
            own = tuple(sorted(place.split()))
            if len(words) - len(own) >= 2 and set(own) <= {folded(word) for word in words}:
                words = tuple(word for word in words if folded(word) not in own)
                hints.append(place)
        return _Name(words, [hint for hint in hints if hint and hint not in _TAGS])

    def _by_name(self, read):
        plain = tuple(sorted(folded(word) for word in read.words))
        for found, verdict, sure in (
            (self.by_words.get(read.words, []), CERTAIN, 95),
            (self.by_folded.get(plain, []), PROBABLE, 88),
        ):
            if found:
                return self._among(found, read, verdict, sure)
        if plain in self.staff_words:
            return Match(None, STAFF, 95)
        within = [one for one in self.people if _is_within(plain, _words(folded(one.name)))]
        if within:
            return self._among(within, read, PROBABLE, 80)
        return self._like(read, plain)

    def _among(self, found, read, verdict, sure):
        """One of those of the same name, by the municipality beside it."""
        theirs = [one for one in found if _is_from(one, read.hints)]
        if len(theirs) == 1:
            return Match(theirs[0].key, verdict, sure if len(found) == 1 else sure - 2)
        if len(found) == 1 and not read.hints:
            staff_too = _words(folded(found[0].name)) in self.staff_words
            return (
                Match(found[0].key, UNSURE, 60) if staff_too else Match(found[0].key, verdict, sure)
            )
        # Namesakes, or somebody from where nobody of this name in the cohort is.
        return Match((theirs or found)[0].key, UNSURE, 50 if len(found) > 1 else 60)

    def _like(self, read, plain):
        """The one whose name is nearest, never more than a suggestion."""
        initials = [one for one in self.people if _fits_initials(plain, folded(one.name).split())]
        theirs = [one for one in initials if _is_from(one, read.hints)] or initials
        if theirs:
            return Match(theirs[0].key, UNSURE, 55 if len(theirs) == 1 else 40)
        best = process.extractOne(
            " ".join(plain), self.like, scorer=fuzz.ratio, score_cutoff=LEAST_LIKE
        )
        if best is None:
            return Match(None, UNKNOWN, 0)
        return Match(best[2], UNSURE, min(70, int(best[1]) - 20))

    def _by_phone(self, name):
        """By the digits that are not hidden: four at the end, or two with the beginning."""
        pattern = _digits(name)
        theirs = [one for one in self.people if one.phone and _is_number(pattern, one.phone)]
        if len(theirs) != 1:
            return Match(None, UNKNOWN, 0)
        hidden = "*" in pattern
        return Match(theirs[0].key, UNSURE if hidden else PROBABLE, 65 if hidden else 90)


def _words(text, *, titles=False):
    words = text.replace("_", " ").split()
    if titles and len(words) > 2:
        words = [word for word in words if word not in _TITLES]
    return tuple(sorted(words))


def _is_within(plain, other):
    """Whether one name is the other with a second given or family name, two words in common."""
    short, long = sorted([set(plain), set(other)], key=len)
    return len(short) >= 2 and len(plain) != len(other) and short <= long


def _is_from(person, hints):
    places = [folded(place) for place in person.places]
    return any(
        place.startswith(hint) or hint.startswith(place)
        for place in places
        for hint in hints
        if len(hint) > 2
    )


def _fits_initials(plain, words):
    """Whether the name is somebody's given name alone, or has an initial for one of the two."""
    if len(words) < 2 or len(plain) > 2:
        return False
    if len(plain) == 1:
        return len(plain[0]) > 2 and plain[0] in {words[0], words[-1], "".join(words)}
    short = [word for word in plain if len(word) == 1]
    long = [word for word in plain if len(word) > 1]
    if len(short) != 1 or len(long) != 1:
        return False
    pair = {(words[0], words[-1]), (words[-1], words[0])}
    return any(long[0] == whole and other.startswith(short[0]) for whole, other in pair)


def _digits(text):
    text = re.sub(r"[^\d*]", "", text)
    text = re.sub(r"^(00)?358", "", text)
    return text.lstrip("0")


def _is_number(pattern, phone):
    number = _digits(phone)
    if "*" not in pattern:
        return len(pattern) >= 6 and pattern == number
    head, tail = pattern[: pattern.index("*")], pattern[pattern.rindex("*") + 1 :]
    enough = len(head) + len(tail) >= 4
    return enough and number.startswith(head) and number.endswith(tail)
