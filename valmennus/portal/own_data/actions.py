"""A person takes the own data away, or has it erased."""

import datetime
import logging
import tempfile
from smtplib import SMTPException

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.files import File
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from methods.bench_cafe import actions as bench_cafe
from participants.accounts import actions as accounts
from participants.accounts.models import User
from participants.accounts.queries import traces_of
from participants.cohorts import actions as cohorts
from participants.discussions import actions as discussions
from participants.enrolment import actions as enrolment
from participants.enrolment.models import Enrolment
from participants.importing import actions as importing
from participants.messages.models import DigestChoice
from participants.organisations import actions as organisations
from participants.recruiting import actions as recruiting
from participants.recruiting import queries as recruiting_queries
from sessions.calendars import actions as calendars
from sessions.meeting_reports import actions as meeting_reports
from sessions.notes import actions as notes
from sessions.schedule import actions as schedule
from sessions.signup import actions as signup
from sessions.tasks import actions as tasks
from sessions.topics import actions as topics
from valmennus.portal.digest.models import DigestSent
from valmennus.portal.kept.models import KeptForm
from valmennus.portal.mass_post import actions as mass_post
from valmennus.portal.pages import actions as pages
from valmennus.portal.pages.models import AccessibilityFeedback
from valmennus.portal.team_notes import actions as team_notes
from valmennus.shared import failures, history, uploads
from valmennus.shared.models import Mail
from valmennus.shared.post import keeping as post
from valmennus.shared.search_index import reindex

from . import exports, queries
from .models import DataExport

logger = logging.getLogger(__name__)

# A second asking within this time is the same one.
DOUBLE_CLICK = datetime.timedelta(seconds=20)
# Up to this much of files, the package is made while the person waits.
AT_ONCE_BYTES = 20 * 1024 * 1024


@transaction.atomic
def ask_export(*, user):
    """Begin to make the package of the person's data.

    A package with few files is ready at once, another one is left to the job worker. One that is
    being made or was asked for just now serves a second asking too. Effects: the package, one line
    of history; of the earlier packages only the newest stays. Returns the package.
    """
    User.objects.select_for_update().get(pk=user.pk)
    own = DataExport.objects.filter(person=user)
    just_now = Q(done_at__isnull=True) | Q(asked_at__gte=timezone.now() - DOUBLE_CLICK)
    if (same := own.filter(just_now).first()) is not None:
        return same
    forget_exports(exports=own.filter(pk__in=list(own.values_list("pk", flat=True)[1:])))
    files = exports.files_of(queries.all_parts(user))
    export = DataExport.objects.create(person=user, files_total=len(files))
    history.record(actor=user, verb="person.exported", subject=user)
    if sum(file.size for file in files) <= AT_ONCE_BYTES:
        make_export(export=export.pk)
        export.refresh_from_db()
    else:
        # By its name, since the job calls an action of this file.
        app.configure_task("own_data.make_export").defer(export=export.pk)
    return export


def make_export(*, export):
    """Make the package, in the person's language; `export` is its primary key.

    Nothing happens where it is made already or gone. Effects: the stored file and the time.
    """
    export = DataExport.objects.filter(pk=export, done_at=None).select_related("person").first()
    if export is None:
        return

    def progress(number):
        DataExport.objects.filter(pk=export.pk).update(files_done=number)

    with tempfile.TemporaryFile() as target, translation.override(export.person.language):
        exports.write_package(export.person, target, progress=progress)
        day = timezone.localdate().isoformat()
        file = File(target, name=f"valmennus-{day}.zip")
        file.content_type = uploads.TYPES["zip"]
        with transaction.atomic():
            # An erasure in between has taken the package away: no file may stay behind it.
            waiting = DataExport.objects.select_for_update().filter(pk=export.pk, done_at=None)
            if (current := waiting.first()) is not None:
                current.file, current.done_at = uploads.store(file), timezone.now()
                current.files_done = current.files_total
                current.save(update_fields=["file", "done_at", "files_done"])


@transaction.atomic
def forget_exports(*, exports):
    """Delete the packages and, when the transaction has been committed, their files."""
    # One that is being finished in this moment has its file when the lock is ours.
    for export in exports.select_for_update():
        export.delete()
        if export.file is not None:
            uploads.discard(export.file)


def forget_old_exports():
    """Delete the packages that are older than a week."""
    limit = timezone.now() - DataExport.LIFETIME
    forget_exports(exports=DataExport.objects.filter(asked_at__lt=limit))


@transaction.atomic
def end_sign_in(*, user, number):
    """Sign the person out in one browser, by the number of its row; twice is once.

    Effects: that browser's session is gone, one line of history.
    """
    rows = UserSession.objects.select_for_update().filter(user=user, pk=number)
    if (session := rows.first()) is not None:
        session.end()
        history.record(actor=user, verb="person.sign_in_ended", subject=user)


@transaction.atomic
def erase_person(*, user, by):
    """Make the person anonymous in the whole portal, and tell them so by a last mail.

    What stays: places, attendance and done tasks for the counts; what the person made for others,
    as materials; the lines of history without name. All else goes. Effects: those of every room's
    `erase_person`; the person's packages and kept forms are gone; queue, history and the
    administration's log no longer have name, addresses or phone; the search forgets the name; one
    line of history. Nothing happens to one who is erased already. Raises
    `cohorts.LastCoordinator` and `accounts.LastAdministrator`.
    """
    cohorts.lock_coordinated_by(user)
    accounts.lock_administrators(user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at:
        return user
    address, language = user.email, user.language
    texts = traces_of(user)
    addresses = {text for text in texts if "@" in text}
    own = [user.uuid, *Enrolment.objects.filter(person=user).values_list("uuid", flat=True)]
    namesakes = _namesakes(user)
    cohorts.erase_person(user=user)
    accounts.erase_person(user=user)
    for room in [organisations, enrolment, schedule, tasks, calendars, notes]:
        room.erase_person(user=user)
    importing.erase_person(user=user, texts=texts)
    discussions.erase_person(user=user, texts=texts)
    meeting_reports.erase_person(user=user, texts=texts)
    recruiting.erase_person(addresses=addresses, texts=texts)
    signup.erase_person(user=user, addresses=addresses)
    topics.erase_person(user=user, addresses=addresses)
    mass_post.erase_person(texts=texts)
    team_notes.erase_person(texts=texts)
    bench_cafe.erase_person(user=user, texts=texts)
    pages.erase_person(addresses=addresses, texts=texts)
    forget_exports(exports=DataExport.objects.filter(person=user))
    KeptForm.objects.filter(person=user).delete()
    DigestSent.objects.filter(user=user).delete()
    DigestChoice.objects.filter(user=user).delete()
    history.erase(person=user, subjects=own, namesakes=namesakes, texts=texts)
    post.erase(reader=user.uuid, addresses=addresses, texts=texts)
    failures.erase(texts=texts)
    _clean_log(texts)
    reindex(user)
    history.record(actor=by, verb="person.erased", subject=user)
    transaction.on_commit(lambda: _tell(address, language))
    return user


@transaction.atomic
def erase_guest(*, address):
    """Take somebody without an account out of what was left under the address.

    That is a place in an application, a draft, the wish to hear of calls, a sign-up for a webinar,
    a topic, feedback, and mails.
    Effects: those of the rooms' `erase_person`. Returns whether there was anything.
    """
    address = address.lower()
    known = recruiting_queries.names_under(address)
    left = known is not None or Mail.objects.filter(to=address).exists()
    left = left or AccessibilityFeedback.objects.filter(email=address).exists()
    texts = {address, *(known or [])}
    left = signup.erase_person(user=None, addresses=[address]) or left
    left = topics.erase_person(user=None, addresses=[address]) or left
    recruiting.erase_person(addresses=[address], texts=texts)
    mass_post.erase_person(texts=texts)
    team_notes.erase_person(texts=texts)
    pages.erase_person(addresses=[address], texts=texts)
    post.erase(reader=None, addresses=[address], texts=texts)
    return left


def _namesakes(user):
    """The uuids of others of the same name, and of their places."""
    if not user.get_full_name():
        return []
    others = User.objects.filter(
        given_name__iexact=user.given_name, family_name__iexact=user.family_name
    ).exclude(pk=user.pk)
    places = Enrolment.objects.filter(person__in=others)
    return [*others.values_list("uuid", flat=True), *places.values_list("uuid", flat=True)]


def _clean_log(texts):
    """Take the texts out of the administration's log."""
    named = Q()
    for text in texts:
        named |= Q(object_repr__icontains=text) | Q(change_message__icontains=text)
    for entry in LogEntry.objects.filter(named):
        entry.object_repr = history.without(entry.object_repr, texts)
        entry.change_message = history.without(entry.change_message, texts)
        entry.save(update_fields=["object_repr", "change_message"])


def _tell(address, language):
    """Tell the person at once: in the queue the address would stay behind."""
    with translation.override(language):
        text = render_to_string("portal/own_data/mails/erased.txt")
    subject, _, body = text.strip().partition("\n")
    try:
        EmailMessage(subject=subject, body=body.strip() + "\n", to=[address]).send()
    except (OSError, SMTPException):
        logger.exception("The mail that tells of an erasure was not taken.")
