"""The public library of methods."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from valmennus.shared import pdf, uploads

from . import actions, queries
from .choices import Layout
from .forms import MethodFilterForm
from .models import Deck, can_edit_methods
from .permissions import can_run_methods, get_editable_method, get_method_for


@login_not_required
@require_safe
def method_list(request):
    """Every method that the person may read, searched and narrowed down."""
    form = MethodFilterForm(request.GET)
    methods = queries.find_methods(request.user, **form.narrowing())
    return render(request, "methods/library/method_list.html", {"form": form, "methods": methods})


@login_not_required
@require_safe
def method(request, slug):
    """One method: at a glance, then step by step, then its decks."""
    method = get_method_for(request.user, slug)
    decks = queries.decks_of(method)
    context = {
        "method": method,
        "steps": queries.steps_with_clock(method),
        "decks": decks,
        "has_cards": any(deck.kind == Deck.Kind.CARDS for deck in decks),
        "may_edit": can_edit_methods(request.user),
        "may_run": can_run_methods(request.user),
    }
    return render(request, "methods/library/method.html", context)


@login_not_required
@require_safe
def deck_pdf(request, slug):
    """The decks of the method, or the one that `?pakka=` names, on paper; `?taitto=` says how."""
    method = get_method_for(request.user, slug)
    layout = request.GET.get("taitto", Layout.SINGLE)
    key = request.GET.get("pakka", "")
    decks = [deck for deck in queries.decks_of(method) if key in {"", deck.key}]
    if not decks or layout not in Layout.values:
        raise Http404
    try:
        stored = actions.get_print(method=method, decks=decks, layout=layout, deck=key)
    except pdf.Unavailable:
        context = {"method": method}
        return render(request, "methods/library/no_pdf.html", context, status=503)
    return uploads.serve(stored)


@require_POST
def publish(request, slug):
    """Let everyone read the method."""
    method = get_editable_method(request.user, slug)
    actions.publish_method(method=method, by=request.user)
    messages.success(request, _("The method is now public."))
    return redirect(method)


@require_POST
def unpublish(request, slug):
    """Take the method off the public pages."""
    method = get_editable_method(request.user, slug)
    actions.unpublish_method(method=method, by=request.user)
    messages.success(request, _("The method is a draft again; only editors see it."))
    return redirect(method)
