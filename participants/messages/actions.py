"""What readers and staff decide about the portal's mail."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.actions import NotPossible
from valmennus.shared import history, post
from valmennus.shared.models import BadAddress, Mail, MailStop, MailText

from . import mails, queries
from .models import DigestChoice

# What may be stopped: see the form, which has the words.
SORTS = ("reminders", "digest", "discussions", "news")
NEVER = "never"


@transaction.atomic
def stop_mail(*, reader_uuid, what):
    """Let no more mail of this sort go to the reader; nothing happens where it is stopped already.

    Effects: the word of the reader; one line of history where the reader has an account.
    """
    _row, is_new = MailStop.objects.get_or_create(reader_uuid=reader_uuid, what=what)
    if is_new:
        _record(reader_uuid, {"stopped": [what]})


@transaction.atomic
def choose_mail(*, reader_uuid, wanted, digest):
    """Let the `wanted` sorts of mail go to the reader and no others; `digest` is how often.

    `digest` is a value of `DigestChoice.Often`, or "never". Effects as in `stop_mail`.
    """
    stops = MailStop.objects.filter(reader_uuid=reader_uuid)
    before = set(stops.values_list("what", flat=True))
    wanted = {*wanted, *([] if digest == NEVER else ["digest"])}
    after = set(SORTS) - wanted
    stops.filter(what__in=before - after).delete()
    MailStop.objects.bulk_create(
        [MailStop(reader_uuid=reader_uuid, what=what) for what in sorted(after - before)],
        ignore_conflicts=True,
    )
    user = User.objects.filter(uuid=reader_uuid).first()
    if user is not None and digest != NEVER:
        DigestChoice.objects.update_or_create(user=user, defaults={"often": digest})
    if before != after:
        data = {"stopped": sorted(after - before), "wanted_again": sorted(before - after)}
        _record(reader_uuid, data)


def _record(reader_uuid, data):
    user = User.objects.filter(uuid=reader_uuid).first()
    if user is not None:
        history.record(actor=user, verb="person.mail_chosen", subject=user, data=data)


@transaction.atomic
def save_text(*, kind, language, scope, subject, body, by):
    """Let this text stand for the packaged one of the kind, where the scope (a cohort, a
    programme, or None for all) says.

    The caller has asked `post.faults_of`. Effects: the text, one line of history with the old and
    the new one.
    """
    scope_uuid = getattr(scope, "uuid", None)
    row = MailText.objects.select_for_update().filter(
        kind=kind.name, language=language, scope_uuid=scope_uuid
    )
    text = row.first() or MailText(kind=kind.name, language=language, scope_uuid=scope_uuid)
    before = {"subject": text.subject, "body": text.body}
    if text.pk is None:
        before = dict(zip(["subject", "body"], kind.default(language), strict=True))
    changed = history.changes(before, {"subject": subject, "body": body})
    text.subject, text.body = subject, body
    text.save()
    if changed:
        data = {"mail": kind.name, "language": language, **changed}
        history.record(actor=by, verb="mail_text.changed", subject=scope or text, data=data)
    return text


@transaction.atomic
def drop_text(*, kind, language, scope, by):
    """Let the text that stands above this scope count again. Effects: one line of history."""
    rows = MailText.objects.filter(
        kind=kind.name, language=language, scope_uuid=getattr(scope, "uuid", None)
    )
    if rows.exists():
        subject = scope or rows.first()
        data = {"mail": kind.name, "language": language}
        history.record(actor=by, verb="mail_text.dropped", subject=subject, data=data)
        rows.delete()


def send_test(*, kind, cohort, text, values, by):
    """Send the text to the person who edits it, at once. Effects: the mail."""
    post.send_now(kind, to=by, values=values, text=text, cohort=cohort)


@transaction.atomic
def send_again(*, mail, by):
    """Send a mail once more, with fresh personal addresses; returns the new one.

    It goes to the address that the person has now. What is known of the address as not working is
    forgotten, since somebody has mended it or wants to try. Effects: a new mail that waits, one
    line of history. Raises `NotPossible` for one that held a code, and one that still waits.
    """
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.state == Mail.State.QUEUED:
        raise NotPossible(_("This mail has not gone yet: it goes by itself."))
    if mail.has_lost_codes:
        raise NotPossible(_("The mail had a code, which is not kept. The reader can ask anew."))
    if mail.person is not None and mail.person.erased_at is None:
        mail.to = mail.person.email
    BadAddress.objects.filter(address=mail.to).delete()
    copy = mail.again()
    history.record(
        actor=by, verb="mail.sent_again", subject=copy, data={"person": str(mail.person or mail.to)}
    )
    post.wake_soon()
    return copy


@transaction.atomic
def tell_of_bad_addresses():
    """Tell coordinators of addresses that have turned out not to work; each address once.

    Effects: one mail to each coordinator of the cohorts whose mail did not arrive.
    """
    bad = list(BadAddress.objects.select_for_update().filter(told_at=None).order_by("pk"))
    if not bad:
        return
    for cohort, addresses in queries.cohorts_writing_to([one.address for one in bad]):
        rows = [one for one in bad if one.address in addresses]
        for coordinator in queries.coordinators_of(cohort):
            mails.send_trouble(coordinator, cohort=cohort, bad=rows)
    BadAddress.objects.filter(pk__in=[one.pk for one in bad]).update(told_at=timezone.now())
