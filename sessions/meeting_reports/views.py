"""A coordinator brings the report of a meeting: upload, preview, taking in, taking back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sessions.attendance.permissions import get_changeable_sheet, get_sheet
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form

from . import actions, queries
from .forms import ChoicesForm, UploadForm
from .models import MeetingReport
from .permissions import get_changeable_report, get_report_for

CONFLICT = 409


@form_page
def upload(request, cohort, slug):
    """Bring a report from a file; the session's earlier reports."""
    get = get_changeable_sheet if request.method == "POST" else get_sheet
    session = get(request.user, cohort, slug)
    day = timezone.localdate(session.starts_at)
    form = UploadForm(posted(request), request.FILES or None, day=day)
    if form.is_valid():
        report = actions.bring(
            session=session, report=form.report, content=form.content, by=request.user
        )
        return redirect("coaching:report", cohort, slug, report.uuid)
    context = {
        "session": session,
        "cohort": session.cohort,
        "reports": queries.reports_of(session),
        "least": queries.usual_least(session),
    }
    return render_form(request, "sessions/meeting_reports/upload.html", form, context)


@form_page
def report(request, cohort, slug, uuid):
    """The preview of a report with what the coordinator chooses; afterwards what it did."""
    get = get_changeable_report if request.method == "POST" else get_report_for
    report = get(request.user, cohort, slug, uuid)
    if report.state != MeetingReport.State.PREVIEW:
        return _done(request, report)
    weighed = queries.weigh(report)
    form = ChoicesForm(posted(request), report=report, weighed=weighed)
    if form.is_valid():
        return _choose(request, report, form)
    status = UNPROCESSABLE if form.is_bound else 200
    return _preview(request, report, weighed, form, status=status)


def _choose(request, report, form):
    """Save the choices and, where that was the button, take the report in."""
    values = form.cleaned_data
    address = ["coaching:report", report.session.cohort.slug, report.session.slug, report.uuid]
    try:
        actions.choose(
            report=report,
            choices=form.choices,
            overrules=form.overrules,
            least_minutes=values["least_minutes"],
        )
        if request.POST.get("act") != "confirm":
            return redirect(*address)
        actions.confirm(report=report, seen=values["seen"], by=request.user)
    except actions.NotPossible as reason:
        # A second click, or a second coordinator: the page tells what has become of it.
        messages.info(request, str(reason))
    except actions.LooksOtherwise:
        report.refresh_from_db(fields=["least_minutes"])
        weighed = queries.weigh(report)
        form = ChoicesForm(report=report, weighed=weighed)
        return _preview(request, report, weighed, form, changed=True, status=CONFLICT)
    else:
        messages.success(request, _("The report has been taken in."))
    return redirect(*address)


def _preview(request, report, weighed, form, *, changed=False, status=200):
    if form.is_bound:
        for row in weighed.rows:
            row.chosen = form.data.get(f"row-{row.number}", row.chosen)
    context = {
        "session": report.session,
        "cohort": report.session.cohort,
        "report": report,
        "weighed": weighed,
        "form": form,
        "changed": changed,
        "choose_all": "vaihda" in request.GET,
    }
    return render(request, "sessions/meeting_reports/preview.html", context, status=status)


def _done(request, report):
    context = {
        "session": report.session,
        "cohort": report.session.cohort,
        "report": report,
        "done": queries.done_of(report),
    }
    return render(request, "sessions/meeting_reports/done.html", context)


@require_POST
def discard(request, cohort, slug, uuid):
    """Throw away a report that has not been taken in."""
    report = get_changeable_report(request.user, cohort, slug, uuid)
    actions.discard(report=report)
    messages.success(request, _("The report has been thrown away. Nobody was marked by it."))
    return redirect("coaching:attendance", cohort, slug)


@require_POST
def undo(request, cohort, slug, uuid):
    """Take back what taking the report in did."""
    report = get_changeable_report(request.user, cohort, slug, uuid)
    try:
        stayed = actions.undo(report=report, by=request.user)
    except actions.NotPossible as reason:
        messages.info(request, str(reason))
        return redirect("coaching:report", cohort, slug, uuid)
    messages.success(request, _("The report has been taken back."))
    if stayed:
        sentence = ngettext(
            "%(number)s mark has been corrected since and stays.",
            "%(number)s marks have been corrected since and stay.",
            stayed,
        )
        messages.info(request, sentence % {"number": stayed})
    return redirect("coaching:report", cohort, slug, uuid)
