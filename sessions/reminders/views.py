"""The page of a cohort's reminders: what goes when, and whom it reaches."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared.http import UNPROCESSABLE, form_page

from . import actions, queries
from .forms import RuleForm
from .models import ReminderRule


@form_page
def reminders(request, cohort):
    """Every reminder with its next time and those whom it will reach; each is set by itself."""
    change = request.method == "POST"
    cohort = (get_changeable_cohort if change else get_coordinated_cohort)(request.user, cohort)
    kind = request.POST.get("rule")
    if change and kind not in ReminderRule.Kind.values:
        raise Http404
    plan = queries.plan_of(cohort)
    for row in plan:
        bound = request.POST if row.rule.kind == kind else None
        row.form = RuleForm(bound, rule=row.rule)
        if bound is not None and row.form.is_valid():
            is_on = "on" in request.POST or (row.rule.is_on and "off" not in request.POST)
            actions.change_rule(
                cohort=cohort,
                kind=kind,
                days=row.form.cleaned_data["days"],
                is_on=is_on,
                by=request.user,
            )
            messages.success(request, _("The reminder has been saved."))
            return redirect("coaching:reminders", cohort.slug)
    context = {"cohort": cohort, "plan": plan}
    status = UNPROCESSABLE if change else 200
    return render(request, "sessions/reminders/reminders.html", context, status=status)
