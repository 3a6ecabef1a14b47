"""The coordinator's pages: the call, the applications, the decisions, the waiting list."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from participants.cohorts.actions import note_exported
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared import post
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form
from valmennus.shared.spreadsheet import xlsx_response
from valmennus.shared.versions import StaleForm

from . import deciding, exports, mails, queries
from .desk_forms import ApplicationFilterForm, CallForm, DecisionForm, ReviewForm
from .models import Application, Call
from .permissions import get_application_for, get_changeable_application


@form_page
def call_desk(request, cohort):
    """The cohort's call: its texts and times, and whether everybody sees it."""
    get = get_changeable_cohort if request.method == "POST" else get_coordinated_cohort
    cohort = get(request.user, cohort)
    call = _call_of(cohort)
    form = CallForm(posted(request), call=call)
    if form.is_valid():
        try:
            deciding.save_call(
                cohort=cohort,
                fields=form.fields_to_save(),
                seen=form.cleaned_data["seen"] or None,
                by=request.user,
            )
        except StaleForm as stale:
            form.show_both(stale.current)
        else:
            messages.success(request, _("The call has been saved."))
            return redirect("recruiting:call_desk", cohort.slug)
    context = {"cohort": cohort, "call": call}
    return render_form(request, "participants/recruiting/call_desk.html", form, context)


@require_POST
def call_publish(request, cohort):
    """Show the call to everyone, or take it from sight."""
    cohort = get_changeable_cohort(request.user, cohort)
    call = _call_of(cohort)
    if call is None:
        raise Http404
    if "hide" in request.POST:
        deciding.hide_call(call=call, by=request.user)
        messages.success(request, _("The call is no longer public."))
        return redirect("recruiting:call_desk", cohort.slug)
    try:
        deciding.publish_call(call=call, by=request.user)
    except deciding.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The call is public."))
    return redirect("recruiting:call_desk", cohort.slug)


@require_GET
def applications(request, cohort):
    """The applications, narrowed down, with what a cohort of them would look like."""
    cohort = get_coordinated_cohort(request.user, cohort)
    form = ApplicationFilterForm(request.GET)
    rows = queries.applications_of(cohort, **form.narrowing())
    counts = queries.state_counts(cohort)
    offered, waiting = queries.waiting_list(cohort)
    call = _call_of(cohort)
    context = {
        "cohort": cohort,
        "call": call,
        "form": form,
        "query": form.query(),
        "applications": rows,
        "number": sum(counts.values()),
        "undecided": counts.get(Application.State.APPLIED, 0),
        "accepted": counts.get(Application.State.ACCEPTED, 0),
        "sum": queries.sum_of(rows),
        "free": queries.places_free(call) if call else None,
        "offered": offered,
        "waiting": waiting,
    }
    return render(request, "participants/recruiting/applications.html", context)


@require_GET
def applications_xlsx(request, cohort):
    """The narrowed list as a workbook."""
    cohort = get_coordinated_cohort(request.user, cohort)
    form = ApplicationFilterForm(request.GET)
    narrowing = form.narrowing()
    rows = queries.applications_of(cohort, **narrowing)
    note_exported(
        cohort=cohort,
        by=request.user,
        what="applications",
        form="xlsx",
        places=[],
        narrowed=[name for name, value in narrowing.items() if value],
    )
    name = f"{cohort.slug}-hakemukset.xlsx"
    return xlsx_response(
        name, _("Applications"), exports.application_header(), exports.application_rows(rows)
    )


@require_GET
def side_by_side(request, cohort):
    """Chosen applications beside each other."""
    cohort = get_coordinated_cohort(request.user, cohort)
    chosen = _chosen(cohort, request.GET.getlist("hakemus"))
    if "paatos" in request.GET:
        return _decision_page(request, cohort, chosen, request.GET["paatos"])
    context = {"cohort": cohort, "call": _call_of(cohort), "applications": chosen}
    return render(request, "participants/recruiting/side_by_side.html", context)


@form_page
def application_desk(request, cohort, uuid):
    """One application: what was written, one's own scores and note, what can be decided."""
    get = get_changeable_application if request.method == "POST" else get_application_for
    application = get(request.user, cohort, uuid)
    cohort = application.cohort
    call = _call_of(cohort)
    reviews = list(queries.reviews_of(application))
    own = next((one for one in reviews if one.reviewer_id == request.user.pk), None)
    form = ReviewForm(posted(request), call=call, review=own)
    if form.is_valid():
        deciding.review(application=application, fields=form.cleaned_data, by=request.user)
        messages.success(request, _("Your scores and note have been saved."))
        return redirect("recruiting:application_desk", cohort.slug, uuid)
    context = {
        "cohort": cohort,
        "call": call,
        "application": application,
        "people": queries.people_of(application),
        "reviews": [one for one in reviews if one is not own],
        "history": queries.history_of(application),
        "place": queries.place_in_queue(application),
        "decisions": _decisions_for(application),
    }
    return render_form(request, "participants/recruiting/application_desk.html", form, context)


@form_page
def decide(request, cohort):
    """Decide about one or several: the page says how many and shows the mail, the button acts."""
    cohort = get_changeable_cohort(request.user, cohort)
    data = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(cohort, data.getlist("hakemus"))
    decision = data.get("paatos") or data.get("decision", "")
    if request.method != "POST":
        return _decision_page(request, cohort, chosen, decision)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, cohort, chosen, decision, form)
    try:
        decided = deciding.decide(
            cohort=cohort,
            applications=chosen,
            state=form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except deciding.NotPossible as reason:
        form.add_error(None, str(reason))
        return _decision_page(request, cohort, chosen, decision, form)
    sentence = ngettext(
        "%(number)s application was decided, and its contact gets a mail.",
        "%(number)s applications were decided, and their contacts get a mail.",
        len(decided),
    )
    messages.success(request, sentence % {"number": len(decided)})
    return redirect("recruiting:applications", cohort.slug)


def _decision_page(request, cohort, chosen, decision, form=None):
    if decision not in DecisionForm.WORDS or not chosen:
        messages.error(request, _("Tick the applications first, then choose what is decided."))
        return redirect("recruiting:applications", cohort.slug)
    form = form or DecisionForm(initial={"decision": decision})
    first = chosen[0]
    first.cohort = cohort
    reason = (form["reason"].value() or "").strip() or "…"
    place = 1 if decision == Application.State.WAITLISTED else None
    preview = post.preview(
        mails.DECISIONS[Application.State(decision)],
        to=mails.reader_of(first),
        values=mails.decision_values(first, reason=reason, place=place),
        cohort=cohort,
        by=request.user,
    )
    context = {
        "cohort": cohort,
        "applications": chosen,
        "form": form,
        "decision": DecisionForm.WORDS[Application.State(decision)],
        "people": sum(len(one.people_list) for one in chosen),
        "accepts": decision == Application.State.ACCEPTED,
        "preview": preview,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "participants/recruiting/decide.html", context, status=status)


def _decisions_for(application):
    """What may be decided about the application in its present state, as (value, words) pairs."""
    return [
        (state, DecisionForm.WORDS[state])
        for state, before in deciding.DECIDABLE.items()
        if application.state in before
    ]


def _chosen(cohort, uuids):
    """The cohort's applications with these marks, in Finnish order; others do not exist here."""
    wanted = set(uuids)
    rows = queries.applications_of(cohort)
    chosen = [one for one in rows if str(one.uuid) in wanted]
    for one in chosen:
        one.cohort = cohort
    return chosen


def _call_of(cohort):
    call = Call.objects.filter(cohort=cohort).first()
    if call is not None:
        call.cohort = cohort
    return call
