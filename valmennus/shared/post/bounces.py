"""Mails that come back: a mailbox is read by IMAP, and the address is marked.

Every mail has a way back of its own, `BOUNCE_ADDRESS` with its mark in it, so that what comes
there is known to be about that mail, however its report is written.
"""

import imaplib
import logging
import re
import uuid
from email import message_from_bytes, policy
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .delivery import mark_bad
from .models import Mail

logger = logging.getLogger(__name__)

# What is read at a time; the rest is read the next time.
MOST = 200
_MARK = re.compile(r"\+([0-9a-f]{32})@")
_NAMED = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_SECONDS = 20


def read_mailbox():
    """Read what has come to the mailbox at `BOUNCE_URL`; returns the mails that came back.

    `imaps://user:password@host:993/INBOX`, or `imap://` inside of one's own network. Read messages
    stay, marked as seen. Effects: the state of the mails, addresses that do not work. Raises
    OSError and imaplib.IMAP4.error where the mailbox cannot be read.
    """
    parts = urlsplit(settings.BOUNCE_URL)
    secure = parts.scheme == "imaps"
    connect = imaplib.IMAP4_SSL if secure else imaplib.IMAP4
    port = parts.port or (993 if secure else 143)
    found = []
    with connect(parts.hostname, port, timeout=_SECONDS) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(unquote(parts.path.strip("/")) or "INBOX")
        _answer, [numbers] = server.search(None, "UNSEEN")
        for number in numbers.split()[:MOST]:
            _answer, data = server.fetch(number, "(BODY.PEEK[])")
            mail = take_in(data[0][1])
            server.store(number, "+FLAGS", "\\Seen")
            if mail is not None:
                found.append(mail)
    return found


@transaction.atomic
def take_in(content):
    """Note what a message of the mailbox tells; the mail that came back, or None.

    Only what says that it has failed for good counts: a report of a delay, and an answer of
    somebody who is away, change nothing.
    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        says = _failure(message)
        mark = _mark(message, content) if says else None
    except Exception:
        # Whatever a stranger sends there must not keep the reports behind it from being read.
        logger.exception("A message in the mailbox of bounces could not be read.")
        return None
    if mark is None:
        return None
    mail = Mail.objects.select_for_update(of=("self",)).filter(uuid=mark).first()
    if mail is None or mail.state == Mail.State.BOUNCED:
        return None
    mail.state, mail.ended_at, mail.trouble = Mail.State.BOUNCED, timezone.now(), says[:500]
    mail.save(update_fields=["state", "ended_at", "trouble"])
    mark_bad(mail.to, says)
    return mail


def _failure(message):
    """What a report of a failed delivery says (RFC 3464); empty for any other message."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():
            action = str(fields.get("Action", "")).strip().lower()
            status = str(fields.get("Status", "")).strip()
            if action == "failed" and not status.startswith("4"):
                why = str(fields.get("Diagnostic-Code", "")).partition(";")[2].strip()
                return re.sub(r"\s+", " ", f"{status} {why}").strip().replace("\x00", "")
    return ""


def _mark(message, content):
    """Which mail came back: by its own way back, else by its name in the report."""
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in message.get_all(name, []):
            if found := _MARK.search(str(value)):
                return uuid.UUID(found[1])
    found = _NAMED.search(content.decode("latin-1"))
    return uuid.UUID(found[1]) if found else None
