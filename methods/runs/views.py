"""A host's pages: making a run, leading it, what everybody sees on the wall."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from methods.library.permissions import can_run_methods, get_method_for
from participants.accounts.models import User
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form, whole_number
from valmennus.shared.pagination import page_of

from . import actions, answer_actions, answers, desk, draw_actions, making_actions, queries
from .answer_forms import PromptForm
from .answer_models import Contribution, Theme
from .fields import RunForm
from .forms import (
    HandOverForm,
    PromptEditForm,
    SettingsForm,
    TableForm,
    ThemeForm,
)
from .models import RunPrompt, RunTable
from .permissions import can_host, get_prompt, get_run_for, get_run_for_host


@require_safe
def run_list(request):
    """The runs whose results the person sees."""
    page = page_of(queries.runs_of(request.user), request.GET.get("sivu"))
    context = {"page": page, "may_run": can_run_methods(request.user)}
    return render(request, "methods/runs/run_list.html", context)


@form_page
def new(request, slug):
    """Make a run of a method."""
    method = get_method_for(request.user, slug)
    if not can_run_methods(request.user):
        raise PermissionDenied
    form = RunForm(posted(request), method=method, user=request.user)
    if form.is_valid():
        run = making_actions.create_run(method=method, by=request.user, **form.fields_of_run())
        return redirect("runs:host", run.uuid)
    return render_form(request, "methods/runs/new.html", form, {"method": method})


@never_cache
@require_safe
def host(request, uuid):
    """Where a run is led from, on a laptop or a phone."""
    run = get_run_for_host(request.user, uuid)
    return render(request, "methods/runs/host.html", desk.of_host(run, request.GET))


@never_cache
@require_safe
def projector(request, uuid):
    """What everybody in the room sees; nothing hidden or waiting is ever here."""
    run = get_run_for(request.user, uuid)
    return render(request, "methods/runs/projector.html", desk.of_projector(run))


@form_page
def settings(request, uuid):
    """What may be changed while the run goes on."""
    run = get_run_for_host(request.user, uuid)
    form = SettingsForm(posted(request), instance=run)
    if form.is_valid():
        making_actions.change_run(run=run, by=request.user, **form.changes())
        messages.success(request, _("Your changes have been saved."))
        return redirect("runs:host", run.uuid)
    context = {"run": run, "may_host": can_host(request.user, run)}
    return render_form(request, "methods/runs/settings.html", form, context)


@form_page
def prompts(request, uuid):
    """What is asked in this run, in which words; what has been answered stays as it is."""
    run = get_run_for_host(request.user, uuid)
    asked = list(RunPrompt.objects.filter(run=run).select_related("phase", "picture"))
    answered = set(Contribution.objects.filter(run=run).values_list("prompt", flat=True))
    common = {"language": get_language()}
    forms = [
        PromptEditForm(
            posted(request),
            files=request.FILES or None,
            prompt=one,
            answered=one.pk in answered,
            **common,
        )
        for one in asked
    ]
    if request.method == "POST" and _all_valid(forms):
        changed = [form.changed_prompt() for form in forms if not form.answered]
        making_actions.change_prompts(run=run, prompts=changed, by=request.user)
        messages.success(request, _("Your changes have been saved."))
        return redirect("runs:host", run.uuid)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "methods/runs/prompts.html", {"run": run, "forms": forms}, status=status)


@form_page
def tables(request, uuid):
    """The tables of the run: names, who answers on paper, how many people they are."""
    run = get_run_for_host(request.user, uuid)
    seated = desk.tables_with_a_free_one(run)
    forms = [
        TableForm(
            posted(request),
            prefix=f"p{table.number}",
            initial={"name": table.name, "on_paper": table.on_paper, "people": table.people},
        )
        for table in seated
    ]
    if request.method == "POST" and _all_valid(forms):
        changed = desk.changed_tables(seated, forms, add="lisaa" in request.POST)
        making_actions.change_tables(run=run, tables=changed, by=request.user)
        messages.success(request, _("Your changes have been saved."))
        return redirect("runs:tables" if "lisaa" in request.POST else "runs:host", run.uuid)
    context = {"run": run, "rows": list(zip(seated, forms, strict=True))[:-1]}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "methods/runs/tables.html", context, status=status)


@form_page
def hand_over(request, uuid):
    """Let somebody else lead the run: one of the cohort, who sees it anyway."""
    run = get_run_for_host(request.user, uuid)
    people = User.objects.none()
    if run.cohort_id:
        staff = Q(cohort_roles__cohort=run.cohort, cohort_roles__role__in=["coordinator", "coach"])
        team = Q(enrolments__team=run.team_id, enrolments__state__in=["accepted", "confirmed"])
        people = User.objects.filter(staff | team).exclude(pk=run.host_id).distinct()
    form = HandOverForm(posted(request), people=people)
    if form.is_valid():
        actions.hand_over_run(run=run, to=form.cleaned_data["to"], by=request.user)
        messages.success(request, _("The run has a new host."))
        return redirect("runs:run_list")
    return render_form(request, "methods/runs/hand_over.html", form, {"run": run})


# --- Acts ------------------------------------------------------------------------------------


def act(view):
    """A POST-only act of a host on the own run, after which the host's page is shown."""

    @require_POST
    def answer(request, uuid, **more):
        run = get_run_for_host(request.user, uuid)
        where = view(request, run, **more) or ""
        response = redirect("runs:host", run.uuid)
        response["Location"] += where
        return response

    return answer


@act
def start(request, run):
    actions.start_run(run=run, by=request.user)


@act
def move(request, run):
    """To the phase that `vaihe` names; `nyt` is the phase that the pressed button showed."""
    order, seen = _number(request, "vaihe"), _number(request, "nyt")
    try:
        actions.go_to_phase(run=run, order=order, seen=seen, by=request.user)
    except actions.CannotMove as reason:
        messages.warning(request, str(reason))


@act
def pause(request, run):
    actions.pause_run(run=run, by=request.user)


@act
def resume(request, run):
    actions.resume_run(run=run, by=request.user)


@act
def catch_up(request, run):
    actions.catch_up(run=run, by=request.user)
    messages.success(request, _("The phases to come have been shortened or lengthened."))


@act
def end(request, run):
    actions.end_run(run=run, by=request.user)


@act
def reopen(request, run):
    actions.reopen_run(run=run, by=request.user)


@act
def lock(request, run):
    actions.lock_run(run=run, locked=request.POST.get("kiinni") == "1", by=request.user)


@act
def show(request, run):
    """Show or hide what has been answered to one prompt."""
    prompt = _prompt(run, request)
    shown = request.POST.get("nayta") == "1"
    answer_actions.show_results(prompt=prompt, shown=shown, by=request.user)
    return _where(run, prompt)


@act
def draw(request, run):
    """Draw cards for everybody, or for the table that `kenelle` names."""
    prompt = _prompt(run, request)
    who, suit = request.POST.get("kenelle", ""), request.POST.get("ryhma", "")[:60]
    if who:
        number = whole_number(who.removeprefix("t"))
        table = get_object_or_404(RunTable.objects.filter(run=run), number=number)
        who = f"t{table.number}"
    draw_actions.draw_cards(prompt=prompt, who=who, suit=suit, by=request.user)
    return _where(run, prompt)


@act
def pairs(request, run):
    number = draw_actions.draw_pairs(run=run, by=request.user)
    text = ngettext("%d pair was drawn.", "%d pairs were drawn.", number)
    messages.success(request, text % number)


@act
def answers_act(request, run):
    """What the host does to chosen answers: hide, put back, let out, gather under a theme."""
    prompt = _prompt(run, request)
    chosen = desk.chosen_answers(run, request.POST.getlist("vastaus"))
    if one := request.POST.get("piilota"):
        _hide(request, run, one, hidden=True)
    elif one := request.POST.get("palauta"):
        _hide(request, run, one, hidden=False)
    elif "hyvaksy" in request.POST:
        one = request.POST["hyvaksy"]
        waiting = desk.chosen_answers(run, [one]) if one else chosen or desk.waiting(prompt)
        answer_actions.approve_contributions(run=run, contributions=waiting, by=request.user)
    elif not chosen:
        messages.warning(request, _("Choose at least one answer first."))
    else:
        _gather(request, run, prompt, chosen)
    return _where(run, prompt, everything="kaikki" in request.POST)


def _hide(request, run, uuid, *, hidden):
    for one in desk.chosen_answers(run, [uuid]):
        answer_actions.hide_contribution(contribution=one, hidden=hidden, by=request.user)


def _gather(request, run, prompt, chosen):
    if prompt.kind != RunPrompt.Kind.THEMES:
        raise Http404
    heading = " ".join(request.POST.get("uusi", "").replace("\0", "").split())[:120]
    theme = None
    if heading:
        theme = answer_actions.add_theme(prompt=prompt, heading=heading, by=request.user)
    elif wanted := request.POST.get("teema"):
        theme = desk.theme_of(run, wanted)
        if theme is None:
            messages.warning(request, _("That theme is not there any more."))
            return
    answer_actions.put_under_theme(run=run, contributions=chosen, theme=theme, by=request.user)


@require_POST
def write(request, uuid):
    """The host's own words: notes, counts, and answers of a table without a phone."""
    run = get_run_for_host(request.user, uuid)
    prompt = _prompt(run, request)
    table = None
    if request.POST.get("poyta"):
        number = _number(request, "poyta")
        table = get_object_or_404(RunTable.objects.filter(run=run), number=number)
    form = PromptForm(request.POST, prompt=prompt, cards=prompt.cards)
    if not form.is_valid():
        asked = {"vaihe": str(prompt.phase.order)}
        context = desk.of_host(run, asked, faulty=form)
        return render(request, "methods/runs/host.html", context, status=UNPROCESSABLE)
    try:
        for one in form.answers():
            answers.contribute(
                run=run, prompt=prompt, table=table, by=request.user, even_ended=True, **one
            )
    except answers.Closed:
        messages.warning(request, _("Begin the run first."))
    response = redirect("runs:host", run.uuid)
    response["Location"] += _where(run, prompt)
    return response


@act
def add_theme(request, run):
    prompt = _prompt(run, request, kind=RunPrompt.Kind.THEMES)
    form = ThemeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Write a heading of at most 120 characters."))
    else:
        data = {name: form.cleaned_data[name] for name in ("heading", "kind", "text")}
        answer_actions.add_theme(prompt=prompt, by=request.user, **data)
    return _where(run, prompt)


@form_page
def theme(request, uuid, theme):
    """Change the words, kind and hits of one theme."""
    run = get_run_for_host(request.user, uuid)
    theme = get_object_or_404(Theme.objects.select_related("run"), run=run, uuid=theme)
    form = ThemeForm(posted(request), instance=theme)
    if form.is_valid():
        answer_actions.change_theme(theme=theme, by=request.user, **form.cleaned_data)
        return redirect("runs:host", run.uuid)
    return render_form(request, "methods/runs/theme.html", form, {"run": run, "theme": theme})


@act
def delete_theme(request, run, theme):
    found = get_object_or_404(Theme.objects.select_related("run"), run=run, uuid=theme)
    answer_actions.delete_theme(theme=found, by=request.user)


def _all_valid(forms):
    # Each one is asked, so that every fault is told at once.
    return False not in [form.is_valid() for form in forms]


def _prompt(run, request, **more):
    prompts = RunPrompt.objects.filter(run=run, **more).select_related("run", "phase")
    return get_prompt(prompts, request.POST.get("prompt", ""))


def _where(run, prompt, *, everything=False):
    """The prompt's place on the host's page, after its address."""
    address = desk.address_of(run, prompt.phase, everything=everything)
    return f"{address.removeprefix(run.get_absolute_url())}#{prompt.key}"


def _number(request, name):
    return whole_number(request.POST.get(name, ""))
