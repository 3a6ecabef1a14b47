"""Who marks attendance, and the personal link by which one joins without signing in."""

import base64
import binascii
import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession


def join_token(session, enrolment):
    """The signed mark of one person in one session, 43 letters that fit in an address."""
    raw = enrolment.uuid.bytes + _signature(session.uuid, enrolment.uuid)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def join_address(session, enrolment):
    """The person's own link to the session's join page, whole, for mails."""
    token = join_token(session, enrolment)
    return settings.BASE_URL + reverse("coaching:join_by_link", args=[session.slug, token])


def get_joining(slug, token):
    """The published session and the place that the personal link names; else 404.

    The link is worth nothing once the person no longer takes part.
    """
    session = CoachingSession.objects.published().select_related("cohort").filter(slug=slug).first()
    if session is None:
        raise Http404
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        place = uuid.UUID(bytes=raw[:16])
    except (ValueError, binascii.Error):
        raise Http404 from None
    if not constant_time_compare(raw[16:], _signature(session.uuid, place)):
        raise Http404
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


def _signature(session, place):
    message = session.bytes + place.bytes
    return salted_hmac("coaching.join", message, algorithm="sha256").digest()[:16]
