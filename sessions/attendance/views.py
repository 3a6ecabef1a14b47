"""Joining a session, and marking who was there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participants.cohorts.actions import note_exported
from sessions.schedule.models import Absence, CoachingSession
from sessions.schedule.permissions import get_session_for, rights_in
from sessions.schedule.queries import place_in
from valmennus.shared.http import form_page, guests_sign_in, posted, render_form
from valmennus.shared.spreadsheet import xlsx_response

from . import actions, exports, queries
from .forms import AcceptForm, MarkAllForm, MarkForm
from .models import Attendance
from .permissions import get_changeable_sheet, get_joining, get_sheet

CONFLICT = 409


@guests_sign_in
@form_page
@never_cache
def join(request, slug):
    """The door to the remote meeting, for people who have signed in (a webinar: for everyone)."""
    session = get_session_for(request.user, slug)
    if session.joins_by_signup and not rights_in(request.user, session).see_hidden:
        return redirect("coaching:signup", slug)
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
    status = CONFLICT if asked and not joined else 200
    return render(request, "sessions/attendance/join.html", context, status=status)


@require_safe
def attendance(request, cohort, slug):
    """One page for everyone in a session, marked by keyboard alone."""
    return _sheet(request, get_sheet(request.user, cohort, slug))


def _sheet(request, session, conflicts=(), status=200):
    """The page; where a mark met another's, the row says who set what."""
    rows = queries.sheet(session)
    met = {mark.enrolment_id: wanted for mark, wanted in conflicts}
    for row in rows:
        row.conflict = met.get(row.enrolment.pk)
    context = {
        "session": session,
        "cohort": session.cohort,
        "rows": rows,
        "totals": queries.totals(row.state for row in rows),
        "hours": queries.hours_on_sheet(rows, session),
        "suggested": sum(row.suggested and not row.version for row in rows),
        "states": Attendance.State.choices,
    }
    return render(request, "sessions/attendance/attendance.html", context, status=status)


@require_POST
def attendance_save(request, cohort, slug):
    """Save every row that was changed on the page, for browsers without JavaScript."""
    session = get_changeable_sheet(request.user, cohort, slug)
    conflicts = []
    for row in queries.sheet(session):
        form = MarkForm(request.POST, prefix=row.enrolment.uuid)
        if not form.is_valid() or form.cleaned_data["state"] == form.cleaned_data["shown"]:
            continue
        try:
            _mark(session, row.enrolment, form, request.user)
        except actions.MarkedMeanwhile as met:
            conflicts.append((met.attendance, _label(form)))
    if conflicts:
        return _sheet(request, session, conflicts, status=CONFLICT)
    messages.success(request, _("The attendance was saved."))
    return redirect("coaching:attendance", session.cohort.slug, session.slug)


@require_POST
def attendance_mark(request, cohort, slug, uuid):
    """Save one row; the answer is its state and the new totals, or the row that another set."""
    session = get_changeable_sheet(request.user, cohort, slug)
    enrolment = queries.place_in_sheet(session, uuid)
    if enrolment is None:
        raise Http404
    form = MarkForm(request.POST, prefix=uuid)
    if not form.is_valid():
        raise BadRequest(_("The mark is not one of the choices."))
    conflict = None
    try:
        mark = _mark(session, enrolment, form, request.user)
    except actions.MarkedMeanwhile as met:
        mark, conflict = met.attendance, _label(form)
    if not request.htmx:
        return redirect("coaching:attendance", session.cohort.slug, session.slug)
    return _row(request, session, enrolment, mark, conflict)


def _mark(session, enrolment, form, user):
    data = form.cleaned_data
    return actions.mark(
        session=session,
        enrolment=enrolment,
        state=data["state"],
        version=data["version"],
        by=user,
    )


def _label(form):
    return Attendance.State(form.cleaned_data["state"]).label


def _row(request, session, enrolment, mark, conflict):
    """The fragment of a row: its state alone, or all of it where another was first."""
    absence = Absence.objects.filter(session=session, enrolment=enrolment).first()
    row = queries.row_of(enrolment, mark, absence)
    row.conflict = conflict
    context = {
        "session": session,
        "cohort": session.cohort,
        "row": row,
        "totals": queries.totals(queries.states_of(session)),
        "states": Attendance.State.choices,
    }
    template = "_conflict_answer.html" if conflict else "_mark_answer.html"
    response = render(request, f"sessions/attendance/{template}", context)
    if conflict:
        response["HX-Retarget"] = f"#row-{enrolment.uuid}"
        response["HX-Reswap"] = "outerHTML"
    return response


@require_safe
def attendance_history(request, cohort, slug, uuid):
    """How one person's mark has come about."""
    session = get_sheet(request.user, cohort, slug)
    enrolment = queries.place_in_sheet(session, uuid)
    if enrolment is None:
        raise Http404
    context = {
        "session": session,
        "cohort": session.cohort,
        "enrolment": enrolment,
        "steps": queries.history_of(session, enrolment),
    }
    return render(request, "sessions/attendance/history.html", context)


@require_POST
def attendance_accept(request, cohort, slug):
    """Mark those whom the joining link suggests: one person, or everyone."""
    session = get_changeable_sheet(request.user, cohort, slug)
    who = AcceptForm(request.POST)
    if not who.is_valid():
        raise BadRequest(_("The mark is not one of the choices."))
    enrolment = None
    if who.cleaned_data["who"]:
        enrolment = queries.place_in_sheet(session, who.cleaned_data["who"])
        if enrolment is None:
            raise Http404
    number = actions.accept_suggestions(session=session, enrolment=enrolment, by=request.user)
    sentence = ngettext("%(number)s person marked.", "%(number)s people marked.", number)
    messages.success(request, sentence % {"number": number})
    return redirect("coaching:attendance", session.cohort.slug, session.slug)


@form_page
def attendance_all(request, cohort, slug):
    """Mark everyone about whom nothing is known, after a look at the number."""
    session = get_changeable_sheet(request.user, cohort, slug)
    initial = Attendance.State.REMOTE
    if session.mode == CoachingSession.Mode.ON_SITE:
        initial = Attendance.State.ON_SITE
    form = MarkAllForm(posted(request), initial={"state": initial})
    if form.is_valid():
        number = actions.mark_all(session=session, by=request.user, **form.cleaned_data)
        sentence = ngettext("%(number)s person marked.", "%(number)s people marked.", number)
        messages.success(request, sentence % {"number": number})
        return redirect("coaching:attendance", session.cohort.slug, session.slug)
    rows = queries.sheet(session)
    waiting = [row for row in rows if row.state == Attendance.State.EXPECTED and not row.absence]
    context = {"session": session, "cohort": session.cohort, "number": len(waiting)}
    return render_form(request, "sessions/attendance/attendance_all.html", form, context)


@require_safe
def door_list(request, cohort, slug):
    """The list for the door, to print."""
    session = get_sheet(request.user, cohort, slug)
    rows = _exported(request, session, "door", "paper")
    context = {"session": session, "cohort": session.cohort, "rows": rows}
    return render(request, "sessions/attendance/door_list.html", context)


@require_safe
def name_tags(request, cohort, slug):
    """Name tags, to print and cut."""
    session = get_sheet(request.user, cohort, slug)
    rows = _exported(request, session, "name_tags", "paper")
    context = {"session": session, "cohort": session.cohort, "rows": rows}
    return render(request, "sessions/attendance/name_tags.html", context)


@require_safe
def attendance_xlsx(request, cohort, slug):
    """Who was there, as a workbook."""
    session = get_sheet(request.user, cohort, slug)
    rows = exports.attendance_rows(_exported(request, session, "attendance", "xlsx"), session)
    return xlsx_response(f"{session.slug}.xlsx", session.title, exports.attendance_header(), rows)


def _exported(request, session, what, form):
    """The sheet's rows, after noting that they leave the portal."""
    rows = queries.sheet(session)
    places = [row.enrolment.pk for row in rows]
    note_exported(cohort=session.cohort, by=request.user, what=what, form=form, places=places)
    return rows
