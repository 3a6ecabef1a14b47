"""Reads tables that people have made elsewhere: XLSX, ODS, XLS, and text with any separator.

Nothing is said here of what the columns mean: the one who asks has a `score` for rows, by which the
sheet and the separator are chosen.
"""

import csv
import io
import json
import statistics
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from . import workbooks
from .uploads import safe_name

MAX_BYTES = 10 * 1024 * 1024
WORKBOOKS = {"xlsx", "xlsm", "xls", "ods"}
TEXTS = {"csv", "tsv", "txt"}
ACCEPT = ",".join(f".{ending}" for ending in ["xlsx", "ods", "csv", "tsv", "txt", "xls"])
SEPARATORS = ";,\t|"
# The head of a text is enough to find its separator by.
_SAMPLE = 60
_NOT_TABLES = (b"%pdf", b"<html", b"<!doctype", b"<?xml", b"{\\rtf")
# ÅÄÖåäö as the two write them.
_MAC_LETTERS = set("ÅÄÖåäö".encode("mac_roman"))
_WINDOWS_LETTERS = set("ÅÄÖåäö".encode("cp1252"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Unreadable(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


@dataclass
class Sheet:
    """One sheet of a table. `rows` are lists of trimmed texts, equally long; empty rows are left
    out, so `numbers` tells the number of each row in the file, from 1. `total` is how many rows
    the file has, which is more than `rows` where the file is longer than the portal reads."""

    name: str
    rows: list
    numbers: list
    total: int


@dataclass
class Table:
    """What was found in a file. `encoding` and `separator` are empty for a workbook; `repaired` is
    the number of letters that the encoding could not tell; `chosen` is the index of the sheet with
    the highest score."""

    kind: str
    sheets: list
    chosen: int = 0
    encoding: str = ""
    separator: str = ""
    repaired: int = 0

    @property
    def sheet(self):
        return self.sheets[self.chosen]


def read(content, name, *, score=None):
    """The table in the bytes of a file of this name, as a `Table`.

    `score(rows)` tells how much the rows look like what is wanted: the sheet and the separator
    with the highest score are chosen, else the fullest. Raises `Unreadable`, in words, for what is
    empty, too large, locked, broken, or not what its name says.
    """
    score = score or (lambda rows: 0)
    ending = safe_name(name).rpartition(".")[2].lower() if "." in name else ""
    if not content:
        raise Unreadable(_("The file is empty. Choose another one."))
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than 10 MB. Leave only the list of people in it."))
    if ending not in WORKBOOKS | TEXTS:
        raise Unreadable(
            _("The portal does not read files of this kind. Save the list as Excel (.xlsx) or CSV.")
        )
    table = _text_table(content, score) if ending in TEXTS else _workbook(content, ending)
    table.sheets = [sheet for sheet in table.sheets if sheet.rows]
    if not table.sheets:
        raise Unreadable(_("There is nothing in the table. Choose another file."))
    table.chosen = max(
        range(len(table.sheets)),
        key=lambda i: (score(table.sheets[i].rows), len(table.sheets[i].rows), -i),
    )
    return table


def _not_what_it_says():
    return Unreadable(
        _("The content of the file is not what its name says. Save it anew and try again.")
    )


# --- Workbooks ------------------------------------------------------------------------------


def _workbook(content, ending):
    package, old = content.startswith(b"PK\x03\x04"), content.startswith(_OLE)
    if old and "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()
    if not (old if ending == "xls" else package):
        raise _not_what_it_says()
    if package and (b"mimetype" in content[:60]) != (ending == "ods"):
        raise _not_what_it_says()
    return Table(kind=ending, sheets=[_sheet(one) for one in _in_own_process(content)])


def _in_own_process(content):
    """The sheets as `workbooks` tells them, read where a hostile file harms nobody."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no argument of the person's
            [sys.executable, "-I", str(Path(workbooks.__file__))],
            input=content,
            capture_output=True,
            timeout=workbooks.SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise _swollen() from None
    if done.returncode == workbooks.LOCKED:
        raise _locked()
    if done.returncode == workbooks.BROKEN:
        raise _not_what_it_says()
    if done.returncode:
        # The process was stopped for asking too much memory or time.
        raise _swollen()
    return json.loads(done.stdout)


def _locked():
    return Unreadable(
        _("The file is locked with a password. Save it without the password and try again.")
    )


def _swollen():
    return Unreadable(
        _("The table is far larger than a list of people. Copy the list to a new file.")
    )


def _sheet(raw):
    return _clean(raw["name"], raw["rows"], first=raw["first"], total=raw["total"])


# --- Texts ----------------------------------------------------------------------------------


def _text_table(content, score):
    text, encoding, repaired = _decode(content)
    separator, text = _named_separator(text)
    if not separator:
        separator = _find_separator(text, score)
    try:
        rows = _split(text, separator)
    except csv.Error:
        raise _not_what_it_says() from None
    return Table(
        kind="csv",
        sheets=[_clean("", rows[: workbooks.MOST_ROWS], total=len(rows))],
        encoding=encoding,
        separator=separator,
        repaired=repaired,
    )


def _decode(content):
    """The text, the name of its encoding, and how many letters could not be read."""
    head = content[:300].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content.startswith((b"PK\x03\x04", _OLE)) or head.startswith(_NOT_TABLES):
        raise _not_what_it_says()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16"), "UTF-16", 0
    if content.startswith(b"\xef\xbb\xbf"):
        return _as_utf8(content[3:])
    if b"\0" in content:
        # Every other byte of a western UTF-16 is null; which ones tells the order of bytes.
        head = content[:2000]
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) < len(head) // 4:
            raise _not_what_it_says()
        return _strictly(content, "utf-16-be" if even > odd else "utf-16-le"), "UTF-16", 0
    return _as_utf8(content)


def _strictly(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _not_what_it_says() from None


def _as_utf8(content):
    """UTF-8; with a few broken letters where most are whole; else what Windows or a Mac writes."""
    try:
        return _once(content.decode("utf-8")), "UTF-8", 0
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(letter > "\x7f" for letter in text) - broken
    if whole > broken:
        return text, "UTF-8", broken
    used = set(content)
    if used & _MAC_LETTERS and not used & _WINDOWS_LETTERS:
        return content.decode("mac_roman"), "Mac", 0
    text = content.decode("cp1252", "replace")
    return text, "Windows-1252", text.count("\ufffd")


def _once(text):
    """The text with letters as they were before it was written as UTF-8 for a second time."""
    if "Ã" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _named_separator(text):
    """Excel's own first line, "sep=;", and the text without it."""
    line, _break, rest = text.partition("\n")
    if line.strip().lower().startswith("sep=") and len(line.strip("\r\n")) == 5:
        return line[4], rest
    return "", text


def _find_separator(text, score):
    head = "".join(text.splitlines(keepends=True)[:_SAMPLE])

    def fitness(separator):
        try:
            rows = [row for row in _split(head, separator) if len(row) > 1 or "".join(row).strip()]
        except csv.Error:
            return (-1, 0, 0)
        widths = [len(row) for row in rows] or [0]
        usual = statistics.mode(widths)
        alike = widths.count(usual) / len(widths)
        return (score(rows), usual > 1 and alike > 0.5, usual)

    return max(SEPARATORS, key=fitness)


def _split(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


# --- Both -----------------------------------------------------------------------------------


def _clean(name, rows, *, first=1, total):
    """The sheet without what nobody sees: empty rows, empty columns at the end, odd spaces."""
    kept, numbers = [], []
    for number, row in enumerate(rows, start=first):
        cells = [tidy(cell) for cell in row[: workbooks.MOST_COLUMNS]]
        if any(cells):
            kept.append(cells)
            numbers.append(number)
    width = max((_last(row) for row in kept), default=0)
    kept = [row[:width] + [""] * (width - len(row)) for row in kept]
    return Sheet(name=name, rows=kept, numbers=numbers, total=total)


def _last(row):
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def tidy(text):
    """The text in one line, composed, without control characters and spaces that nobody sees.

    An apostrophe that a list was given so that a spreadsheet would not calculate is taken away.
    """
    if not text:
        return ""
    if not text.isascii() or not text.isprintable():
        text = unicodedata.normalize("NFC", text)
        text = "".join(
            " "
            if letter.isspace() or unicodedata.category(letter) == "Zs"
            else ""
            if unicodedata.category(letter)[0] == "C"
            else letter
            for letter in text
        )
    text = " ".join(text[: workbooks.MOST_LETTERS].split())
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text
