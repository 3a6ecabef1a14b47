"""What the columns of a list are: by their headings, in three languages, and by what is in them."""

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from valmennus.shared import finnish

from .wordings import GIVEN_NAMES, HEADINGS, LANGUAGES, OTHERS_OWN, ROLE_WORDS

# A heading stands among the first rows, below a title or two.
HEADING_WITHIN = 15
# Enough to see what a column holds.
SAMPLE = 200
EMAIL = re.compile(r"[^\s<>,;:\"'()\[\]|/\\]+@[^\s<>,;:\"'()\[\]|/\\]+")
PHONE = re.compile(r"\+?[\d\s()./-]{6,20}")
# Days, numbers with four decimals and addresses of computers are written with the same signs.
_NO_PHONE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(\D.*)?|\d+(\.\d+){3}|[\d.]+\.\d{4}")
_WORDS_ONLY = re.compile(r"[^\W\d_]+([ '-][^\W\d_]+)*")
# The questions of a form: "Sähköpostiosoitteesi, johon lähetämme aineistot".
LONGEST_HEADING = 250
# In what is longer a word such as "kunta" tells little; the answers must fit too.
_SAYS_ENOUGH = 40
_EXAMPLE = re.compile(r"[(\[][^)\]]*@[^)\]]*[)\]]|\b(?:esim|muodossa|t\.?ex|e\.?g)\b.*@.*", re.I)
EXACT, WORDS, NEAR = 3, 2, 1
_NAME_WORDS = {"nimi", "namn", "name"}


class Field(models.TextChoices):
    """What a column may be."""

    UNUSED = "", _("not used")
    GIVEN_NAME = "given_name", _("given name")
    FAMILY_NAME = "family_name", _("family name")
    FULL_NAME = "full_name", _("whole name")
    EMAIL = "email", _("e-mail address")
    PHONE = "phone", _("phone number")
    ORGANISATION = "organisation", _("municipality or other organisation")
    ROLE = "role", _("role")
    TITLE = "title", _("job title")
    LANGUAGE = "language", _("language of mails")


_TOLD_BY_CONTENT = {Field.EMAIL, Field.PHONE, Field.ORGANISATION}


def fold(text):
    """The words of the text in small letters, without punctuation."""
    text = unicodedata.normalize("NFC", str(text)).casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def _one_word(words):
    """ "e post" and "e mail" as one word, so that "postadress" is not one of theirs."""
    return re.sub(r"\be (post|mail)", r"e\1", words)


_EXACT = {_one_word(one): field for field, wordings in HEADINGS.items() for one in wordings}
# The longer the wording, the more it tells.
_BY_LENGTH = sorted((w for w in _EXACT if len(w) > 3), key=len, reverse=True)
# In base forms "mitä kuntaa edustat" has the verb too.
_BASES_BY_LENGTH = [wording for wording in _BY_LENGTH if wording != "edustaa"]


def heading(text):
    """What a heading says the column is, and how surely: (field or "", strength).

    ("", a strength) is a heading of something that the portal does not take.
    """
    text = _EXAMPLE.sub(" ", text)
    if len(text) > LONGEST_HEADING or "@" in text:
        return "", 0
    words = _one_word(fold(text))
    if words in _EXACT:
        return _EXACT[words], EXACT
    padded = f" {words} "
    if any(f" {other}" in padded for other in OTHERS_OWN):
        return "", WORDS
    bases = " ".join(map(_base, words.split()))
    for said, wordings in [(words, _BY_LENGTH), (bases, _BASES_BY_LENGTH)]:
        wording = next((one for one in wordings if f" {one} " in f" {said} "), None)
        if wording:
            # "Nimi, titteli" is foremost a name.
            is_name = _EXACT[wording] == Field.TITLE and _NAME_WORDS & set(said.split())
            return (Field.FULL_NAME.value if is_name else _EXACT[wording]), WORDS
    close = process.extractOne(words, _BY_LENGTH, scorer=fuzz.ratio, score_cutoff=85)
    return (_EXACT[close[0]], NEAR) if close else ("", 0)


def _base(word):
    """The base form: "puhelinnumerosi" is "puhelinnumero"; without libvoikko the word as it is."""
    return next(iter(finnish.analyse(word).bases), word)


def strength(row):
    """How much a row looks like the headings of a list of people."""
    found = {}
    for cell in row:
        field, sure = heading(cell)
        if field:
            found[field] = max(found.get(field, 0), sure)
    return len(found) + sum(found.values()) / 100


def score(rows):
    """How much rows look like a list of people, for choosing among sheets and separators."""
    best = max((strength(row) for row in rows[:HEADING_WITHIN]), default=0)
    mails = any(EMAIL.fullmatch(cell) for row in rows[:60] for cell in row)
    return best + mails / 2


def find_header(rows):
    """The index of the row of headings; None where the list begins without one."""
    best, place = 0, None
    for index, row in enumerate(rows[:HEADING_WITHIN]):
        if any("@" in cell and not heading(cell)[1] for cell in row):
            # People begin here.
            break
        filled = sum(bool(cell) for cell in row)
        value = strength(row)
        if value > best and value >= (2 if filled > 1 else 1):
            best, place = value, index
    return place


def is_heading_again(row, columns):
    """Whether a row among the people is a second line of headings, in another language or again."""
    if any("@" in cell for cell in row):
        return False
    told = [heading(cell) for cell in row if cell]
    sure = {field for field, how in told if how == EXACT}
    return len(sure) >= 2 and len(sure) >= len(told) / 2 and bool(sure & set(columns))


def guess(rows, header, finder):
    """What each column is, as a list of `Field` values; no field is there twice."""
    width = len(rows[0]) if rows else 0
    people = rows[0 if header is None else header + 1 :][:SAMPLE]
    values = [[row[i] for row in people if row[i]] for i in range(width)]
    headings = [heading(rows[header][i]) if header is not None else ("", 0) for i in range(width)]
    columns = [""] * width
    for field in HEADINGS:
        ranked = [
            (_fits(field, values[i], finder) > 0.3, sure, _fits(field, values[i], finder), -i)
            for i, (told, sure) in enumerate(headings)
            if told == field and _can_be(field, rows[header][i], sure, values[i], finder)
        ]
        if ranked:
            columns[-max(ranked)[3]] = field
    _sniff(columns, headings, values, finder)
    _sort_names(columns, values, people)
    return columns


def _can_be(field, title, sure, values, finder):
    """Whether the column may be what its heading says: a long question must have its answers."""
    if sure == EXACT or len(title) <= _SAYS_ENOUGH or field not in _TOLD_BY_CONTENT:
        return True
    return _fits(field, values, finder) > 0.3


def _sniff(columns, headings, values, finder):
    """Find by their content those columns that no heading tells."""
    for field in [Field.EMAIL, Field.ORGANISATION, Field.PHONE, Field.ROLE, Field.FULL_NAME]:
        if field == Field.FULL_NAME and {"given_name", "family_name", field} & set(columns):
            continue
        if field in columns and _fits(field, values[columns.index(field)], finder) > 0:
            continue
        free = [
            (_fits(field, values[i], finder), -i)
            for i, column in enumerate(columns)
            if not column and values[i] and not headings[i][1]
        ]
        best = max(free, default=(0, 0))
        if best[0] >= 0.6:
            if field in columns:
                columns[columns.index(field)] = ""
            columns[-best[1]] = field.value


def _sort_names(columns, values, people):
    """Tell given from family names where the headings leave it open."""
    if "full_name" in columns and "family_name" in columns:
        place = columns.index("full_name")
        single = sum(" " not in value for value in values[place])
        alone = "given_name" not in columns and single > len(values[place]) / 2
        columns[place] = "given_name" if alone else ""
    if {"full_name", "given_name", "family_name"} & set(columns) or "email" not in columns:
        return
    # "aino.esimerkki@" tells which column has Aino.
    mail = columns.index("email")
    for part, field in [(0, "given_name"), (-1, "family_name")]:
        for i, column in enumerate(columns):
            same = sum(
                bool(row[i])
                and plain(row[i]) == plain(row[mail].partition("@")[0].split(".")[part])
                for row in people
            )
            if not column and same > len(people) / 2:
                columns[i] = field
                break
    _find_names_beside(columns, values)


def _find_names_beside(columns, values):
    """Find the given names by common ones, and the family names in a column beside them."""
    if "given_name" not in columns:
        for i, column in enumerate(columns):
            given = [fold(value).split(" ")[0] in GIVEN_NAMES for value in values[i]]
            if not column and given and sum(given) >= 0.6 * len(given):
                columns[i] = "given_name"
                break
        else:
            return
    place = columns.index("given_name")
    for beside in (place + 1, place - 1):
        if "family_name" in columns or not 0 <= beside < len(columns) or columns[beside]:
            continue
        if values[beside] and all(_WORDS_ONLY.fullmatch(value) for value in values[beside]):
            columns[beside] = "family_name"


def plain(text):
    """The text in letters as addresses have them: "Mäki-Östman" is "maki-ostman"."""
    text = text.casefold().replace("ø", "o").replace("æ", "a").replace("ß", "ss")
    text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _fits(field, values, finder):
    """The share of the values that can be what the field holds."""
    if not values:
        return 0
    tests = {
        Field.EMAIL: lambda value: EMAIL.search(value),
        Field.PHONE: lambda value: PHONE.fullmatch(value) and not _NO_PHONE.fullmatch(value),
        Field.ORGANISATION: lambda value: not value.isdigit() and finder.find(value),
        Field.ROLE: lambda value: fold(value) in ROLE_WORDS,
        Field.LANGUAGE: lambda value: fold(value) in LANGUAGES,
        Field.FULL_NAME: lambda value: re.fullmatch(r"[^\W\d_]+([ ,.'-]+[^\W\d_]+){1,4}", value),
    }
    test = tests.get(field)
    if test is None:
        return 0.5
    return sum(bool(test(value)) for value in values[:SAMPLE]) / len(values[:SAMPLE])


def names_begin_with(text):
    """Which name a heading such as "Sukunimi Etunimi" says comes first: family, given or ""."""
    words = fold(text)
    family = re.search(r"suku|efter|family|last|surname", words)
    given = re.search(r"\betu|för|given|first|fore", words)
    if not (family and given):
        return ""
    return "family" if family.start() < given.start() else "given"
