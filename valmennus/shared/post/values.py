"""What stands in the place of a variable in a mail's text."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format


@dataclass(frozen=True)
class Link:
    """A personal address, `reverse(name, args=[*args, token])`.

    Its token is made when the mail is delivered and is kept nowhere.
    """

    name: str
    args: tuple
    purpose: str
    subject: uuid.UUID
    days: int

    def __init__(self, name, *args, purpose, subject, days=30):
        for field, value in {
            "name": name,
            "args": args,
            "purpose": purpose,
            "subject": subject,
            "days": days,
        }.items():
            object.__setattr__(self, field, value)

    def recipe(self):
        """What is kept of the link, in values that JSON knows."""
        return [
            self.name,
            [str(arg) for arg in self.args],
            self.purpose,
            str(self.subject),
            self.days,
        ]


@dataclass(frozen=True)
class Secret:
    """A code. It is kept until the mail has been handed over, and blank afterwards."""

    value: str


@dataclass(frozen=True)
class Block:
    """Several lines that stand alone in their paragraph, as text and as HTML that is safe."""

    text: str
    html: str

    def __bool__(self):
        return bool(self.text)


def page(path):
    """The whole address of an ordinary page of the portal."""
    return f"{settings.BASE_URL}{path}"


def day(value, language):
    """The day as the language writes it in short."""
    with translation.override(language):
        return date_format(value, "SHORT_DATE_FORMAT")


def moment(value, language):
    """The moment in Helsinki time, as the language writes it in short."""
    with translation.override(language):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


def facts(rows):
    """Rows of (label, value), as a block; rows without a value are left out."""
    rows = [(str(label), str(value)) for label, value in rows if value]
    return _block("facts", rows, [f"{label}: {value}" for label, value in rows])


def items(rows):
    """Things of a list, each (title, detail, address or None), as a block."""
    rows = [(str(title), str(detail or ""), url or "") for title, detail, url in rows]
    lines = []
    for title, detail, url in rows:
        lines.append(f"- {title}")
        lines += [f"  {line}" for line in (detail, url) if line]
    return _block("items", rows, lines)


def _block(name, rows, lines):
    if not rows:
        return Block("", "")
    html = render_to_string(f"layouts/mail_{name}.html", {"rows": rows}).strip()
    return Block("\n".join(lines), html)
