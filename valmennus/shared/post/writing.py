"""Writing mails: from a kind, a reader and values to a row that waits for the worker."""

import datetime
import uuid as uuids
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from . import delivery, rendering
from .models import BadAddress, Mail, MailStop, MailText
from .values import Link

# An erased person's address ends so; no mail server has such a name (RFC 2606).
NOWHERE = ".invalid"


@dataclass(frozen=True)
class Guest:
    """A reader without an account; `uuid` is that of the row that knows the address."""

    email: str
    language: str
    given_name: str = ""
    uuid: uuids.UUID | None = None
    pk = None


@dataclass
class Letter:
    """One mail to be: a reader, and what stands in the text for this reader alone."""

    to: object
    values: dict = field(default_factory=dict)
    cause: object = None
    round: str = ""
    calendar: bytes | None = None
    files: list = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """A mail as a reader would get it; personal addresses lead nowhere."""

    to: str
    subject: str
    text: str
    html: str


def send(kind, *, to, values=None, cause=None, round="", cohort=None, by=None, at=None,
         calendar=None, files=()):  # fmt: skip
    """Write one mail and leave it to the worker; see `send_all`."""
    letter = Letter(to, values or {}, cause, round, calendar, list(files))
    send_all(kind, [letter], cohort=cohort, by=by, at=at)


def send_all(kind, letters, *, cohort=None, by=None, at=None, text=None):
    """Write mails of one kind and leave them to the worker, in a handful of statements.

    Call it inside the transaction of their cause: no transaction, no mails. There is at most one
    mail of a kind for a cause, a round of it and a reader; a second one vanishes. Where the cohort
    or its programme has a text of its own, that one is used. An answer goes to the person `by`.
    `at` is the time at which they may go, now where None; `text` the subject and body of a kind
    that has none of its own. An erased person, and one without an address, gets nothing; what the
    reader has stopped, and what would go to an address from which mail came back, is written down
    and not sent. Returns how many are written down now.
    """
    letters = [one for one in letters if one.to.email and not one.to.email.endswith(NOWHERE)]
    if not letters:
        return 0
    texts = _Texts(kind, cohort, text)
    bad = set(
        BadAddress.objects.filter(
            address__in={one.to.email.lower() for one in letters}
        ).values_list("address", flat=True)
    )
    stopped = set()
    if kind.stoppable:
        readers = {one.to.uuid for one in letters}
        stops = MailStop.objects.filter(reader_uuid__in=readers, what=kind.stoppable)
        stopped = set(stops.values_list("reader_uuid", flat=True))
    mails = [_mail(kind, one, texts, cohort, by, at) for one in letters]
    for mail in mails:
        if mail.to in bad:
            mail.state, mail.ended_at = Mail.State.HELD, timezone.now()
        elif mail.reader_uuid in stopped:
            mail.state, mail.ended_at = Mail.State.STOPPED, timezone.now()
    Mail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=500)
    wake_soon()
    return Mail.objects.filter(uuid__in=[mail.uuid for mail in mails]).count()


def send_now(kind, *, to, values, text=None, cohort=None):
    """Write one mail and hand it over at once, for somebody who waits for it.

    `text` is its subject and body where the kind has none of its own. Call it outside of a
    transaction. Where the mail server does not take it, the worker tries again. An address from
    which mail came back is tried: its owner asks for it now.
    """
    mail = _mail(kind, Letter(to, values), _Texts(kind, cohort, text), cohort, None, None)
    mail.save(force_insert=True)
    delivery.deliver_one(mail.pk)


def take_back(*causes):
    """Let no reminder about these causes go that still waits: what it tells is no longer so.

    The rule that has written it writes it anew where it still holds. Effects: the mails are gone.
    """
    waiting = Mail.objects.filter(
        state=Mail.State.QUEUED, kind__startswith="reminders.", cause_uuid__in=causes
    )
    waiting.delete()


def preview(kind, *, to, values, cohort=None, by=None, text=None):
    """The mail as the reader would get it; `text` is a (subject, body) that is not saved yet."""
    mail = _mail(kind, Letter(to, values), _Texts(kind, cohort, text), cohort, by, None)
    own = _("(the reader's own link)")
    return Preview(
        to=mail.to,
        subject=mail.subject,
        text=rendering.MARK.sub(own, mail.text),
        html=rendering.MARK.sub("#", mail.html),
    )


def typical(things, language, reader_of=lambda thing: thing):
    """The first of the things whose reader reads the language, else the first; None of none.

    For a preview: whoever writes to many reads one of the mails.
    """
    same = (thing for thing in things if reader_of(thing).language == language)
    return next(same, next(iter(things), None))


def wake_soon():
    """Wake the worker when the present transaction has been committed."""
    transaction.on_commit(wake, robust=True)


def wake():
    """Let the worker know that mails wait; a job that waits already is enough."""
    job = app.configure_task("post.deliver", queueing_lock="post.deliver")
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer()


class _Texts:
    """The text of a kind by language: the cohort's own, else the programme's, else the portal's.

    A `text` that is given stands for all of them.
    """

    def __init__(self, kind, cohort, text=None):
        self.kind, self.text = kind, text
        if text is not None:
            return
        scopes = [cohort.uuid, cohort.programme.uuid] if cohort is not None else []
        rank = {scope: number for number, scope in enumerate([*scopes, None], 1)}
        rows = MailText.objects.filter(kind=kind.name).values_list(
            "language", "scope_uuid", "subject", "body"
        )
        own = sorted((row for row in rows if row[1] in rank), key=lambda row: -rank[row[1]])
        self.found = {language: (subject, body) for language, _scope, subject, body in own}

    def of(self, language):
        return self.text or self.found.get(language) or self.kind.default(language)


def _mail(kind, letter, texts, cohort, by, at):
    reader = letter.to
    language = reader.language
    with translation.override(language):
        sender = by.get_full_name() if by is not None else ""
        programme = cohort.programme.name if cohort is not None else ""
        common = {
            "tervehdys": _("Hello %(name)s") % {"name": reader.given_name}
            if reader.given_name
            else _("Hello"),
            "sahkoposti": reader.email,
            "portaali": settings.BASE_URL + "/",
            "lahettaja": sender or programme or "Valmennus",
        }
        subject, body = texts.of(language)
        values = {**dict.fromkeys(kind.variables, ""), **common, **letter.values}
        if kind.stoppable:
            values["_stop"] = stop_link(kind.stoppable, reader.uuid)
        source = rendering.Source(subject, body, values)
        frame = {
            "subject": source.subject,
            "sender": programme or "Valmennus",
            "replies": sender,
            "stop_url": source.values.get("_stop", ""),
            "language": language,
            "base_url": settings.BASE_URL,
        }
        html = render_to_string("layouts/mail.html", {**frame, "body": source.html()})
        text = render_to_string("layouts/mail.txt", {**frame, "body": source.text()})
    return Mail(
        kind=kind.name,
        person_id=reader.pk,
        to=reader.email.lower(),
        language=language,
        subject=source.subject,
        text=text.strip() + "\n",
        html=html,
        links=source.links,
        secrets=source.secrets,
        sender=programme,
        reply_name=sender,
        reply_to=by.email if sender else "",
        calendar=letter.calendar.decode() if letter.calendar else "",
        files=[[name, b64encode(content).decode(), kind_] for name, content, kind_ in letter.files],
        stoppable=kind.stoppable,
        reader_uuid=reader.uuid,
        cause_uuid=getattr(letter.cause, "uuid", None),
        round=letter.round,
        cohort_uuid=getattr(cohort, "uuid", None),
        due_at=at or timezone.now() - datetime.timedelta(seconds=1),
    )


def stop_link(what, reader_uuid):
    """The personal address of the page where a reader chooses what mail to get."""
    return Link("post:preferences", purpose="post", subject=reader_uuid, days=400)
