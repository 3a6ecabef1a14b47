"""A run on paper: its kit is printed, its sheets are typed in and kept as photographs."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from methods.runs.answers import Closed
from methods.runs.permissions import get_run_for_host
from methods.runs.queries import phases_of, tables_of
from valmennus.shared import pdf, uploads
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form

from . import actions, exports, queries
from .forms import PaperTableForm, SheetForm, TablePeopleForm, TypingForm
from .permissions import get_sheet_for


@require_safe
def paper(request, uuid):
    """What is printed, who answers on paper, what is typed in, and the photographed sheets."""
    return _overview(request, get_run_for_host(request.user, uuid))


def _overview(request, run, *, table_form=None, sheet_form=None):
    tables, phases = tables_of(run), phases_of(run)
    counts = queries.typed_counts(run)
    for table in tables:
        table.typed = counts.get(table.pk, 0)
    number = max((table.number for table in tables), default=0) + 1
    context = {
        "run": run,
        "tables": tables,
        "typed_for_all": counts.get(None, 0),
        "slips": exports.slip_prompts(phases),
        "has_board": bool(exports.board_phases(phases)),
        "has_cards": any(prompt.cards for phase in phases for prompt in phase.asked),
        "sheets": queries.sheets_of(run),
        "table_form": table_form or PaperTableForm(number=number),
        "sheet_form": sheet_form or SheetForm(run=run),
    }
    bad = any(form is not None and form.errors for form in (table_form, sheet_form))
    return render(
        request, "methods/paper/paper.html", context, status=UNPROCESSABLE if bad else 200
    )


@require_safe
def kit(request, uuid, part):
    """A part of the kit as PDF; `?kysymys=` names the one prompt whose slips are wanted."""
    run = get_run_for_host(request.user, uuid)
    if part not in exports.PARTS:
        raise Http404
    key = request.GET.get("kysymys", "")
    phases = phases_of(run)
    prompts, context = exports.content_of(part, run, phases, key)
    if prompts is None:
        raise Http404
    fingerprint = exports.fingerprint(part, run, phases, prompts, get_language())
    try:
        stored = actions.get_print(
            run=run,
            what=f"{part}-{key}" if key else part,
            name=f"{part}.pdf",
            fingerprint=fingerprint,
            make=lambda: exports.kit_pdf(part, context()),
        )
    except pdf.Unavailable:
        return render(request, "methods/paper/no_pdf.html", {"run": run}, status=503)
    return uploads.serve(stored)


@require_POST
def table_new(request, uuid):
    """A new table that answers on paper."""
    run = get_run_for_host(request.user, uuid)
    form = PaperTableForm(request.POST, number=1)
    if not form.is_valid():
        return _overview(request, run, table_form=form)
    table = actions.add_paper_table(run=run, by=request.user, **form.cleaned_data)
    messages.success(request, _("The table was added: %s.") % table)
    return redirect("paper:table", run.uuid, table.number)


@form_page
def table(request, uuid, number):
    """How one table answers, and the phases whose answers are typed in for it."""
    run = get_run_for_host(request.user, uuid)
    table = queries.table_of(run, number)
    form = TablePeopleForm(posted(request), table=table) if table else None
    if form is not None and form.is_valid():
        actions.change_paper_table(run=run, table=table, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(request.path)
    phases = [one for one in phases_of(run) if queries.asked_at(run, one, table)]
    context = {"run": run, "table": table, "number": number, "form": form, "phases": phases}
    bad = request.method == "POST"
    return render(
        request, "methods/paper/table.html", context, status=UNPROCESSABLE if bad else 200
    )


@form_page
def typing(request, uuid, number, order):
    """Type in what a table, or the whole group, has written in one phase."""
    run = get_run_for_host(request.user, uuid)
    table = queries.table_of(run, number)
    phases, phase = queries.phase_of(run, order)
    form = TypingForm(posted(request), places=queries.places_of(run, phase, table))
    if form.is_valid() and _type_in(request, run, phase, table, form):
        return redirect(request.path)
    context = {
        "run": run,
        "table": table,
        "number": number,
        "phase": phase,
        "pages": _pages(run, phases, phase, table, number),
        "changes": queries.changes_at(run, table),
        "is_closed": not actions.takes_answers(run),
    }
    return render_form(request, "methods/paper/typing.html", form, context)


def _type_in(request, run, phase, table, form):
    """Whether what was typed has been kept."""
    token = form.cleaned_data["token"]
    try:
        touched = actions.type_in(
            run=run, phase=phase, table=table, typed=form.typed(), token=token, by=request.user
        )
    except actions.Meanwhile as meanwhile:
        form.show_both(meanwhile.places)
        return False
    except Closed:
        form.add_error(None, _("The run takes no answers: it has not begun."))
        return False
    told = ngettext("Saved. %d answer changed.", "Saved. %d answers changed.", touched) % touched
    messages.success(request, told if touched else _("Saved already: nothing had changed."))
    return True


def _pages(run, phases, phase, table, number):
    """The phases that have something to type in, as items of a subnav."""
    return [
        {
            "label": one.title,
            "url": reverse("paper:typing", args=[run.uuid, number, one.order]),
            "current": one.pk == phase.pk,
        }
        for one in phases
        if queries.asked_at(run, one, table)
    ]


@require_POST
def sheet_new(request, uuid):
    """Attach a photograph of a filled-in sheet."""
    run = get_run_for_host(request.user, uuid)
    form = SheetForm(request.POST, request.FILES, run=run)
    if not form.is_valid():
        return _overview(request, run, sheet_form=form)
    values = form.cleaned_data
    kept = actions.add_sheet(run=run, upload=values.pop("file"), by=request.user, **values)
    if kept is None:
        messages.error(request, _("The answers of this run have been deleted: nothing is added."))
    else:
        messages.success(request, _("The sheet was attached. Only those who host see it."))
    return redirect("paper:paper", run.uuid)


@require_safe
def sheet(request, uuid):
    """The photograph itself."""
    return uploads.serve(get_sheet_for(request.user, uuid).file)


@require_POST
def sheet_remove(request, uuid):
    """Delete a photographed sheet."""
    sheet = get_sheet_for(request.user, uuid)
    actions.remove_sheet(sheet=sheet, by=request.user)
    messages.success(request, _("The sheet was deleted."))
    return redirect("paper:paper", sheet.run.uuid)
