"""Reads the mails that a portal without a mail server has written to files."""

import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings


def newest(limit):
    """The newest mails as dicts of to, subject, date (datetime) and text."""
    folder = Path(settings.MAIL_FOLDER)
    files = sorted(folder.glob("*.eml"), reverse=True)[:limit] if folder.is_dir() else []
    return [_read(file) for file in files]


def _read(file):
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain", "html"))
    return {
        "to": message["to"],
        "subject": message["subject"],
        # Django writes "-0000", which Python reads as a time without a zone.
        "date": message["date"].datetime.replace(tzinfo=datetime.UTC),
        "text": body.get_content() if body else "",
    }
