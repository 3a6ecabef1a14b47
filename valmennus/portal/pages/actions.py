"""What is done with pages, the privacy notice and feedback."""

import datetime
import tomllib
from pathlib import Path

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language

from methods.library.actions import EDITORS
from valmennus.shared import history, packaged

from . import mails, queries
from .models import AccessibilityFeedback, NoticeGiven, Page, PrivacyNotice

DATA = Path(__file__).parent / "data"
# The same words within this time are a second click.
DOUBLE_CLICK = datetime.timedelta(seconds=20)
# What editors may do here beyond the methods.
EDITORS_MAY = [
    "change_page",
    "view_page",
    "add_privacynotice",
    "change_privacynotice",
    "view_privacynotice",
    "change_accessibilityfeedback",
    "view_accessibilityfeedback",
]


@transaction.atomic
def load_pages():
    """Bring the packaged pages and the first privacy notice in; safe to give again.

    A text that an editor has changed stays as it is, and so does a notice that is no draft any
    more. Effects: the rows with their history, the first notice is public at once, editors may
    edit. Returns the number of rows that were added or changed.
    """
    changed = 0
    for file in sorted(DATA.glob("*.toml")):
        entry = tomllib.loads(file.read_text("utf-8"))
        if "number" in entry:
            changed += _load_notice(entry)
        else:
            page = Page.objects.filter(slug=entry["slug"]).first() or Page()
            changed += packaged.bring(page, packaged.fields_of(entry))
    group, _new = Group.objects.get_or_create(name=EDITORS)
    rights = Permission.objects.filter(
        content_type__app_label="portal", codename__in=EDITORS_MAY
    ).exclude(group=group)
    if missing := list(rights):
        group.permissions.add(*missing)
    return changed


def _load_notice(entry):
    notice = PrivacyNotice.objects.filter(number=entry["number"]).first()
    if notice is None:
        now = timezone.now()
        notice = PrivacyNotice(published_at=now, valid_from=timezone.localdate(now))
    elif notice.is_final:
        return False
    return packaged.bring(notice, packaged.fields_of(entry))


@transaction.atomic
def publish_notice(*, notice, by):
    """Let everyone read the version; nothing happens where it is published already.

    Effects: who and when on the notice, one line of history.
    """
    current = PrivacyNotice.objects.select_for_update().get(pk=notice.pk)
    if current.published_at is None:
        current.published_at, current.published_by = timezone.now(), by
        current.save(update_fields=["published_at", "published_by"])
        history.record(actor=by, verb="privacy_notice.published", subject=current)
    return current


@transaction.atomic
def give_notice(*, person, way):
    """Note that the person was given the present version of the privacy notice.

    Effects: one row where it is the first time. Returns whether the person knew an older version
    before, so that the change has to be told.
    """
    notice = queries.current_notice()
    if notice is None:
        return False
    knew_another = NoticeGiven.objects.filter(person=person).exists()
    _row, is_new = NoticeGiven.objects.get_or_create(
        person=person, notice=notice, defaults={"way": way}
    )
    return is_new and knew_another


@transaction.atomic
def take_feedback(*, page, what, email, notice_number=None):
    """Take what somebody could not do on the portal; a double click is taken once.

    Effects: the feedback with the day by which it is to be answered, a mail to the sender who left
    an address, a mail to every administrator, one line of history.
    """
    with connection.cursor() as cursor:
        # Two clicks wait for each other here, to the end of the transaction.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
    told = {"page": page, "what": what, "email": email}
    since = timezone.now() - DOUBLE_CLICK
    same = AccessibilityFeedback.objects.filter(**told, received_at__gte=since).first()
    if same is not None:
        return same
    feedback = AccessibilityFeedback.objects.create(
        **told, language=get_language()[:2], notice_number=notice_number
    )
    mails.send_received(feedback)
    mails.send_new(feedback)
    history.record(actor=None, verb="accessibility_feedback.received", subject=feedback)
    return feedback


@transaction.atomic
def answer_feedback(*, feedback, answer, by):
    """Answer the feedback, once.

    Effects: the answer with who and when, a mail to the sender who left an address, one line of
    history. Nothing happens where it is answered already.
    """
    current = AccessibilityFeedback.objects.select_for_update().get(pk=feedback.pk)
    if current.answered_at is None:
        current.answer, current.answered_by = answer, by
        current.answered_at = timezone.now()
        current.save(update_fields=["answer", "answered_by", "answered_at"])
        mails.send_answer(current)
        history.record(actor=by, verb="accessibility_feedback.answered", subject=current)
    return current


def erase_person(*, addresses, texts):
    """Take the person's addresses and name out of the feedback; what was wrong stays.

    Call it in the transaction of the erasure.
    """
    for feedback in AccessibilityFeedback.objects.filter(email__in=addresses):
        feedback.email = ""
        feedback.what = history.without(feedback.what, texts)
        feedback.answer = history.without(feedback.answer, texts)
        feedback.save(update_fields=["email", "what", "answer"])
