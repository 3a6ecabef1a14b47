"""Opening a method in a session, and keeping what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from methods.library.permissions import get_method_for
from methods.library.queries import published_methods
from methods.runs.fields import RunForm
from methods.runs.permissions import get_run_for_host
from sessions.schedule.permissions import get_prepared_session
from valmennus.shared import pdf
from valmennus.shared.http import form_page, posted, render_form

from . import actions
from .models import SessionRun


@form_page
def choose(request, slug):
    """Which method is run in the session."""
    session = _session(request, slug)
    context = {"session": session, "methods": published_methods()}
    return render(request, "sessions/runs/choose.html", context)


@form_page
def open_method(request, slug, method):
    """Make a run of one method for the session."""
    session = _session(request, slug)
    method = get_method_for(request.user, method)
    form = RunForm(posted(request), method=method, initial={"matter": session.title})
    if form.is_valid():
        fields = form.fields_of_run()
        # The cohort is the session's.
        del fields["cohort"]
        run = actions.open_in_session(session=session, method=method, by=request.user, **fields)
        return redirect("runs:host", run.uuid)
    context = {"session": session, "method": method}
    return render_form(request, "sessions/runs/open.html", form, context)


@require_POST
def keep_summary(request, slug, uuid):
    """The summary becomes a material of the session."""
    session = _session(request, slug)
    run = get_run_for_host(request.user, uuid)
    kept = get_object_or_404(SessionRun.objects.select_related("session"), session=session, run=run)
    title = _("Summary: %s") % run.matter
    try:
        actions.keep_summary(session_run=kept, title=title[:160], by=request.user)
        messages.success(request, _("The summary is among the materials of the session."))
    except pdf.Unavailable:
        messages.warning(request, _("No PDF can be made on this server. Ask its keeper for pango."))
    return redirect(session)


def _session(request, slug):
    session = get_prepared_session(request.user, slug)
    if session.cohort_id is None:
        raise PermissionDenied(_("A method is run in the session of a cohort."))
    return session
