"""The page of one session, on which everything before, during and after it meets."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from sessions.attendance.permissions import check_in_is_open
from sessions.schedule import actions as schedule
from sessions.schedule import queries as schedule_queries
from sessions.schedule.fields import AbsenceForm, over_minutes
from sessions.schedule.permissions import edits_webinars, get_session_for, rights_in
from sessions.topics.queries import topics_in
from valmennus.shared.http import guests_sign_in

from . import queries


@guests_sign_in
@require_safe
def session(request, slug):
    """The page of one session: before, during and after."""
    session = get_session_for(request.user, slug)
    rights = rights_in(request.user, session)
    place = schedule_queries.place_in(session, request.user)
    if place is not None and not request.user.sees_as_participant:
        schedule.note_seen(session=session, user=request.user)
    agenda = schedule_queries.agenda_with_clock(session)
    context = {
        "session": session,
        "rights": rights,
        "place": place,
        "mine": queries.mine(session, place),
        "check_in_open": check_in_is_open(session),
        "topics": topics_in(session) if request.user.is_authenticated else [],
        "coaches": schedule_queries.coaches_of(session),
        "agenda": agenda,
        "over": over_minutes(session, agenda) if rights.prepare else "",
        "materials": schedule_queries.materials_by_phase(session, see_hidden=rights.see_hidden),
        "following": schedule_queries.session_after(session, request.user),
        "edits_webinar": session.cohort_id is None and edits_webinars(request.user),
        "signing": schedule_queries.signing_of(session, request.user),
        "absence_form": AbsenceForm(initial={"word": place.absence_word}) if place else None,
    }
    return render(request, "sessions/page/session.html", context)
