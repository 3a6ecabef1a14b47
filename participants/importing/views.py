"""A coordinator's pages for bringing a list of people into a cohort."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from participants.cohorts.actions import NotPossible, note_exported
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form
from valmennus.shared.pagination import page_of
from valmennus.shared.spreadsheet import csv_response, xlsx_response
from valmennus.shared.versions import StaleForm

from . import actions, confirming, exports, hindrances, queries
from .forms import (
    ColumnsForm,
    ConfirmForm,
    NarrowForm,
    UploadForm,
)
from .models import ImportBatch
from .permissions import get_batch_for, get_changeable_batch

State = ImportBatch.State


@form_page
def imports(request, cohort):
    """Bring a list from a file; the cohort's earlier lists."""
    get = get_changeable_cohort if request.method == "POST" else get_coordinated_cohort
    cohort = get(request.user, cohort)
    form = UploadForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            batch = actions.start(
                cohort=cohort,
                table=form.table,
                content=form.content,
                name=form.name,
                by=request.user,
            )
            return redirect("importing:batch", cohort.slug, batch.uuid)
        except actions.TooLong as reason:
            form.add_error("file", str(reason))
    page = page_of(queries.batches_of(cohort), request.GET.get("page"), size=20)
    context = {"cohort": cohort, "page": page}
    return render_form(request, "participants/importing/imports.html", form, context)


@require_GET
def template(request, cohort):
    """An empty table with the headings that the portal knows."""
    cohort = get_coordinated_cohort(request.user, cohort)
    name = _("participants")
    return xlsx_response(f"{name}.xlsx", name, exports.template_header(), [])


@require_GET
def batch(request, cohort, uuid):
    """A list: how far the work is, its preview, or what became of it."""
    batch = get_batch_for(request.user, cohort, uuid)
    context = {"cohort": batch.cohort, "batch": batch}
    if batch.is_working:
        return render(request, "participants/importing/working.html", context)
    if request.htmx:
        # The page that showed the work shows now what it led to.
        return HttpResponseClientRefresh()
    form = NarrowForm(request.GET)
    page = page_of(queries.rows_of(batch, **form.narrowing()), request.GET.get("page"))
    context |= {
        "page": page,
        "rows": queries.shown(page.object_list),
        "query": form.query(),
        "narrowed": form.narrowing(),
        "sums": queries.sums_of(batch),
        "changes": batch.state == State.PREVIEW and batch.cohort.state != "archived",
    }
    if batch.state != State.PREVIEW:
        return render(request, "participants/importing/report.html", context)
    context["deciding"] = queries.organisations_to_decide(batch)
    context["layout"] = queries.layout_of(batch)
    return render(request, "participants/importing/preview.html", context)


@form_page
def columns(request, cohort, uuid):
    """Say what the columns of the list are."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    if batch.state != State.PREVIEW:
        return redirect("importing:batch", batch.cohort.slug, batch.uuid)
    form = ColumnsForm(posted(request), batch=batch)
    if form.is_valid() and _change_columns(request, form, batch):
        return redirect("importing:batch", batch.cohort.slug, batch.uuid)
    context = {"cohort": batch.cohort, "batch": batch}
    return render_form(request, "participants/importing/columns.html", form, context)


def _change_columns(request, form, batch):
    """Save what the columns are; False where the form has got sentences about why not."""
    values = form.cleaned_data
    try:
        actions.change_columns(
            batch=batch,
            columns=form.chosen_columns(),
            header=values["header"],
            sheet=values.get("sheet", batch.sheet),
            seen=values["seen"],
        )
    except StaleForm as stale:
        form.show_both(stale.current)
        return False
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, _("The columns have been read again. Your corrections have stayed."))
    return True


@form_page
def confirm(request, cohort, uuid):
    """Take the people in, after the numbers have been said."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    if batch.state != State.PREVIEW:
        # A second click; what it wanted has been done, or is being done.
        return redirect("importing:batch", batch.cohort.slug, batch.uuid)
    numbers = queries.numbers_of(batch)
    form = ConfirmForm(posted(request), batch=batch, people=numbers["taken"])
    if form.is_valid() and (done := _confirm(form, batch, request.user)):
        _say_what_came(request, done)
        return redirect("importing:batch", batch.cohort.slug, batch.uuid)
    context = {"cohort": batch.cohort, "batch": batch, "numbers": numbers}
    return render_form(request, "participants/importing/confirm.html", form, context)


def _confirm(form, batch, user):
    try:
        return confirming.confirm(
            batch=batch,
            tell=form.cleaned_data["tell"],
            seen=form.cleaned_data["seen"],
            by=user,
        )
    except StaleForm as stale:
        form.add_error(
            None,
            _("The list has been changed meanwhile. Look at the numbers again before you confirm."),
        )
        form.see(stale.current)
    except NotPossible as reason:
        form.add_error(None, str(reason))


def _say_what_came(request, batch):
    if batch.state == State.DONE:
        messages.success(request, _("The people have been taken in."))
    elif batch.state == State.PREVIEW:
        messages.error(request, _("Nobody has been taken in yet."))


@require_POST
def discard(request, cohort, uuid):
    """Throw away a list that has not been confirmed."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    actions.discard(batch=batch)
    messages.success(request, _("The list has been thrown away. Nobody was taken in."))
    return redirect("importing:imports", cohort)


@form_page
def undo(request, cohort, uuid):
    """Take the whole list back, after a question."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    if batch.state != State.DONE:
        return redirect("importing:batch", batch.cohort.slug, batch.uuid)
    problem = ""
    if request.method == "POST":
        try:
            undone = confirming.undo(batch=batch, by=request.user)
            if undone.state == State.UNDONE:
                messages.success(request, _("The list has been undone. The cohort is as before."))
            return redirect("importing:batch", batch.cohort.slug, batch.uuid)
        except NotPossible as reason:
            problem = str(reason)
    context = {
        "cohort": batch.cohort,
        "batch": batch,
        "problem": problem,
        "stops": [] if batch.forgotten_at else hindrances.what_stops_undoing(batch),
        "numbers": queries.made_by(batch),
    }
    status = UNPROCESSABLE if problem else 200
    return render(request, "participants/importing/undo.html", context, status=status)


@require_GET
def report_xlsx(request, cohort, uuid):
    """What became of each row, as a workbook."""
    batch = get_batch_for(request.user, cohort, uuid)
    _note_report(request, batch, "xlsx")
    return xlsx_response(
        _report_name(batch, "xlsx"),
        batch.file_name,
        exports.report_header(),
        exports.report_rows(batch),
    )


@require_GET
def report_csv(request, cohort, uuid):
    """What became of each row, as CSV."""
    batch = get_batch_for(request.user, cohort, uuid)
    _note_report(request, batch, "csv")
    rows = exports.report_rows(batch)
    return csv_response(_report_name(batch, "csv"), exports.report_header(), rows)


def _note_report(request, batch, form):
    places = batch.rows.exclude(enrolment=None).values_list("enrolment", flat=True)
    note_exported(cohort=batch.cohort, by=request.user, what="import", form=form, places=places)


def _report_name(batch, ending):
    return f"{batch.cohort.slug}-{batch.created_at:%Y%m%d}.{ending}"
