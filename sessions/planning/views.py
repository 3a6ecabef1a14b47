"""Planning a cohort: from the programme's template, or after an earlier cohort."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.cohorts.permissions import can_create_cohort, get_coordinated_cohort
from sessions.schedule.permissions import get_managed_session
from valmennus.shared.dates import day_text
from valmennus.shared.http import form_page, posted, render_form

from . import actions, queries
from .forms import CopyForm, PlanForm, StartForm, TemplateStartForm


@form_page
def cohort_new(request):
    """A new cohort: name and first day, then the proposed dates to change and save."""
    programmes = queries.programmes_for(request.user)
    if not programmes:
        raise PermissionDenied
    start = TemplateStartForm(_asked(request), programmes=programmes)
    if not start.is_valid():
        return render_form(request, "sessions/planning/cohort_new.html", start)
    chosen = start.cleaned_data
    items = queries.template_of(chosen["programme"])
    plan = PlanForm(posted(request), items=items, start=chosen["start"])
    if plan.is_valid():
        cohort = actions.create_cohort_from_template(
            programme=chosen["programme"],
            name=chosen["name"],
            planned=plan.planned,
            by=request.user,
            uuid=plan.cleaned_data["uuid"],
        )
        return _made(request, cohort, plan)
    context = {"start": start, "chosen": chosen}
    return render_form(request, "sessions/planning/cohort_plan.html", plan, context)


@form_page
def cohort_copy(request, cohort):
    """A new cohort after this one, with copies of its sessions."""
    cohort = get_coordinated_cohort(request.user, cohort)
    if not can_create_cohort(request.user, cohort.programme):
        raise PermissionDenied
    items = queries.steps_of(cohort)
    start = StartForm(_asked(request))
    if not start.is_valid() or not items:
        context = {"cohort": cohort, "items": items}
        return render_form(request, "sessions/planning/cohort_copy.html", start, context)
    chosen = start.cleaned_data
    plan = PlanForm(posted(request), items=items, start=chosen["start"])
    if plan.is_valid():
        copy = actions.duplicate_cohort(
            cohort=cohort,
            name=chosen["name"],
            planned=plan.planned,
            by=request.user,
            uuid=plan.cleaned_data["uuid"],
        )
        return _made(request, copy, plan)
    context = {"start": start, "chosen": chosen, "cohort": cohort}
    return render_form(request, "sessions/planning/cohort_plan.html", plan, context)


@form_page
def session_copy(request, slug):
    """Make a copy at another time, as a draft."""
    session = get_managed_session(request.user, slug)
    form = CopyForm(posted(request), session=session)
    if form.is_valid():
        copy = actions.copy_session(session=session, by=request.user, **form.values())
        messages.success(
            request, _("The copy is a draft. Check it, add its joining link and publish it.")
        )
        return redirect(copy)
    return render_form(request, "sessions/planning/session_copy.html", form, {"session": session})


def _asked(request):
    """What the first form is bound to: the address's query, kept there while dates are changed."""
    return request.GET if "start" in request.GET else None


def _made(request, cohort, plan):
    number = len(plan.planned)
    sentence = ngettext(
        "The cohort was made with %(number)s session. All of it is a draft.",
        "The cohort was made with %(number)s sessions. All of it is a draft.",
        number,
    )
    messages.success(request, sentence % {"number": number})
    if unusual := plan.unusual_days():
        days = ", ".join(day_text(day) for day in unusual)
        messages.warning(
            request, _("These days are holidays, weekends or in July: %(days)s") % {"days": days}
        )
    return redirect("coaching:cohort_sessions", cohort.slug)
