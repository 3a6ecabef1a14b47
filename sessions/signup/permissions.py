"""Who signs up, who acts on a sign-up, and who sees the list."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from sessions.schedule.permissions import edits_webinars, get_session_for, rights_in
from valmennus.shared import tokens

from .models import Signup

SIGNUP = "signup"
# The follow-up mail's address answers its question and can do nothing else.
FEEDBACK = "signup.feedback"


def get_webinar_for(user, slug):
    """The published webinar; else 404."""
    session = get_session_for(user, slug)
    if not session.is_webinar or not session.is_published:
        raise Http404
    return session


def find_signup(token):
    """The sign-up that the personal address names, and whether the address is too old."""
    mark = tokens.read(SIGNUP, token)
    found = get_object_or_404(
        Signup.objects.select_related("session__cohort", "person").exclude(email=""),
        uuid=mark.subject,
    )
    return found, mark.expired


def find_asked(token):
    """The sign-up of whom the address of the follow-up mail asks, and whether it is too old."""
    mark = tokens.read(FEEDBACK, token)
    asked = Signup.objects.select_related("session__cohort").exclude(email="")
    found = get_object_or_404(asked, uuid=mark.subject, state=Signup.State.CONFIRMED)
    return found, mark.expired


def can_see_list(user, session):
    """Those who run the cohort; for a webinar without one, the staff who edit webinars."""
    if session.cohort_id is None:
        return edits_webinars(user)
    return rights_in(user, session).see_hidden


def can_cancel(user, session):
    """As `can_see_list`, but those alone who prepare the session, until it is archived."""
    if session.cohort_id is None:
        return can_see_list(user, session)
    return rights_in(user, session).prepare


def get_listed(user, slug):
    """The webinar whose list the person sees; 403 to those who see the webinar only, else 404."""
    session = get_session_for(user, slug)
    if not session.is_webinar:
        raise Http404
    if not can_see_list(user, session):
        raise PermissionDenied
    return session


def get_changeable(user, slug):
    """The webinar on whose list the person may act; 403 or 404 as for the list."""
    session = get_listed(user, slug)
    if not can_cancel(user, session):
        raise PermissionDenied
    return session
