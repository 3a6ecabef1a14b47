"""A café from the agreement to the answer back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from methods.runs.answer_models import Theme
from methods.runs.permissions import can_host, get_run_for, get_run_for_host
from valmennus.shared import pdf
from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.versions import StaleForm

from . import actions, exports, queries
from .forms import AgreementForm, HandlingForm, ItemForm, OccasionForm, TickForm, ToldForm
from .models import Handling
from .permissions import get_helped_run, may_host


@form_page
def agreement(request, uuid):
    """What is agreed with the municipality: those who see the run read it, its host writes it."""
    run = get_run_for(request.user, uuid)
    may_host(request.user, run, request.method)
    agreement = queries.agreement_of(run)
    people = queries.possible_listeners(run)
    form = AgreementForm(posted(request), thing=agreement, people=people)
    if form.is_valid() and _saved(form, actions.save_agreement, run=run, by=request.user):
        messages.success(request, _("The agreement has been saved."))
        return redirect("bench_cafe:agreement", uuid)
    context = {
        "run": run,
        "agreement": agreement,
        "missing": queries.missing_from(agreement),
        "may_change": can_host(request.user, run),
    }
    return render_form(request, "methods/bench_cafe/agreement.html", form, context)


def _saved(form, action, **values):
    """Whether the action has saved the valid form; a stale one shows both versions."""
    try:
        action(**values, **form.cleaned_data)
    except StaleForm as stale:
        form.show_both(stale.current)
        return False
    return True


@form_page
def preparation(request, uuid):
    """What is to be done beforehand; a posted form adds a thing."""
    run = get_helped_run(request.user, uuid)
    form = ItemForm(posted(request))
    if form.is_valid():
        actions.add_item(run=run, by=request.user, **form.cleaned_data)
        return redirect("bench_cafe:preparation", uuid)
    items = queries.items_of(run)
    context = {
        "run": run,
        "items": items,
        "left": sum(1 for item in items if not item.done_at),
        "may_change": can_host(request.user, run),
    }
    return render_form(request, "methods/bench_cafe/preparation.html", form, context)


@require_POST
def tick(request, uuid):
    """Mark one thing of the list done, or not done after all."""
    run = get_helped_run(request.user, uuid)
    form = TickForm(request.POST)
    item = form.is_valid() and actions.tick(run=run, by=request.user, **form.cleaned_data)
    if not item:
        raise Http404
    return redirect(f"{_list_of(run)}#item-{item.order}")


@require_POST
def remove(request, uuid):
    """Take away a thing that somebody has added to the list."""
    run = get_helped_run(request.user, uuid)
    form = TickForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.remove_item(run=run, number=form.cleaned_data["number"], by=request.user)
    return redirect(_list_of(run))


@require_safe
def poster(request, uuid):
    """The poster as PDF, A4 or with `?koko=a3` A3."""
    run = get_run_for(request.user, uuid)
    size = request.GET.get("koko", "a4")
    if size not in exports.SIZES:
        raise Http404
    try:
        content = exports.poster(run, size)
    except pdf.Unavailable:
        return render(request, "methods/bench_cafe/no_pdf.html", {"run": run}, status=503)
    name = _("poster")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{size}.pdf"'
    return response


@form_page
def handling(request, uuid):
    """What was decided about each theme, and when the answer was told; a posted form tells that."""
    run = get_run_for(request.user, uuid)
    may_host(request.user, run, request.method)
    found = queries.handling_of(run)
    form = ToldForm(posted(request), thing=found.occasion)
    if form.is_valid() and _saved(form, actions.save_occasion, run=run, by=request.user):
        messages.success(request, _("The answer back has been saved."))
        return redirect("bench_cafe:handling", uuid)
    context = {"run": run, "handling": found, "may_change": can_host(request.user, run)}
    return render_form(request, "methods/bench_cafe/handling.html", form, context)


@form_page
def occasion(request, uuid):
    """Where and when the results were gone through."""
    run = get_run_for_host(request.user, uuid)
    form = OccasionForm(posted(request), thing=queries.handling_of(run).occasion)
    if form.is_valid() and _saved(form, actions.save_occasion, run=run, by=request.user):
        messages.success(request, _("The occasion has been saved."))
        return redirect("bench_cafe:handling", uuid)
    return render_form(request, "methods/bench_cafe/occasion.html", form, {"run": run})


@form_page
def theme(request, uuid, theme):
    """What was decided about one theme, and why."""
    run = get_run_for_host(request.user, uuid)
    themes = Theme.objects.select_related("handling", "run")
    theme = get_object_or_404(themes, run=run, uuid=theme)
    handled = getattr(theme, "handling", None) or Handling(theme=theme)
    form = HandlingForm(posted(request), thing=handled)
    if form.is_valid() and _saved(form, actions.save_handling, theme=theme, by=request.user):
        messages.success(request, _("The answer to the theme has been saved."))
        return redirect("bench_cafe:handling", uuid)
    context = {"run": run, "theme": theme}
    return render_form(request, "methods/bench_cafe/theme.html", form, context)


def _list_of(run):
    return redirect("bench_cafe:preparation", run.uuid).url
