"""The pages of sessions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from participants.cohorts.actions import NotPossible
from participants.cohorts.permissions import (
    can_create_cohort,
    get_changeable_cohort,
    get_coordinated_cohort,
)
from participants.discussions import subjects
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form
from valmennus.shared.pagination import page_of
from valmennus.shared.versions import StaleForm

from . import actions, queries
from .fields import AbsenceForm
from .forms import (
    AgendaForm,
    CancelForm,
    MoveForm,
    SessionChangeForm,
    SessionForm,
    agenda_formset,
)
from .permissions import (
    get_discussed,
    get_managed_session,
    get_own_enrolment,
    get_prepared_session,
    get_session_for,
)


@require_safe
def session_list(request):
    """The person's own sessions: those to come, and the past ones a page at a time."""
    own = queries.own_sessions(request.user).only(*queries.ROW)
    past = page_of(own.past(), request.GET.get("page"), size=20)
    past.object_list = list(past.object_list)
    context = {"coming": list(own.coming()), "past": past}
    return render(request, "sessions/schedule/session_list.html", context)


@login_not_required
@require_safe
def webinar_list(request):
    """The open webinars, for everyone."""
    return render(request, "sessions/schedule/webinar_list.html", {"webinars": queries.webinars()})


@require_safe
def cohort_sessions(request, cohort):
    """The cohort's sessions for its coordinator, drafts and cancelled ones too."""
    cohort = get_coordinated_cohort(request.user, cohort)
    context = {
        "cohort": cohort,
        "sessions": queries.managed_sessions(cohort),
        "may_copy": can_create_cohort(request.user, cohort.programme),
    }
    return render(request, "sessions/schedule/cohort_sessions.html", context)


@form_page
def session_new(request, cohort):
    """Make a new session as a draft."""
    cohort = get_changeable_cohort(request.user, cohort)
    form = SessionForm(posted(request), cohort=cohort)
    if form.is_valid():
        session = actions.create_session(
            cohort=cohort, by=request.user, uuid=form.cleaned_data["uuid"], **form.values()
        )
        messages.success(request, _("The session was made. Only those who run the cohort see it."))
        return redirect(session)
    return render_form(request, "sessions/schedule/session_new.html", form, {"cohort": cohort})


@form_page
def session_edit(request, slug):
    """Change what the session is, when and where."""
    session = get_managed_session(request.user, slug)
    form = SessionChangeForm(posted(request), thing=session, cohort=session.cohort)
    if form.is_valid() and _saved(form, actions.change_session, session, request.user):
        messages.success(request, _("The session was saved."))
        before = session.sequence
        session.refresh_from_db(fields=["sequence"])
        return _to_invitations(session) if session.sequence > before else redirect(session)
    return render_form(request, "sessions/schedule/session_edit.html", form, {"session": session})


@form_page
def session_move(request, slug):
    """Give the session another time."""
    session = get_managed_session(request.user, slug)
    form = MoveForm(posted(request), thing=session)
    if form.is_valid() and _saved(form, actions.move_session, session, request.user):
        messages.success(request, _("The session has a new time."))
        return _to_invitations(session)
    return render_form(request, "sessions/schedule/session_move.html", form, {"session": session})


def _saved(form, action, session, user, values=None):
    """Save by the action; False, with both versions shown, where somebody was first."""
    values = form.values() if values is None else values
    try:
        action(session=session, by=user, seen=form.cleaned_data["seen"], **values)
    except StaleForm as stale:
        form.show_both(stale.current)
        return False
    return True


@form_page
def session_discussion(request, slug):
    """The way to the session's discussion, or its beginning."""
    session = get_discussed(get_session_for(request.user, slug))
    return subjects.discussion(
        request,
        session,
        cohort=session.cohort,
        title=session.title,
        home=session.get_absolute_url(),
        followers=queries.coaching_people(session),
    )


@form_page
def agenda_edit(request, slug):
    """Write the session's agenda."""
    session = get_prepared_session(request.user, slug)
    form = AgendaForm(posted(request), thing=session)
    lines = agenda_formset(posted(request), session.agenda.all())
    if form.is_valid() and lines.is_valid():
        values = {"items": lines.items()}
        if _saved(form, actions.set_agenda, session, request.user, values):
            messages.success(request, _("The agenda was saved."))
            return redirect(session)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"session": session, "form": form, "lines": lines}
    return render(request, "sessions/schedule/agenda_edit.html", context, status=status)


@form_page
def session_cancel(request, slug):
    """Cancel the session with a reason."""
    session = get_managed_session(request.user, slug)
    form = CancelForm(posted(request))
    if form.is_valid():
        actions.cancel_session(session=session, by=request.user, **form.cleaned_data)
        messages.success(request, _("The session was cancelled."))
        return _to_invitations(session)
    context = {"session": session, "expected": queries.expected_count(session)}
    return render_form(request, "sessions/schedule/session_cancel.html", form, context)


@require_POST
def session_restore(request, slug):
    """Take the cancelling back."""
    session = get_managed_session(request.user, slug)
    actions.restore_session(session=session, by=request.user)
    messages.success(request, _("The session takes place after all."))
    return redirect(session)


@require_POST
def session_publish(request, slug):
    """Show the session to its cohort."""
    session = get_managed_session(request.user, slug)
    actions.publish_session(session=session, by=request.user)
    messages.success(request, _("The session was published."))
    return _to_invitations(session)


@require_POST
def session_unpublish(request, slug):
    """Make the session a draft again."""
    session = get_managed_session(request.user, slug)
    actions.unpublish_session(session=session, by=request.user)
    messages.success(request, _("The session is a draft again: participants do not see it."))
    return redirect(session)


def _to_invitations(session):
    """On to the page that tells who does not know of it yet; a webinar's people have signed up."""
    stays = session.is_webinar or session.is_over
    return redirect(session if stays else "coaching:invitations", session.slug)


@require_safe
def session_history(request, slug):
    """Who has changed what, for those who run the session."""
    session = get_managed_session(request.user, slug)
    context = {"session": session, "acts": queries.history_of(session)}
    return render(request, "sessions/schedule/session_history.html", context)


@require_POST
def absence_tell(request, slug):
    """The person cannot come."""
    session = get_session_for(request.user, slug)
    enrolment = get_own_enrolment(request.user, session)
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        context = {"session": session}
        return render_form(request, "sessions/schedule/absence.html", form, context)
    try:
        actions.tell_absence(
            session=session, enrolment=enrolment, by=request.user, **form.cleaned_data
        )
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The coordinator now knows that you cannot come."))
    return redirect(session)


@require_POST
def absence_take_back(request, slug):
    """The person comes after all."""
    session = get_session_for(request.user, slug)
    enrolment = get_own_enrolment(request.user, session)
    try:
        actions.take_absence_back(session=session, enrolment=enrolment, by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Good that you can come. The coordinator sees it."))
    return redirect(session)
