"""Texts as the search keeps them, and what people type as queries.

Finnish by libvoikko's base forms and parts of compounds, Swedish and English by PostgreSQL's own
stemmers, names as they are written too. Without libvoikko Finnish goes by PostgreSQL's stemmer.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape  # Django's looks each time whether the text is a lazy one.
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.utils.safestring import mark_safe
from psycopg.sql import quote

from . import finnish
from .composed import InStatement

# Raised when the rules of this file change: entries that were made by older ones are made anew.
RULES = 1
# The languages that PostgreSQL knows by these names.
STEMMERS = {"sv": "swedish", "en": "english"}
# Names of people and places: kept as they are written too, and never stemmed.
NAME = "name"
# A file of a hundred pages is enough to be found by.
MOST_WORDS = 20_000
# Shorter beginnings would fetch half of the portal.
SHORTEST_BEGINNING = 3
LONGEST_QUERY = 200

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_QUOTED = re.compile(r'["”“„]([^"”“„]*)["”“„]')
_HYPHENS = re.compile(r"[-'’]")
_MARKDOWN = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|^\s*(?:[-+]|\d+\.)\s|[*_`#>|~]+", re.MULTILINE)
# A text in which neither is found has no marks: looking for all of them at once takes far longer.
_SIGN, _LIST = re.compile(r"[*_`#>|~\[]"), re.compile(r"^\s*(?:[-+]|\d+\.)\s", re.MULTILINE)
# The endings of cases, for names that the dictionary does not have.
_ENDING = re.compile(
    r"(?:i?ss[aä]|i?st[aä]|i?ll[aä]|i?lt[aä]|i?lle|sen|in"
    r"|(?<=a)an|(?<=e)en|(?<=o)on|(?<=u)un|(?<=y)yn|(?<=ä)än|(?<=ö)ön|n|t?[aä]|s)$"
)
# What libvoikko does not tell to be little words: those of the other languages, and of all where
# it is missing.
_STOP = set()
for _words in (
    "ja on ei se että tai kun joka jotka mikä mitä miten kuka ovat oli",
    "och att det den de en ett i på för med av som till är om hur vad vem",
    "the and of to in a an for is are with how what who",
):
    _STOP |= set(_words.split())


@lru_cache(maxsize=20_000)
def fold(word):
    """The word in small letters and without foreign accents; å, ä and ö are letters of ours."""
    word = unicodedata.normalize("NFC", word.lower())
    return word if word.isascii() else "".join(map(_plain_letter, word))


def _plain_letter(letter):
    if letter in "åäö":
        return letter
    plain = [c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)]
    return "".join(plain)


def words_of(text):
    """The words of the text in order, in small letters; unknown ones with hyphens in pieces."""
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        yield from _pieces(fold(match[0]))


def _pieces(word):
    if not _HYPHENS.search(word) or finnish.analyse(word).is_known:
        return [word]
    return [piece for piece in _HYPHENS.split(word) if piece]


def analyser():
    """By what entries are made now; those that were made by something else are out of date."""
    return f"{RULES} {'libvoikko' if finnish.available() else 'finnish'}"


# --- Texts ----------------------------------------------------------------------------------


class Text(NamedTuple):
    """One text of a thing, with what it weighs.

    A is a title or a name, B a summary, C the body, and D what only those find who are asked to:
    a query tells which weights it looks at. `language` is fi, sv, en, `NAME` or anything else.
    """

    weight: str
    text: str
    language: str = "fi"


@dataclass
class Document:
    """The texts of one thing, ready for the database."""

    lexemes: dict = field(default_factory=dict)
    """Places with their weights, by lexeme."""
    stemmed: dict = field(default_factory=dict)
    """Words that the database stems, by (its name of the language, weight)."""

    @property
    def vector(self):
        """The lexemes as PostgreSQL reads a tsvector."""
        return " ".join(
            f"{quoted(lexeme)}:{','.join(places)}" for lexeme, places in self.lexemes.items()
        )


def document(texts):
    """What the search keeps of the texts."""
    made, before = Document(), 0
    for weight, text, language in texts:
        words = list(words_of(text or ""))[:MOST_WORDS]
        for place, word in enumerate(words, start=before + 1):
            lexemes, stemmers = _kept(word, language)
            for lexeme in lexemes:
                made.lexemes.setdefault(lexeme, []).append(f"{place}{weight}")
            for stemmer in stemmers:
                made.stemmed.setdefault((stemmer, weight), []).append(word)
        # No phrase begins in one text and ends in another.
        before += len(words) + 10
    return made


@lru_cache(maxsize=20_000)
def _kept(word, language):
    """The lexemes of a word of a text, and the stemmers that it is left to."""
    if len(word) > finnish.LONGEST_WORD:
        return (), ()
    if language in STEMMERS:
        return (), (STEMMERS[language],)
    known = finnish.analyse(word)
    if language == NAME:
        return tuple(dict.fromkeys((word, *map(fold, (*known.bases, *known.parts))))), ()
    if language != "fi":
        return (word,), ()
    if known.is_stop:
        return (), ()
    forms = tuple(dict.fromkeys(map(fold, (*known.bases, *known.parts))))
    if known.is_known:
        return forms, ()
    # Swedish and English words stand in Finnish texts too.
    stemmers = tuple(STEMMERS.values()) if finnish.available() else ("finnish",)
    return tuple(dict.fromkeys((word, *forms))), stemmers


def quoted(lexeme):
    """The lexeme as PostgreSQL reads it in a tsvector or a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


# --- Queries --------------------------------------------------------------------------------


class Term(NamedTuple):
    """One word of a query: found by any of its forms."""

    word: str
    forms: tuple
    beginnings: tuple
    """What the found word may begin with."""
    is_known: bool

    def as_tsquery(self, weights=""):
        ways = [f"{quoted(form)}{weights and ':' + weights}" for form in self.forms]
        ways += [f"{quoted(beginning)}:*{weights}" for beginning in self.beginnings]
        return f"({' | '.join(ways)})"

    def meets(self, word):
        """Whether the word of a text is one that the term finds, as far as it can be told here."""
        if word in self.forms or word.startswith(self.beginnings):
            return True
        known = finnish.analyse(word)
        if any(fold(form) in self.forms for form in (*known.bases, *known.parts)):
            return True
        return not (known.is_known or self.is_known) and _same_stem(word, self.word)


class Match(SearchQuery):
    """A tsquery made of pieces of SQL, whose `%s` are filled with the texts.

    The texts stand in the statement itself, quoted by psycopg: the database then plans by how many
    things have the words. As parameters of a statement that is planned once, every word would be
    taken for a rare one, and a frequent one be sought in the whole portal.
    """

    def __init__(self, sql, texts):
        super().__init__("")
        self.sql, self.texts = sql, texts

    def as_sql(self, compiler, connection, function=None, template=None):
        filled = self.sql % tuple(quote(text) for text in self.texts)
        return filled.replace("%", "%%"), []


class _AnyQuery:
    """What stands for a query in a statement that is composed once."""

    def __init__(self, mark):
        self.mark, self.ways = mark, {}

    def in_texts(self):
        return self._match("texts", Query.in_texts)

    def in_names(self, weights=""):
        return self._match(f"names{weights}", lambda query: query.in_names(weights))

    def _match(self, name, way):
        mark = f"{self.mark}{name}."
        # In brackets as every match, or Django would put it into some.
        self.ways[mark] = lambda query: way(query).as_sql(None, None)[0][1:-1]
        return Match(f"({mark})", ())


@dataclass(frozen=True)
class Query(InStatement):
    """What a person is looking for: every one of the phrases, which are lists of terms."""

    text: str
    phrases: tuple
    only_stop_words: bool = False
    # Words of texts that have been met, and whether the query finds them.
    _met: dict = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self):
        return bool(self.phrases)

    def stand_in(self, mark):
        return _AnyQuery(mark)

    @property
    def terms(self):
        return [term for phrase in self.phrases for term in phrase]

    def in_texts(self):
        """The query for texts in the three languages."""
        stemmers = list(STEMMERS.values()) + ([] if finnish.available() else ["finnish"])
        parts, params = [], []
        for phrase in self.phrases:
            parts.append(
                " || ".join(
                    ["%s::tsquery", *(f"phraseto_tsquery('{name}', %s)" for name in stemmers)]
                )
            )
            params.append(" <-> ".join(term.as_tsquery() for term in phrase))
            params += [" ".join(term.word for term in phrase)] * len(stemmers)
        return Match(f"(({') && ('.join(parts)}))", tuple(params))

    def in_names(self, weights=""):
        """The query for names and the like; with `weights`, such as "AB", for no other texts."""
        phrases = (" <-> ".join(term.as_tsquery(weights) for term in p) for p in self.phrases)
        return Match("(%s::tsquery)", (" & ".join(f"({phrase})" for phrase in phrases),))

    def mark(self, text):
        """The text as safe HTML in which the words that were found are marked."""
        parts, end = [], 0
        text = unicodedata.normalize("NFC", text)
        for match in self._matches(text):
            parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            end = match.end()
        # Everything that comes from the text has been escaped.
        return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308

    def excerpt(self, text, length=170, *, only_found=False):
        """Some words of the text around the first one that was found, marked; else its beginning.

        With `only_found` nothing instead of the beginning. Marks of Markdown are left out.
        """
        text = unicodedata.normalize("NFC", text)
        if _SIGN.search(text) or _LIST.search(text):
            text = _MARKDOWN.sub(r"\1", text)
        text = " ".join(text.split())
        found = next(self._matches(text), None)
        if only_found and not found:
            return ""
        start = max(0, found.start() - length // 3) if found else 0
        start = text.find(" ", start) + 1 if start else 0
        end = len(text) if len(text) <= start + length else text.rfind(" ", start, start + length)
        end = end if end > start else start + length
        marked = self.mark(text[start:end])
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(f"{before}{marked}{after}")  # noqa: S308 - marked is safe

    def _matches(self, text):
        """The words of the text that the query finds, one after another."""
        for match in _WORD.finditer(text):
            met = self._met.get(match[0])
            if met is None:
                met = self._met[match[0]] = self._meets(match[0])
            if met:
                yield match

    def _meets(self, word):
        return any(term.meets(piece) for piece in _pieces(fold(word)) for term in self.terms)


def parse(text):
    """What the person typed as a `Query`, empty where no word is left to look for.

    Every word must be found; words in quotation marks one after another. Everything but letters
    and figures only parts words, so nothing that is typed breaks the query.
    """
    text = unicodedata.normalize("NFC", text)
    phrases, said = [], 0
    groups = [list(words_of(match[1])) for match in _QUOTED.finditer(text)]
    groups += [[word] for word in words_of(_QUOTED.sub(" ", text))]
    for words in groups:
        said += len(words)
        terms = tuple(_term(word) for word in words if not _is_stop(word))
        if terms and terms not in phrases:
            phrases.append(terms)
    return Query(text, tuple(phrases), only_stop_words=bool(said and not phrases))


def _is_stop(word):
    return finnish.analyse(word).is_stop or word in _STOP


def _term(word):
    known = finnish.analyse(word)
    forms = tuple(dict.fromkeys((word, *map(fold, known.bases))))
    if known.is_known or len(word) < SHORTEST_BEGINNING:
        return Term(word, forms, (), known.is_known)
    # A word that is typed only so far, or a name in a case.
    bare = _ENDING.sub("", word)
    beginnings = dict.fromkeys(one for one in (word, bare) if len(one) >= SHORTEST_BEGINNING)
    return Term(word, forms, tuple(beginnings), False)


def _same_stem(one, other):
    """Whether two words look like forms of one, for words that only the database can stem."""
    same = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return same >= 4 and max(len(one), len(other)) - same <= 4
