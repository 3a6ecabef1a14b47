"""Who marks attendance, and the personal link by which one joins without signing in."""

import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession
from valmennus.shared import post, tokens

# The code of the room lives a minute; the one before it is still taken.
CODE_SECONDS = 60
CHECK_IN_OPENS = datetime.timedelta(minutes=15)


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


def check_in_is_open(session):
    """Whether those in the session can check in: from 15 minutes before it until its end."""
    return (
        session.cohort_id is not None
        and session.is_published
        and not session.is_cancelled
        and not session.is_archived
        and session.starts_at - CHECK_IN_OPENS <= timezone.now() <= session.ends_at
    )


def check_in_code(session, at):
    """The four digits that the session's room shows at the time, a timestamp in seconds."""
    window = int(at) // CODE_SECONDS
    digest = salted_hmac("attendance.check_in", f"{session.uuid}.{window}", algorithm="sha256")
    return f"{int.from_bytes(digest.digest()[:8], 'big') % 10_000:04}"


def is_check_in_code(session, code):
    """Whether the code is shown now, or was until just now."""
    now = timezone.now().timestamp()
    shown = [check_in_code(session, now), check_in_code(session, now - CODE_SECONDS)]
    return any(constant_time_compare(code, one) for one in shown)


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
