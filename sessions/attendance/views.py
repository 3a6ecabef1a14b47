"""Joining a session, and marking who was there."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sessions.schedule.permissions import get_session_for
from sessions.schedule.queries import place_in
from valmennus.shared.http import guests_sign_in

from . import actions
from .permissions import get_joining

form_page = require_http_methods(["GET", "HEAD", "POST"])
NOT_NOW = 409


@guests_sign_in
@form_page
@never_cache
def join(request, slug):
    """The door to the remote meeting, for people who have signed in (a webinar: for everyone)."""
    session = get_session_for(request.user, slug)
    return _join(request, session, place_in(session, request.user))


@login_not_required
@form_page
@never_cache
def join_by_link(request, slug, token):
    """The door by the personal link of a mail; nobody need sign in."""
    session, enrolment = get_joining(slug, token)
    return _join(request, session, enrolment)


def _join(request, session, enrolment):
    """Show the meeting and a button; only the button notes who came and gives the link."""
    asked = request.method == "POST"
    joined = asked and session.joining_is_open
    if joined and enrolment:
        actions.note_joined(session=session, enrolment=enrolment, by=enrolment.person)
    context = {"session": session, "place": enrolment, "joined": joined}
    status = NOT_NOW if asked and not joined else 200
    return render(request, "sessions/attendance/join.html", context, status=status)
