"""Who writes the notes of a session, and who sees its photographs."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from sessions.schedule.models import CoachingSession
from sessions.schedule.permissions import can_prepare, get_session_for

from .models import SessionNotes, SessionPhoto


def is_writer(user, session):
    """Whether the person has been asked to write the notes and still sees the session."""
    if not user.is_authenticated or session.cohort_id is None or session.is_archived:
        return False
    return SessionNotes.objects.filter(session=session, writer=user).exists()


def can_write(user, session):
    """Those who prepare the session, and the writer whom they have named."""
    if user.is_authenticated and user.sees_as_participant:
        return False
    return can_prepare(user, session) or is_writer(user, session)


def get_written_session(user, slug):
    """The session whose notes the person writes; 403 to those who only see it, else 404."""
    session = get_session_for(user, slug)
    if not can_write(user, session):
        raise PermissionDenied
    return session


def get_photo_for(user, uuid):
    """The photograph, if the person sees its session; else 404."""
    return get_object_or_404(
        SessionPhoto.objects.select_related("session__cohort", "file"),
        uuid=uuid,
        session__in=CoachingSession.objects.visible_to(user).values("pk"),
    )
