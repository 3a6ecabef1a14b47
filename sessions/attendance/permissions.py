"""Who marks attendance, and the personal link by which one joins without signing in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession
from valmennus.shared import post, tokens


def join_token(session, enrolment):
    """The signed mark of one person in one session, which fits in an address."""
    return tokens.make(_purpose(session), enrolment.uuid, days=_days(session))


def join_link(session, enrolment):
    """The person's own address of the session's join page, for mails."""
    return post.Link(
        "coaching:join_by_link",
        session.slug,
        purpose=_purpose(session),
        subject=enrolment.uuid,
        days=_days(session),
    )


def _purpose(session):
    return f"join.{session.uuid}"


def _days(session):
    """The link holds until well after the session, though it be moved by some weeks."""
    return max((session.ends_at - timezone.now()).days, 0) + 60


def get_joining(slug, token):
    """The published session and the place that the personal link names; else 404.

    The link is worth nothing once the person no longer takes part.
    """
    session = CoachingSession.objects.published().select_related("cohort").filter(slug=slug).first()
    if session is None:
        raise Http404
    place = tokens.read(_purpose(session), token).subject
    enrolment = (
        Enrolment.objects.taking_part()
        .filter(uuid=place, cohort=session.cohort_id, person__is_active=True)
        .select_related("person")
        .first()
    )
    if enrolment is None:
        raise Http404
    return session, enrolment


def get_sheet(user, cohort_slug, slug):
    """The cohort and its session, to read who was there.

    403 to those who see the cohort without running it, 404 to everyone else.
    """
    cohort = get_coordinated_cohort(user, cohort_slug)
    return _session_of(cohort, slug)


def get_changeable_sheet(user, cohort_slug, slug):
    """The session, to mark who was there; 403 where its cohort has been archived."""
    return _session_of(get_changeable_cohort(user, cohort_slug), slug)


def _session_of(cohort, slug):
    session = CoachingSession.objects.filter(cohort=cohort, slug=slug).first()
    if session is None:
        raise Http404
    if session.is_cancelled:
        raise PermissionDenied
    session.cohort = cohort
    return session
