"""Handing mails over to the mail server: one after another, each exactly once as far as can be.

A mail is sent inside a transaction that holds its row, and only one worker sends at a time. A
worker that is killed leaves the mail waiting: at most that one comes twice, with the same name.
"""

import datetime
import logging
import re
import uuid
from base64 import b64decode
from email.utils import formataddr, parseaddr
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection as database
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone

from valmennus.shared import tokens

from .models import BadAddress, Mail, MailStop
from .rendering import MARK

logger = logging.getLogger(__name__)

# After so many minutes the next try; then the mail has failed. About two days in all.
BACK_OFF = [1, 2, 5, 15, 30, 60, 120, 240, 480, 960, 960]
# Only one sends at a time: what the mail server may take in a minute is counted in one place.
LOCK = 0x76616C6D


# What a server says of itself, of its rules or of a full mailbox (RFC 3463), not of the address.
_NOT_THE_ADDRESS = re.compile(r"\b5\.(2\.2|[347]\.[0-9]+)\b")


def deliver_due():
    """Send what is due, until nothing is, the minute is full or the mail server is away."""
    with _Server() as server:
        while server.works and _deliver_next(server):
            pass


def deliver_one(pk):
    """Send one mail at once where it still waits."""
    with _Server() as server, transaction.atomic():
        mail = Mail.objects.select_for_update(skip_locked=True).filter(
            pk=pk, state=Mail.State.QUEUED
        )
        for one in mail:
            _hand_over(one, server)


@transaction.atomic
def _deliver_next(server):
    """Send the next mail that is due; False where there is none, or another worker sends."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
    now = timezone.now()
    if settings.MAIL_PER_MINUTE:
        sent = Mail.objects.filter(sent_at__gt=now - datetime.timedelta(minutes=1)).count()
        if sent >= settings.MAIL_PER_MINUTE:
            return False
    due = Mail.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    mail = due.annotate(
        gone=F("person__erased_at"),
        is_bad=Exists(
            BadAddress.objects.filter(address=OuterRef("to"), since__gt=OuterRef("made_at"))
        ),
        is_stopped=Exists(
            MailStop.objects.filter(reader_uuid=OuterRef("reader_uuid"), what=OuterRef("stoppable"))
        ),
    ).first()
    if mail is None:
        return False
    if not _left_out(mail):
        _hand_over(mail, server)
    return True


def _left_out(mail):
    """Whether the mail does not go, for what has become of its reader since it was written.

    Days may lie between, where it waits for its time or for the mail server.
    """
    if mail.gone:
        mail.delete()
        return True
    if mail.is_bad or mail.is_stopped:
        _ended(mail, Mail.State.HELD if mail.is_bad else Mail.State.STOPPED, "")
        mail.save(update_fields=["state", "ended_at", "trouble", "secrets", "files"])
        return True
    return False


class _Server:
    """The mail server, for a while: one connection for many mails, opened with the first."""

    def __init__(self):
        self.connection = get_connection()
        self.works = True

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        try:
            self.connection.close()
        except (OSError, SMTPException):
            logger.warning("The mail server did not say goodbye.")

    def send(self, message):
        self.connection.open()
        self.connection.send_messages([message])


def _hand_over(mail, server):
    """Send the mail and write down what came of it.

    What the server refuses for good (5xx for this reader or this mail) fails at once; what it may
    take later, and a server that is away, is tried again. Sending stops for this time where the
    trouble is the server's and not the mail's.
    """
    mail.attempts += 1
    try:
        server.send(message_of(mail))
    except SMTPRecipientsRefused as error:
        code, says = next(iter(error.recipients.values()))
        _refused(mail, code, says)
        if 500 <= code < 600 and not _NOT_THE_ADDRESS.search(mail.trouble):
            mark_bad(mail.to, mail.trouble)
    except SMTPServerDisconnected as error:
        server.works = False
        _try_again(mail, str(error))
    except SMTPResponseException as error:
        # Of what is said before the mail itself is named, nothing is the mail's fault.
        its_own = type(error).__name__ == "SMTPDataError" and error.smtp_code != 421
        server.works = its_own
        _refused(mail, error.smtp_code if its_own else 400, error.smtp_error)
    except (OSError, SMTPException) as error:
        server.works = False
        _try_again(mail, f"{type(error).__name__}: {error}")
    except Exception as error:
        # No mail server will ever be able to take it; it must not hold up those behind it.
        logger.exception("A mail could not be put together.")
        _ended(mail, Mail.State.FAILED, f"{type(error).__name__}: {error}")
    else:
        mail.sent_at = timezone.now()
        _ended(mail, Mail.State.SENT, "")
    if not server.works:
        logger.warning("The mail server does not take mail: %s", mail.trouble)
    mail.save(
        update_fields=["state", "attempts", "due_at", "sent_at", "ended_at", "trouble",
                       "secrets", "files"]
    )  # fmt: skip


def _refused(mail, code, says):
    says = says.decode("utf-8", "replace") if isinstance(says, bytes) else str(says)
    says = f"{code} {says}"
    if 500 <= code < 600:
        _ended(mail, Mail.State.FAILED, says)
    else:
        _try_again(mail, says)


def _try_again(mail, says):
    if mail.attempts > len(BACK_OFF):
        _ended(mail, Mail.State.FAILED, says)
        return
    mail.trouble = says[:500].replace("\x00", "")
    wait = datetime.timedelta(minutes=BACK_OFF[mail.attempts - 1])
    mail.due_at = timezone.now() + wait


def _ended(mail, state, says):
    mail.state, mail.ended_at, mail.trouble = state, timezone.now(), says[:500].replace("\x00", "")
    # What opens doors is not kept longer than it is needed.
    mail.secrets, mail.files = {}, []


def mark_bad(address, says):
    """Send nothing more to the address until it has been mended or tried by hand."""
    BadAddress.objects.get_or_create(address=address.lower(), defaults={"says": says[:500]})


def message_of(mail):
    """The mail as it goes out, with fresh personal addresses."""
    contents = {number: address_of(recipe) for number, recipe in mail.links.items()} | mail.secrets

    def filled(body):
        return MARK.sub(lambda match: contents.get(match[1], ""), body)

    _name, own = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {
        "From": formataddr((mail.sender or _name, own)),
        "Message-ID": message_id(mail.uuid),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.cause_uuid:
        # Mails about the same thing stand together in the mail program.
        headers["References"] = message_id(f"about-{mail.cause_uuid}")
    if mail.stoppable and mail.reader_uuid:
        token = tokens.make("post", mail.reader_uuid, days=400)
        address = settings.BASE_URL + reverse("post:stop", args=[mail.stoppable, token])
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=filled(mail.subject),
        body=filled(mail.text),
        from_email=return_path(mail.uuid) or formataddr((mail.sender or _name, own)),
        to=[mail.to],
        reply_to=[formataddr((mail.reply_name, mail.reply_to))] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(filled(mail.html), "text/html")
    if mail.calendar:
        method = "CANCEL" if "METHOD:CANCEL" in mail.calendar else "REQUEST"
        message.attach_alternative(mail.calendar, f"text/calendar; method={method}")
        message.attach("kutsu.ics", mail.calendar.encode(), "application/ics")
    for name, content, kind in mail.files:
        message.attach(name, b64decode(content), kind)
    return message


def message_id(mark):
    """The name of a mail in the world, the same each time that it is tried."""
    return f"<{mark}@{urlsplit(settings.BASE_URL).hostname}>"


def return_path(mail_uuid):
    """The address to which a mail that cannot be delivered comes back; empty where none is set."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{mail_uuid.hex}@{domain}"


def address_of(recipe):
    """The personal address that a `Link.recipe()` tells of, with a token from now on."""
    name, args, purpose, subject, days = recipe
    token = tokens.make(purpose, uuid.UUID(subject), days=days)
    return settings.BASE_URL + reverse(name, args=[*args, token])
