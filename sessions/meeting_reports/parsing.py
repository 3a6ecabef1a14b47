"""Reads what Teams and Zoom write of who was in a meeting, in Finnish, Swedish or English.

Bytes in, a `Report` out; nothing of the portal's people is known here. What the columns are is told
from the beginnings of their headings, since the two change the wording from year to year.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from valmennus.shared import tables
from valmennus.shared.dates import EARLIEST, LATEST

MOST_PEOPLE = 2_000
# What is beyond is no report of one session.
MOST_ROWS, MOST_COLUMNS = 10_000, 40
_WEEK = 7 * 24 * 3600


class NotAReport(Exception):
    """The file is no attendance report; the message says so and what to do."""


@dataclass
class Stay:
    """One time in the meeting, as one row of the report tells it.

    `left` is None for somebody who was still there when the report was taken. Where `is_total`,
    the times are the first and the last ones and `seconds` is what was spent between them; a report
    may tell nothing but `seconds`.
    """

    name: str
    email: str = ""
    joined: datetime.datetime | None = None
    left: datetime.datetime | None = None
    seconds: int | None = None
    role: str = ""
    is_guest: bool = False
    is_total: bool = False

    @property
    def is_phone(self):
        """Whether somebody called in, so that the name is a number."""
        return is_phone(self.name)


@dataclass
class Report:
    """A meeting as the report tells it: `kind` is "teams", "teams_old" or "zoom"."""

    kind: str
    title: str = ""
    started: datetime.datetime | None = None
    ended: datetime.datetime | None = None
    stays: list = field(default_factory=list)

    @property
    def day(self):
        """The day of the meeting, None where the report tells no times."""
        first = self.started or min((one.joined for one in self.stays if one.joined), default=None)
        return first and timezone.localdate(first)


def is_phone(name):
    """Whether the name is a telephone number, with some of its digits hidden perhaps."""
    return bool(re.fullmatch(r"\+?[\d\s()*x.-]{6,}", name)) and sum(map(str.isdigit, name)) >= 4


def read(content, name, *, day):
    """The report in the bytes of a file of this name; `day` is when the session was held.

    The day decides where 11/10/26 may be read in two ways. Raises `NotAReport`.
    """
    try:
        table = tables.read(content, name, score=score)
    except tables.Unreadable as reason:
        raise NotAReport(str(reason)) from None
    return read_rows(table.sheet.rows, day=day)


def read_rows(rows, *, day):
    """The report in the rows of a table, which are lists of texts; see `read`."""
    rows = [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
    blocks, summary = _blocks(rows)
    clock = _Clock([cell for row in rows for cell in row], day)
    listed = next((one for one in blocks if one.has("timestamp", "action")), None)
    if listed is not None:
        return Report(kind="teams_old", **summary(clock), stays=_from_actions(listed, clock))
    blocks = [one for one in blocks if one.has("join") or one.has("duration")]
    if not blocks:
        raise NotAReport(
            _("This is not an attendance report of Teams or Zoom. Download the report and try it.")
        )
    is_teams = len(blocks) > 1 or any(one.is_teams for one in blocks)
    stays = _from_blocks(blocks, clock)
    if not stays:
        raise NotAReport(_("Nobody is listed in the report."))
    if len(stays) > MOST_PEOPLE:
        raise NotAReport(_("The report is far larger than that of one session."))
    return Report(kind="teams" if is_teams else "zoom", **summary(clock), stays=stays)


def score(rows):
    """How much the rows look like a report: the headings that are known in its best row."""
    return max((len(set(_columns(row))) for row in rows[:60]), default=0)


# --- Headings -------------------------------------------------------------------------------

# The first that is met in the plain heading tells what the column is; the order matters.
_HEADINGS = [
    ("", r"^(regist|rekister|ilmoittaut|engagement|sitout|engagemang)|consent|disclaimer"),
    ("", r"suostumus|samtycke|inspel|tallenn|recording|marketing|department|group|zoom ?rooms"),
    ("", r"^(host|isann|jarjestaj|vard|creation|luontiaika|skapa)|country|maa$|land$"),
    ("waiting", r"waiting room|odotushuone|odotustila|vantrum"),
    ("guest", r"^(guest|vieras|gast)"),
    ("action", r"action|toiminto|atgard"),
    ("timestamp", r"time ?stamp|aikaleima|tids?stampel"),
    ("email", r"mail|sahkoposti|e ?post\b"),
    ("upn", r"upn|participant id|osallistujan tunn|osallistujatunn|deltagar(ens )? ?id"),
    ("role", r"^(role|rooli|roll)\b"),
    ("given", r"^(first name|etunimi|fornamn)"),
    ("family", r"^(last name|sukunimi|efternamn)"),
    ("duration", r"duration|kesto|oloaika|varaktighet|langd|time in session|aika kokouksessa"),
    ("duration", r"tid i mote|motestid|kokousaika"),
    ("join", r"join|liitty|anslut|gick med|intrad"),
    ("leave", r"leave|left|poistu|lahto|lahtenyt|lamna|uttrad|utgang|avgang|utlogg"),
    ("name", r"^(full |user |display |koko |nayttava |osallistujan |deltagarens )?(name|nimi)\b"),
    ("name", r"^(fullstandigt |hela |visnings|anvandar|deltagarens )?namn"),
    ("name", r"^(participant|osallistuja|deltagare|nayttonimi|kayttajanimi|kayttajan nimi)$"),
]
_HEADINGS = [(kind, re.compile(pattern)) for kind, pattern in _HEADINGS]
_SUMMARY = [
    ("title", re.compile(r"title|topic|otsikko|^aihe|^kokouksen nimi|rubrik|^amne")),
    ("started", re.compile(r"^(meeting )?start|alkoi|alkamis|aloitus|starttid")),
    ("ended", re.compile(r"^(meeting )?end|paatty|paattymis|lopetus|sluttid")),
]


def _plain(text):
    """The text in small letters without marks: "Sähköposti" as "sahkoposti"."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@lru_cache(maxsize=2_000)
def _kind_of(heading):
    plain = _plain(heading)
    return next((kind for kind, pattern in _HEADINGS if pattern.search(plain)), "")


def _columns(row):
    """What is in which column, `{kind: place}`; empty where the row holds no headings."""
    found = {}
    for place, cell in enumerate(row):
        # A heading has no digits; most cells of people do.
        is_heading = cell and len(cell) < 60 and not any(map(str.isdigit, cell))
        kind = _kind_of(cell) if is_heading else ""
        # "Duration" of the meeting stands before that of the person, in a flat table.
        if kind and not (kind == "name" and "name" in found and _is_less(cell)):
            found[kind] = place
    named = "name" in found or {"given", "family"} <= found.keys()
    known = found.keys() & {"join", "duration", "timestamp"}
    return found if named and known else {}


def _is_less(cell):
    """Whether the heading of a name is not the one that tells the original name too."""
    return "(" not in cell


class _Block:
    """One table of the report: its columns and its rows."""

    def __init__(self, columns, header):
        self.columns, self.rows = columns, []
        plain = [_plain(cell) for cell in header]
        self.is_teams = "upn" in columns or "role" in columns
        # "Total duration", "Kokonaiskesto", "Total varaktighet": nothing of when.
        self.first_and_last = any(re.match(r"first|ensimm|forsta", cell) for cell in plain)
        duration = plain[columns["duration"]] if "duration" in columns else ""
        self.in_minutes = "min" in duration

    def has(self, *kinds):
        return all(kind in self.columns for kind in kinds)

    def cell(self, row, kind):
        place = self.columns.get(kind)
        return row[place] if place is not None and place < len(row) else ""

    def name(self, row):
        name = self.cell(row, "name")
        return name or f"{self.cell(row, 'given')} {self.cell(row, 'family')}".strip()


def _blocks(rows):
    """The tables of the report, and a function that tells the summary by a clock."""
    blocks, summary, heads = [], {}, None
    for row in rows:
        columns = _columns(row)
        filled = [cell for cell in row if cell]
        if columns:
            blocks.append(_Block(columns, row))
        elif len(filled) == 1 and re.match(r"\d\.\s*\D", filled[0]):
            # The title of a section; one without a table of stays ends the table before it.
            blocks.append(_Block({}, []))
        elif blocks and blocks[-1].columns:
            blocks[-1].rows.append(row)
        elif heads:
            summary |= {kind: row[place] for kind, place in heads.items() if row[place]}
            heads = None
        else:
            heads = _meeting_heads(row)
            if not heads and len(filled) >= 2:
                summary |= {
                    kind: row[1] for kind, one in _SUMMARY if one.search(_plain(row[0])) and row[1]
                }
    return [one for one in blocks if one.columns], lambda clock: _summary(summary, clock)


def _meeting_heads(row):
    """Zoom's headings of the meeting itself, `{kind: place}`, whose values are the next row."""
    found = {}
    for kind, pattern in _SUMMARY:
        for place, cell in enumerate(row):
            if cell and pattern.search(_plain(cell)):
                found.setdefault(kind, place)
    return found if {"title", "started"} <= found.keys() else None


def _summary(texts, clock):
    return {
        "title": texts.get("title", "")[:200],
        "started": clock.read(texts.get("started", "")),
        "ended": clock.read(texts.get("ended", "")),
    }


# --- Rows -----------------------------------------------------------------------------------

_YES = re.compile(r"^(yes|kylla|ja|true|1)$")
_JOINED = re.compile(r"join|liitty|ansl|gick med")
_LEFT = re.compile(r"left|leave|poistu|lahti|lamna|gick ut")


def _from_blocks(blocks, clock):
    """The stays: each time of each person where the report tells it, else their first and last."""
    blocks = sorted(blocks, key=lambda one: one.first_and_last)
    first, rest = blocks[0], blocks[1:]
    stays = _from_rows(first, clock)
    emails = {}
    for block in rest:
        more = _from_rows(block, clock)
        emails |= {one.name: one.email for one in more if one.email}
        there = {one.name for one in stays}
        stays += [one for one in more if one.name not in there]
    for stay in stays:
        stay.email = stay.email or emails.get(stay.name, "")
    return stays


def _from_rows(block, clock):
    stays = []
    for row in block.rows:
        name = block.name(row)
        joined = clock.read(block.cell(row, "join"))
        seconds = duration(block.cell(row, "duration"), in_minutes=block.in_minutes)
        waited = _YES.match(_plain(block.cell(row, "waiting")))
        if not name or waited or (joined is None and seconds is None):
            continue
        left = clock.read(block.cell(row, "leave"), after=joined)
        if joined and left is None and seconds is not None:
            left = joined + datetime.timedelta(seconds=seconds)
        stays.append(
            Stay(
                name=name[:200],
                email=_email(block, row),
                joined=joined,
                left=left,
                seconds=seconds,
                role=block.cell(row, "role"),
                is_guest=bool(_YES.match(_plain(block.cell(row, "guest")))),
                is_total=joined is None or (block.first_and_last and seconds is not None),
            )
        )
    return stays


def _email(block, row):
    for kind in ("email", "upn"):
        text = block.cell(row, kind).lower()
        if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            return text[:254]
    return ""


def _from_actions(block, clock):
    """The stays of the oldest report, which lists who came and who went, line by line."""
    stays, there = [], {}
    for row in block.rows:
        name, action = block.name(row), _plain(block.cell(row, "action"))
        at = clock.read(block.cell(row, "timestamp"))
        if not name or at is None:
            continue
        if _LEFT.search(action):
            stay = there.pop(name, None)
            if stay is not None:
                stay.left = at
        elif _JOINED.search(action) and name not in there:
            there[name] = Stay(name=name[:200], joined=at)
            stays.append(there[name])
    if not stays:
        raise NotAReport(_("Nobody is listed in the report."))
    return stays


# --- Durations and times --------------------------------------------------------------------

_UNITS = re.compile(
    r"(\d+)\s*(?:(hours?|hrs?|h|tuntia|tunti|tim(?:mar|me)?|t)|"
    r"(minutes?|minuuttia|minuutti|minuter|minut|mins?|m)|"
    r"(seconds?|sekuntia|sekunti|sekunder|sekund|sek|secs?|s))\b\.?",
    re.IGNORECASE,
)


def duration(text, *, in_minutes=False):
    """The seconds of a duration: "1h 5m 3s", "1 t 5 min", "01:05:03", "65"; None where none.

    A bare number is minutes, also where the heading does not say so. Never more than a week.
    """
    seconds = _duration(text.strip(), in_minutes)
    return None if seconds is None else min(seconds, _WEEK)


def _duration(text, in_minutes):
    if re.fullmatch(r"\d{1,7}([.,]\d{1,7})?", text):
        return round(float(text.replace(",", ".")) * 60)
    if match := re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d{2})", text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if match[1] is None and in_minutes:
            return minutes * 60 + seconds
        # 1:05 without a third part is an hour and five minutes nowhere in these reports.
        return hours * 3600 + minutes * 60 + seconds
    total, found = 0, False
    for number, hours, minutes, _seconds in _UNITS.findall(text):
        found = True
        total += int(number) * (3600 if hours else 60 if minutes else 1)
    return total if found else None


_MOMENT = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{2,4})"
    r"(?:\s*(?:,|T|klo|kl\.?|at)?\s*(?P<time>\d.*))?$"
)
_TIME = re.compile(
    r"(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?(?:[.,]\d+)?\s*"
    r"(am|pm|a\.m\.|p\.m\.|ap\.?|ip\.?|fm|em)?\b\.?$",
    re.IGNORECASE,
)
_AFTERNOON = {"pm", "p.m.", "ip", "ip.", "em"}


class _Clock:
    """Reads the moments of one report, which all have the day and the month in one order."""

    def __init__(self, texts, day):
        self.day = day
        found = [match for text in texts if (match := _MOMENT.match(text))]
        self.month_first = self._is_month_first([one for one in found if one["mark"] != "."])

    def _is_month_first(self, found):
        """Whether 11/10/26 is 10 November: what is impossible decides, then what is near."""
        pairs = [(int(one["a"]), int(one["b"])) for one in found if len(one["a"]) < 3]
        if not pairs or any(a > 12 for a, _b in pairs):
            return False
        if any(b > 12 for _a, b in pairs):
            return True
        one = next(one for one in found if len(one["a"]) < 3)
        first, second, year = int(one["a"]), int(one["b"]), _year(one["c"])
        return self._distance(year, first, second) < self._distance(year, second, first)

    def _distance(self, year, month, day):
        try:
            return abs((datetime.date(year, month, day) - self.day).days)
        except ValueError:
            return 10**6

    def read(self, text, *, after=None):
        """The moment in Helsinki time, or None. A time without a day is on that of `after`."""
        text = text.strip()
        if match := _MOMENT.match(text):
            return self._moment(match)
        if after is not None and (clock := _clock(text)):
            local = timezone.localtime(after)
            moment = local.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
            return moment if moment >= local else moment + datetime.timedelta(days=1)
        return None

    def _moment(self, match):
        first, second, third = match["a"], match["b"], match["c"]
        if len(first) == 4:
            year, month, day = int(first), int(second), int(third)
        else:
            year, day, month = _year(third), int(first), int(second)
            if self.month_first and match["mark"] != ".":
                day, month = month, day
        clock = _clock(match["time"] or "")
        if not EARLIEST <= year <= LATEST:
            return None
        try:
            moment = datetime.datetime.combine(datetime.date(year, month, day), clock)
            return timezone.make_aware(moment)
        except (ValueError, TypeError):
            return None


def _year(text):
    return int(text) + (2000 if len(text) < 3 else 0)


def _clock(text):
    match = _TIME.match(text.strip())
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    try:
        return datetime.time(hour, minute, second)
    except ValueError:
        return None
