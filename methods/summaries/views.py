"""The summary of a run: read, worded, taken out and published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from methods.runs.permissions import can_host, get_run_for, get_run_for_host
from valmennus.shared import pdf, uploads
from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.spreadsheet import xlsx_response
from valmennus.shared.versions import StaleForm

from . import actions, exports, queries
from .forms import SummaryForm


@require_safe
def summary(request, uuid):
    """What came of the run so far, on one page."""
    run = get_run_for(request.user, uuid)
    summary = queries.summary_of(run)
    context = {
        "run": run,
        "summary": summary,
        "content": queries.content_of(run, summary),
        "may_edit": can_host(request.user, run),
    }
    return render(request, "methods/summaries/summary.html", context)


@require_safe
def summary_pdf(request, uuid):
    """The summary as PDF."""
    run = get_run_for(request.user, uuid)
    content = queries.content_of(run, queries.summary_of(run))
    return _pdf(request, run, content, actions.OWN)


def _pdf(request, run, content, what):
    try:
        stored = actions.get_summary_print(run=run, content=content, what=what)
    except pdf.Unavailable:
        return render(request, "methods/summaries/no_pdf.html", {"run": run}, status=503)
    return uploads.serve(stored)


@require_safe
def summary_xlsx(request, uuid):
    """What was collected, as a workbook."""
    run = get_run_for(request.user, uuid)
    content = queries.content_of(run, queries.summary_of(run))
    rows = exports.rows(run, content)
    name = exports.file_name(run, "xlsx")
    return xlsx_response(name, content["heading"], exports.header(), rows)


@form_page
def edit(request, uuid):
    """Word the summary; what was collected stays as it is."""
    run = get_run_for_host(request.user, uuid)
    summary = queries.summary_of(run)
    content = queries.content_of(run, summary, everything=True)
    form = SummaryForm(posted(request), thing=summary, content=content)
    if form.is_valid():
        worded, seen = form.worded(summary), form.cleaned_data["seen"]
        try:
            actions.word_summary(run=run, seen=seen, by=request.user, **worded)
        except StaleForm as stale:
            form.show_both(stale.current)
        else:
            messages.success(request, _("The summary was saved."))
            return redirect("summaries:summary", run.uuid)
    context = {"run": run, "versions": queries.versions_of(summary), "summary": summary}
    return render_form(request, "methods/summaries/edit.html", form, context)


@require_POST
def publish(request, uuid):
    """Give the summary a public address, or bring what it shows up to date."""
    run = get_run_for_host(request.user, uuid)
    actions.publish_summary(run=run, by=request.user)
    messages.success(request, _("The summary is public. Anybody who has its address can read it."))
    return redirect("summaries:summary", run.uuid)


@require_POST
def unpublish(request, uuid):
    """Take the public address away."""
    run = get_run_for_host(request.user, uuid)
    actions.unpublish_summary(run=run, by=request.user)
    messages.success(request, _("The summary is no longer public. Its address leads nowhere."))
    return redirect("summaries:summary", run.uuid)


@login_not_required
@require_safe
def public(request, token):
    """A published summary, for anybody who has its address; search engines leave it alone."""
    summary = queries.public_summary(token)
    context = {"summary": summary, "content": summary.content}
    response = render(request, "methods/summaries/public.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def public_pdf(request, token):
    """A published summary as PDF."""
    summary = queries.public_summary(token)
    response = _pdf(request, summary.run, summary.content, actions.PUBLIC)
    response["X-Robots-Tag"] = "noindex"
    return response
