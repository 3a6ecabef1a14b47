"""The page of one session, on which everything before, during and after it meets."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sessions.attendance.permissions import check_in_is_open
from sessions.attendance.queries import check_in_now
from sessions.runs.queries import runs_in
from sessions.schedule import actions as schedule
from sessions.schedule import queries as schedule_queries
from sessions.schedule.fields import AbsenceForm, over_minutes
from sessions.schedule.permissions import (
    edits_webinars,
    get_session_for,
    rights_in,
    talks_in,
)
from sessions.tasks.queries import tasks_of_session
from sessions.topics.queries import topics_in
from valmennus.shared.http import guests_sign_in

from . import queries


@guests_sign_in
@require_safe
def session(request, slug):
    """The page of one session: before, during and after."""
    session = get_session_for(request.user, slug, queries.sessions_with_notes)
    rights = rights_in(request.user, session)
    place = queries.place_with_feedback(session, request.user)
    if place is not None and not request.user.sees_as_participant:
        schedule.note_seen(session=session, user=request.user)
    known = request.user.is_authenticated
    agenda = schedule_queries.agenda_with_clock(session)
    context = {
        "session": session,
        "rights": rights,
        "place": place,
        "photos": session.shown_photos if known else [],
        "notes": session.notes_text if known else "",
        "may_write": queries.may_write(session, rights),
        "topics": topics_in(session) if known else [],
        "runs": runs_in(session) if known else [],
        "tasks": tasks_of_session(session, request.user, place),
        "check_in_open": check_in_is_open(session),
        "coaches": schedule_queries.coaches_of(session),
        "agenda": agenda,
        "over": over_minutes(session, agenda) if rights.prepare else "",
        "materials": schedule_queries.materials_by_phase(
            session, request.user, see_hidden=rights.see_hidden
        ),
        "talks": talks_in(request.user, session),
        "following": schedule_queries.session_after(session, request.user),
        "edits_webinar": session.cohort_id is None and edits_webinars(request.user),
        "signing": schedule_queries.signing_of(session, request.user),
        "absence_form": AbsenceForm(initial={"word": place.absence_word}) if place else None,
    }
    return render(request, "sessions/page/session.html", context)


@require_safe
@never_cache
def now(request, slug):
    """What is on in the session now, for the projector and for phones; it brings itself up to date.

    Only who runs the session sees the code by which one marks oneself present.
    """
    session = get_session_for(request.user, slug, queries.sessions_with_notes)
    rights = rights_in(request.user, session)
    agenda = schedule_queries.agenda_with_clock(session)
    context = {
        "session": session,
        "rights": rights,
        "check_in": check_in_now(session) if rights.prepare else None,
        "check_in_open": check_in_is_open(session),
        "now": queries.now_in(session, agenda),
        "topics": topics_in(session),
        "runs": runs_in(session),
        "notes": session.notes_text,
        "may_write": queries.may_write(session, rights),
    }
    return render(request, "sessions/page/now.html", context)
