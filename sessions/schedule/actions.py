"""What is done with sessions. Each act writes one line of history."""

import secrets
import uuid as uuids
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from participants.cohorts.actions import NotPossible, grant_role, revoke_role
from participants.cohorts.models import CohortRole
from participants.discussions.actions import rename_thread
from valmennus.shared import counting, history, post
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import refuse_stale

from . import queries
from .material_models import Material
from .models import Absence, AgendaItem, CoachingSession, SessionCoach, SessionSeen
from .queries import agenda_text

# What people have in their calendars: a change of these raises the sequence.
IN_CALENDARS = ("title", "starts_at", "ends_at", "mode", "place", "join_url")
COPIED = ("kind", "mode", "number", "summary", "place", "capacity", "offer_hours")


def create_session(*, cohort, by, uuid=None, coaches=(), speakers=(), **fields):
    """Make a draft; the second time with the same `uuid` gives the one that is there.

    `coaches` are people with accounts, `speakers` pairs of name and title. Effects: the
    session, its coaches and their role in the cohort, one line of history.
    """
    uuid = uuid or uuids.uuid4()
    existing = CoachingSession.objects.filter(uuid=uuid, cohort=cohort).first()
    while existing is None:
        slug = _free_slug(fields["title"], fields["starts_at"])
        try:
            with transaction.atomic():
                session = CoachingSession.objects.create(
                    cohort=cohort, uuid=uuid, slug=slug, **fields
                )
                _set_coaches(session, coaches, speakers, by)
                history.record(actor=by, verb="session.created", subject=session)
                reindex(session)
            return session
        except IntegrityError:
            # Either the same form came twice, or the address was taken just now.
            existing = CoachingSession.objects.filter(uuid=uuid, cohort=cohort).first()
            if CoachingSession.objects.exclude(cohort=cohort).filter(uuid=uuid).exists():
                uuid = uuids.uuid4()  # A mark that is another cohort's means nothing here.
            elif existing is None and not CoachingSession.objects.filter(slug=slug).exists():
                raise
    return existing


@transaction.atomic
def change_session(*, session, by, seen=None, coaches=None, speakers=None, **fields):
    """Save what has changed; raises StaleForm where somebody was first.

    Effects: old and new values in one line of history; calendars learn of a new title, time,
    place or link, and reminders of the old ones that still wait do not go; a webinar's new places
    are offered to those who wait. None for coaches and speakers leaves them.
    """
    session = CoachingSession.objects.lock(session)
    refuse_stale(session, seen)
    before = history.texts_of(session, fields)
    moved = any(fields.get(name, getattr(session, name)) != getattr(session, name)
                for name in IN_CALENDARS)  # fmt: skip
    people_before = _people(session)
    for name, value in fields.items():
        setattr(session, name, value)
    if coaches is not None:
        _set_coaches(session, coaches, speakers or (), by)
    changed = history.changes(before, history.texts_of(session, fields))
    people = _people(session)
    if people != people_before:
        changed["coaches"] = [people_before, people]
    if changed:
        session.sequence += moved
        _save(session, *fields, "sequence")
        if moved:
            _take_reminders_back(session)
        if "title" in changed:
            rename_thread(thread_id=session.thread_id, title=session.title)
        history.record(actor=by, verb="session.changed", subject=session, data=changed)
        reindex(session)
        if "capacity" in changed:
            offer_soon()
    return session


def _take_reminders_back(session):
    post.take_back(session.uuid, *session.tasks.values_list("uuid", flat=True))


def offer_soon():
    """Let the worker offer what has become free; it looks by itself every few minutes too."""
    job = app.configure_task("signup.offer_free_places", queueing_lock="signup.offer_free_places")

    def defer():
        with suppress(AlreadyEnqueued):
            job.defer(timestamp=0)

    transaction.on_commit(defer, robust=True)


@transaction.atomic
def set_agenda(*, session, items, by, seen=None):
    """Replace the agenda; `items` are dicts of minutes, title, who and description, in order.

    Raises StaleForm where somebody was first. Effects: the items, one line of history.
    """
    session = CoachingSession.objects.lock(session)
    refuse_stale(session, seen)
    before = agenda_text(session)
    session.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, order=order, **item) for order, item in enumerate(items, 1)
    )
    after = agenda_text(session)
    if before != after:
        _save(session)
        history.record(
            actor=by, verb="agenda.changed", subject=session, data={"agenda": [before, after]}
        )
    # What an item is about is not part of the history, but is found by.
    reindex(session)
    return session


@transaction.atomic
def publish_session(*, session, by):
    """Show the session to its cohort (a webinar to everyone). Effects: one line of history."""
    session = CoachingSession.objects.lock(session)
    if not session.is_published:
        session.published_at, session.published_by = timezone.now(), by
        _save(session, "published_at", "published_by")
        history.record(actor=by, verb="session.published", subject=session)
    return session


@transaction.atomic
def unpublish_session(*, session, by):
    """Make the session a draft again. Effects: one line of history."""
    session = CoachingSession.objects.lock(session)
    if session.is_published:
        session.published_at = session.published_by = None
        _save(session, "published_at", "published_by")
        history.record(actor=by, verb="session.unpublished", subject=session)
    return session


@transaction.atomic
def cancel_session(*, session, reason, by):
    """Cancel the session; it stays on the pages and in calendars as cancelled.

    Effects: who, when and why, a higher sequence, one line of history; reminders that wait for the
    mail server do not go.
    """
    session = CoachingSession.objects.lock(session)
    if not session.is_cancelled:
        session.cancelled_at, session.cancelled_by = timezone.now(), by
        session.cancel_reason = reason
        session.sequence += 1
        _save(session, "cancelled_at", "cancelled_by", "cancel_reason", "sequence")
        _take_reminders_back(session)
        history.record(actor=by, verb="session.cancelled", subject=session, data={"reason": reason})
    return session


@transaction.atomic
def restore_session(*, session, by):
    """Take the cancelling back. Effects: a higher sequence, one line of history."""
    session = CoachingSession.objects.lock(session)
    if session.is_cancelled:
        session.cancelled_at = session.cancelled_by = None
        session.cancel_reason = ""
        session.sequence += 1
        _save(session, "cancelled_at", "cancelled_by", "cancel_reason", "sequence")
        history.record(actor=by, verb="session.restored", subject=session)
    return session


def move_session(*, session, starts_at, ends_at, by, seen=None):
    """Change the session's time; raises StaleForm where somebody was first."""
    return change_session(session=session, by=by, seen=seen, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def duplicate_session(*, session, starts_at, by, title=None, cohort=None, uuid=None):
    """A draft with the same agenda, coaches and materials at another time; returns it.

    The joining link is left out, since each meeting has its own. Days on which materials
    become visible move along. Into another cohort no recordings go, and coaches get their role.
    """
    cohort = cohort or session.cohort
    before = session.coaches.select_related("user").all()
    copy = create_session(
        cohort=cohort,
        by=by,
        uuid=uuid,
        coaches=[coach.user for coach in before if coach.user],
        speakers=[(coach.name, coach.title) for coach in before if not coach.user],
        starts_at=starts_at,
        ends_at=starts_at + (session.ends_at - session.starts_at),
        title=title or session.title,
        **{name: getattr(session, name) for name in COPIED},
    )
    if copy.agenda.exists() or copy.materials.exists():
        return copy  # The same form came twice.
    AgendaItem.objects.bulk_create(
        AgendaItem(
            session=copy,
            order=item.order,
            minutes=item.minutes,
            title=item.title,
            who=item.who,
            description=item.description,
        )
        for item in session.agenda.all()
    )
    shift = starts_at - session.starts_at
    materials = Material.objects.bulk_create(
        Material(
            session=copy,
            added_by=by,
            visible_from=material.visible_from and material.visible_from + shift,
            **{
                name: getattr(material, name)
                for name in ("title", "kind", "text", "url", "file", "language", "phase", "order")
            },
        )
        for material in session.materials.exclude(kind=Material.Kind.RECORDING)
    )
    reindex(copy, *materials)
    return copy


@transaction.atomic
def tell_absence(*, session, enrolment, word, by):
    """Note that the person cannot come; a second notice changes the word.

    Effects: the notice, one line of history. Raises `NotPossible` once the session is over.
    """
    _refuse_over(session)
    Absence.objects.update_or_create(session=session, enrolment=enrolment, defaults={"word": word})
    history.record(
        actor=by, verb="absence.told", subject=session, data=history.about(enrolment.person)
    )


@transaction.atomic
def take_absence_back(*, session, enrolment, by):
    """The person comes after all. Effects: no notice, one line of history.

    Raises `NotPossible` once the session is over.
    """
    _refuse_over(session)
    deleted, _counts = Absence.objects.filter(session=session, enrolment=enrolment).delete()
    if deleted:
        history.record(
            actor=by,
            verb="absence.taken_back",
            subject=session,
            data=history.about(enrolment.person),
        )


def _refuse_over(session):
    if session.is_over:
        raise NotPossible(_("This session is over. Tell the coordinator directly."))


def note_seen(*, session, user):
    """Remember that the person has looked at the session's page now. Effects: that alone."""
    SessionSeen.objects.bulk_create(
        [SessionSeen(session=session, user=user)],
        update_conflicts=True,
        unique_fields=["session", "user"],
        update_fields=["at"],
    )


def _free_slug(title, starts_at):
    """The title as an address; where it is taken, with the day, then with random letters."""
    slug = slugify(title)[:60].strip("-") or "tapaaminen"
    dated = f"{slug}-{timezone.localtime(starts_at).date()}"
    taken = set(
        CoachingSession.objects.filter(slug__in=[slug, dated]).values_list("slug", flat=True)
    )
    for candidate in (slug, dated):
        if candidate not in taken:
            return candidate
    return f"{dated}-{secrets.token_hex(4)}"


def _save(session, *fields):
    session.save(update_fields=[*fields, "changed_at"])


def _set_coaches(session, coaches, speakers, by):
    """Name who leads; the role in the cohort comes with the first session, goes with the last."""
    before = [coach.user for coach in session.coaches.select_related("user") if coach.user]
    session.coaches.all().delete()
    people = [{"user": user} for user in coaches]
    people += [{"name": name, "title": title} for name, title in speakers]
    SessionCoach.objects.bulk_create(
        SessionCoach(session=session, order=order, **person)
        for order, person in enumerate(people, 1)
    )
    if session.cohort:
        for user in coaches:
            grant_role(
                cohort=session.cohort, user=user, role=CohortRole.Role.COACH, by=by, by_hand=False
            )
        leading = SessionCoach.objects.filter(session__cohort=session.cohort, user__in=before)
        still = set(leading.values_list("user", flat=True))
        for user in before:
            if user.pk not in still:
                revoke_role(
                    cohort=session.cohort,
                    user=user,
                    role=CohortRole.Role.COACH,
                    by=by,
                    by_hand=False,
                )


def _people(session):
    return ", ".join(str(coach) for coach in session.coaches.select_related("user"))


def erase_person(*, user):
    """Forget what the person wrote of absences, and coaching that has not been yet.

    Notices and past coaching stay for the counts, as an erased person's; so do materials,
    since the cohort uses them. Call it in the transaction of the erasure.
    """
    Absence.objects.filter(enrolment__person=user).update(word="")
    SessionSeen.objects.filter(user=user).delete()
    SessionCoach.objects.filter(user=user, session__ends_at__gte=timezone.now()).delete()


@transaction.atomic
def forget(*, cohort):
    """Delete the notices of absence of the cohort's sessions; attendance stays for the counts.

    Returns how many, as `queries.to_forget` does.
    """
    counts = counting.counts_of(**queries.to_forget(cohort))
    Absence.objects.filter(session__cohort=cohort).delete()
    return counts
