"""From the cells of a row to a person's data."""

import re
from collections import Counter

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from .columns import EMAIL, fold, names_begin_with, plain
from .wordings import GIVEN_NAMES, LANGUAGES, ROLE_WORDS, TITLE_PARTS

# What a row is read into; every value is a text.
NAMES = [
    *("given_name", "family_name", "email", "phone", "organisation"),
    *("role", "title", "language"),
]
_AT = re.compile(r"\s*[(\[{]\s*(?:at|ät|a|miukumauku|@)\s*[)\]}]\s*", re.I)
_MOBILE = re.compile(r"(?:\+3580?|0)(4\d|50)(\d{6,7})")
_PARTICLES = {"von", "af", "de", "van", "der", "den", "la", "le", "di", "da", "del", "ter", "zu"}
_SURNAMES = ("nen", "mäki", "järvi", "niemi", "koski", "lahti", "salo", "ström", "sson", "qvist")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_OTHER_WHAT = re.compile(r"^(?:muu|joku muu|annan|annat|other)\W+(?:mikä|vad|what)\W+", re.I)
# What a remote meeting writes after the names of those whom it does not know.
_UNKNOWN_TO_MEETING = re.compile(
    r"\W*(?:vieras|ulkoinen|vahvistamaton|gäst|extern|overifierad|guest|external|unverified)\W*",
    re.I,
)
_is_email = EmailValidator()


def read_rows(rows, columns, header):
    """Each row's values, as a list of dicts by `NAMES`, with the values that a cell tells.

    A dict has besides `emails` where a cell has several addresses, and `notes`: by name of value a
    [code, text] pair that tells of a guess or of what is left out. `header` is the row of
    headings, or None.
    """
    places = {field: place for place, field in enumerate(columns) if field}
    people = [
        {field: row[place] for field, place in places.items() if place < len(row)} for row in rows
    ]
    read = [_read(cells) for cells in people]
    if "full_name" in places:
        hint = names_begin_with(header[places["full_name"]]) if header else ""
        _split_names([cells["full_name"] for cells in people], read, hint)
    return read


def _read(cells):
    values = {"notes": {}}
    _read_email(cells.get("email", ""), values)
    for name in ["given_name", "family_name"]:
        if cells.get(name):
            values[name] = _as_written(cells[name])
    _read_phone(cells.get("phone", ""), values)
    # Both may stand in one cell of contact details.
    beside = "" if cells.get("phone") else EMAIL.sub(" ", cells.get("email", ""))
    if number := read_phone(beside):
        values["phone"] = number
    if cells.get("organisation"):
        values["organisation"] = cells["organisation"]
    _read_role(cells.get("role", ""), cells.get("title", ""), values)
    if language := LANGUAGES.get(fold(cells.get("language", ""))):
        values["language"] = language
    return values


# --- Addresses ------------------------------------------------------------------------------


def _read_email(text, values):
    if not text:
        return
    addresses = addresses_in(text)
    values["email"] = addresses[0] if addresses else text
    if len(addresses) > 1:
        values["emails"] = addresses[:5]
    before = text.partition("<")[0].strip(" \"',;") if "<" in text else ""
    if before and "@" not in before:
        _assume_name(before, values)


def addresses_in(text):
    """The addresses in the text in small letters, each once; "mailto:" and names round them go."""
    text = re.sub(r"mailto:", " ", text, flags=re.I)
    text = _AT.sub("@", text)
    text = re.sub(r"\s*@\s*", "@", text)
    found = (match.strip(".").lower() for match in EMAIL.findall(text))
    return list(dict.fromkeys(address for address in found if is_email(address)))


def is_email(text):
    """Whether the text is one address that mail can be sent to."""
    if len(text) > 254:
        return False
    try:
        _is_email(text)
    except ValidationError:
        return False
    return True


def nearest_email(text):
    """The address that a faulty one was probably meant to be, or ""."""
    for candidate in [
        plain(text.strip(" .")),
        plain(re.sub(r"\s", "", text).replace(",", ".").strip(".")),
        plain(re.sub(r"[\s;]", "", text).replace("@@", "@").replace("..", ".")),
    ]:
        if is_email(candidate):
            return candidate
    return ""


# --- Names ----------------------------------------------------------------------------------


def _as_written(text):
    """A name that is all in capitals or all in small letters as names are written.

    "MÄKI-PETÄJÄ" and "mäki-petäjä" are "Mäki-Petäjä", "von wright" is "von Wright".
    """
    if len(text) > 2 and (text.isupper() or text.islower()):
        return re.sub(
            r"[^\W\d_]+",
            lambda word: word[0] if word[0] in _PARTICLES else word[0].capitalize(),
            text,
        )
    return text


def _assume_name(text, values):
    order, given, family = _split(text, values.get("email", ""))
    if order:
        values |= {"given_name": given, "family_name": family}


def _split_names(texts, read, hint):
    """Part each whole name; those that tell nothing of their order follow the others."""
    parts = []
    for text, values in zip(texts, read, strict=True):
        bare = _BRACKETS.sub(" ", text).strip()
        aside = " ".join(_BRACKETS.findall(text))
        if aside and not _UNKNOWN_TO_MEETING.fullmatch(aside):
            values["notes"]["name"] = ["left_out", text]
        title = ""
        before, comma, after = bare.partition(",")
        if comma and not _can_be_given_names(after):
            bare, title = before.strip(), after.strip()
        if title and "title" not in values:
            _read_role("", title, values)
        parts.append(_split(bare, values.get("email", "")))
    decided = Counter(order for order, _given, _family in parts if order)
    usual = hint or (decided.most_common(1)[0][0] if decided else "")
    for text, values, (order, given, family) in zip(texts, read, parts, strict=True):
        if not text:
            continue
        if not order:
            bare = _BRACKETS.sub(" ", text).partition(",")[0]
            given, family = _part(bare.split(), usual or "given")
            if not usual and given and family:
                values["notes"]["name"] = ["name_guessed", ""]
        if given:
            values["given_name"] = _as_written(given)
        if family:
            values["family_name"] = _as_written(family)


def _can_be_given_names(text):
    words = text.split()
    return (
        0 < len(words) <= 3
        and all(word[:1].isupper() for word in words)
        and fold(text) not in ROLE_WORDS
        and not guess_role(text)
    )


def _split(text, email):
    """(which name comes first, given name, family name); the first is "" where nothing tells."""
    family, comma, given = text.partition(",")
    if comma:
        return "family", given.strip(), family.strip()
    words = text.split()
    order = _order(words, email) if len(words) > 1 else ""
    return (order, *_part(words, order)) if order else ("", "", "")


def _order(words, email):
    first, last = words[0], words[-1]
    capitals = [len(word) > 2 and word.isupper() for word in words]
    if any(capitals) and not all(capitals):
        return "family" if capitals[0] else "given"
    given = [word.casefold().split("-")[0] in GIVEN_NAMES for word in (first, last)]
    if given[0] != given[1]:
        return "given" if given[0] else "family"
    if first.lower() in _PARTICLES:
        return "family"
    if any(word.lower() in _PARTICLES for word in words[1:-1]):
        return "given"
    surname = [word.casefold().endswith(_SURNAMES) for word in (first, last)]
    if surname[0] != surname[1]:
        return "family" if surname[0] else "given"
    local = re.split(r"[._]", email.partition("@")[0])
    if local[0] == plain(first) or local[-1] == plain(last):
        return "given"
    if local[0] == plain(last) or local[-1] == plain(first):
        return "family"
    return ""


def _part(words, order):
    """The given and the family name of the words, when their order is known."""
    if len(words) < 2:
        return "", " ".join(words)
    small = [word.lower() in _PARTICLES for word in words]
    if order == "family":
        end = 1
        while end < len(words) - 1 and small[end - 1]:
            end += 1
        return " ".join(words[end:]), " ".join(words[:end])
    start = len(words) - 1
    while start > 1 and (small[start - 1] or words[start - 1].casefold().endswith("nen")):
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


# --- Phones, roles --------------------------------------------------------------------------


def _read_phone(text, values):
    if not text:
        return
    number = read_phone(text)
    if number:
        values["phone"] = number
    else:
        values["notes"]["phone"] = ["phone_left_out", text]


def read_phone(text):
    """The number as the portal keeps it, or "" where the text has none."""
    text = re.sub(r"(?i)^(puh|gsm|tel|tfn|mob|p)\b[.:]*\s*", "", text.strip())
    bare = re.sub(r"[\s().\-–]", "", text)
    if re.fullmatch(r"358\d{6,12}", bare):
        bare = "+" + bare
    if mobile := _MOBILE.fullmatch(bare):
        # What most are; the library takes a hundred times as long to say the same.
        return f"+358 {mobile[1]} {mobile[2]}"
    for candidate in (bare, *re.findall(r"\+?\d[\d\s().\-–]{5,}\d", text)):
        if not re.fullmatch(r"[+\d\s().\-–]+", candidate):
            continue
        try:
            number = phonenumbers.parse(candidate, "FI")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
            return phonenumbers.format_number(number, form)
    return ""


def _read_role(role, title, values):
    """A word that is a role is the role; any other is a job title, from which the role is told."""
    # What a form's "Other, what?" was answered with.
    role = _OTHER_WHAT.sub("", role) or role
    known = ROLE_WORDS.get(fold(role))
    if role and not known and not title:
        title = role
    if title:
        values["title"] = title
    if known:
        values["role"] = known.value
    elif guessed := (guess_role(role) or guess_role(title)):
        values["role"] = guessed
        values["notes"]["role"] = ["role_guessed", role or title]


def guess_role(title):
    """The role that a job title tells, or ""."""
    words = fold(title)
    if not words:
        return ""
    if words in ROLE_WORDS:
        return ROLE_WORDS[words].value
    for role, parts in TITLE_PARTS:
        if any(part in words for part in parts):
            return role.value
    return ""
