"""Who sees a coaching session, who runs it, who prepares it."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from participants.cohorts.models import Cohort, CohortRole
from participants.cohorts.permissions import refuse_archived, roles_in
from participants.discussions.models import Thread
from participants.discussions.permissions import can_write_in, sees_audience
from participants.discussions.queries import with_thread
from participants.enrolment.models import Enrolment
from valmennus.shared.composed import composed_once

from .material_models import Material
from .models import CoachingSession, SessionCoach


class Rights(NamedTuple):
    """What one person may do with one session."""

    manage: bool = False
    """Change, publish, move, cancel: the cohort's coordinators, until it is archived."""
    prepare: bool = False
    """Agenda and materials: coordinators and the coaches of this session, likewise."""
    see_hidden: bool = False
    """Drafts, and materials that wait for their day: those who run the cohort."""


def rights_in(user, session):
    """The person's rights in the session. One query, and only for a coach."""
    if not user.is_authenticated or session.cohort_id is None:
        return Rights()
    held = roles_in(user, session.cohort)
    running = held & set(CohortRole.STAFF_ROLES)
    if not running or session.cohort.state == Cohort.State.ARCHIVED:
        return Rights(see_hidden=bool(running))
    manage = CohortRole.Role.COORDINATOR in held
    prepare = manage or SessionCoach.objects.filter(session=session, user=user).exists()
    return Rights(manage, prepare, True)


def edits_webinars(user):
    """Whether the person is of the staff who edit the webinars that belong to no cohort."""
    return user.is_staff and user.has_perm("coaching.change_coachingsession")


def can_manage(user, session):
    return rights_in(user, session).manage


def can_prepare(user, session):
    return rights_in(user, session).prepare


def get_session_for(user, slug, sessions_called=None):
    """The session with the counts of its thread, if the person may see it; else 404.

    `sessions_called` gives what the function of this name does, where upper rooms want to know more
    of the session without a statement of their own.
    """
    for session in (sessions_called or _sessions_called)(user, slug):
        return session
    raise Http404


def sessions_called(user, slug):
    """The session of this name, if the person may see it, for `get_session_for`."""
    sessions = CoachingSession.objects.visible_to(user).filter(slug=slug).select_related("cohort")
    return with_thread(sessions, user)


_sessions_called = composed_once(sessions_called)


def talks_in(user, session):
    """What the person does in the discussions of the session and its materials.

    "write", "read", or nothing where they are not for the person.
    """
    everyone = Thread.Audience.COHORT
    if not session.can_be_discussed or not sees_audience(user, session.cohort, None, everyone):
        return ""
    return "write" if can_write_in(user, session.cohort) else "read"


def get_discussed(thing):
    """The session or material, if its cohort may talk about it; else 404, for a draft 403."""
    session = getattr(thing, "session", thing)
    if session.cohort_id is None:
        raise Http404
    if not thing.can_be_discussed:
        raise PermissionDenied(_("It can be discussed when the participants see it."))
    return thing


def get_managed_session(user, slug):
    """The session, if the person runs it; 403 to those who only see it, 404 to everyone else."""
    session = get_session_for(user, slug)
    if not can_manage(user, session):
        raise PermissionDenied
    return session


def get_prepared_session(user, slug):
    """The session, if the person prepares it; 403 to those who only see it, else 404."""
    session = get_session_for(user, slug)
    if not can_prepare(user, session):
        raise PermissionDenied
    return session


def get_material_for(user, uuid):
    """The material, if the person sees its session and its day has come; else 404."""
    material = get_object_or_404(
        Material.objects.select_related("session__cohort", "file"),
        uuid=uuid,
        session__in=CoachingSession.objects.visible_to(user).values("pk"),
    )
    if material.is_waiting and not rights_in(user, material.session).see_hidden:
        raise Http404
    return material


def get_prepared_material(user, slug, uuid):
    """The material of the session, if the person prepares it; 403 or 404 as for the session."""
    session = get_prepared_session(user, slug)
    return get_object_or_404(session.materials.select_related("session", "file"), uuid=uuid)


def get_own_enrolment(user, session):
    """The person's place in the session's cohort, to change what is the person's own.

    403 to those who do not take part, and where the cohort has been archived.
    """
    enrolment = (
        Enrolment.objects.taking_part().filter(person=user, cohort=session.cohort_id).first()
    )
    if enrolment is None:
        raise PermissionDenied
    refuse_archived(session.cohort)
    return enrolment
