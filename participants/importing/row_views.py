"""A coordinator's pages for the rows of a list: correcting one, and many at once."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from participants.cohorts.actions import NotPossible
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form
from valmennus.shared.versions import StaleForm

from . import actions, queries
from .forms import (
    MissingForm,
    QuickForm,
    RowForm,
    SpellingForm,
)
from .models import ImportBatch
from .permissions import get_changeable_batch, get_row

State = ImportBatch.State


@form_page
def row(request, cohort, uuid, number):
    """Correct one row of the list."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    row = get_row(batch, number)
    if batch.state != State.PREVIEW:
        return _back(batch)
    form = RowForm(posted(request), row=row, alike=queries.alike(row))
    if form.is_valid() and _correct_row(form, batch, row):
        messages.success(request, _("Row %(number)s has been corrected.") % {"number": number})
        return _back(batch, request.GET, number)
    context = {
        "cohort": batch.cohort,
        "batch": batch,
        "shown": queries.shown([row])[0],
        "cells": queries.cells_of(batch, number),
    }
    return render_form(request, "participants/importing/row.html", form, context)


def _correct_row(form, batch, row):
    try:
        actions.correct_row(
            batch=batch,
            number=row.number,
            values=form.corrections(),
            choice="" if row.choice == "leave" else row.choice,
            seen=form.cleaned_data["seen"],
            alike=form.cleaned_data.get("alike", False),
        )
    except StaleForm as stale:
        form.show_both(stale.current)
        return False
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return False
    return True


@require_POST
def correct(request, cohort, uuid, number):
    """Correct a row by one button, or leave it out."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    row = get_row(batch, number)
    form = QuickForm(request.POST)
    if not form.is_valid():
        return _not_understood(request, batch)
    choice = form.cleaned_data["choice"] if "choice" in request.POST else row.choice
    try:
        actions.correct_row(batch=batch, number=number, values=form.corrections(), choice=choice)
    except NotPossible as reason:
        messages.error(request, str(reason))
    return _back(batch, request.GET, number)


@require_POST
def spelling(request, cohort, uuid):
    """Take one organisation for every row that has the same text for it."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    form = SpellingForm(request.POST)
    if not form.is_valid():
        return _not_understood(request, batch)
    text, organisation = form.cleaned_data["text"], form.cleaned_data["organisation"]
    try:
        count = actions.choose_organisation(batch=batch, text=text, organisation=organisation)
        messages.success(
            request,
            ngettext(
                "%(count)s row with “%(text)s” is now: %(organisation)s.",
                "%(count)s rows with “%(text)s” are now: %(organisation)s.",
                count,
            )
            % {"count": count, "text": text, "organisation": organisation},
        )
    except NotPossible as reason:
        messages.error(request, str(reason))
    return _back(batch)


@require_POST
def fill(request, cohort, uuid):
    """Give the rows without an organisation those that the portal suggests."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    _fill(request, batch)
    return _back(batch)


@form_page
def missing(request, cohort, uuid):
    """Choose one organisation for all the rows that have none."""
    batch = get_changeable_batch(request.user, cohort, uuid)
    if batch.state != State.PREVIEW:
        return _back(batch)
    form = MissingForm(posted(request))
    if form.is_valid():
        _fill(request, batch, form.cleaned_data["organisation"])
        return _back(batch)
    rows = queries.organisations_to_decide(batch)["missing"]
    context = {"cohort": batch.cohort, "batch": batch, "rows": rows}
    return render_form(request, "participants/importing/missing.html", form, context)


def _fill(request, batch, organisation=None):
    try:
        count = actions.fill_organisations(batch=batch, organisation=organisation)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return
    said = ngettext(
        "A municipality was put on %(count)s row.",
        "A municipality was put on %(count)s rows.",
        count,
    )
    messages.success(request, said % {"count": count})


def _back(batch, chosen=None, number=None):
    """The way back to the list, at the row and among the rows where one came from."""
    address = reverse("importing:batch", args=[batch.cohort.slug, batch.uuid])
    query = QueryDict(mutable=True)
    for name in ["outcome", "verdict", "changed", "page"]:
        if chosen and chosen.get(name):
            query[name] = chosen[name]
    anchor = f"#rivi-{number}" if number else ""
    return redirect(f"{address}{'?' if query else ''}{query.urlencode()}{anchor}")


def _not_understood(request, batch):
    """A posted correction that no button of ours sends."""
    context = {"cohort": batch.cohort, "batch": batch}
    return render(
        request, "participants/importing/not_understood.html", context, status=UNPROCESSABLE
    )
