"""The coordinator's page of certificates: the rule, and how far everybody is."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participants.cohorts.actions import note_exported
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.spreadsheet import xlsx_response

from . import actions, exports, queries
from .forms import RuleForm


@form_page
def awards(request, cohort):
    """The rule of the cohort and its people's progress."""
    get = get_changeable_cohort if request.method == "POST" else get_coordinated_cohort
    cohort = get(request.user, cohort)
    form = RuleForm(
        posted(request),
        rule=queries.rule_of(cohort),
        sessions=queries.countable_sessions(cohort),
    )
    if form.is_valid():
        actions.change_rule(cohort=cohort, by=request.user, **form.cleaned_data)
        messages.success(request, _("The rule has been saved."))
        return redirect("coaching:awards", cohort.slug)
    context = {"cohort": cohort, "teams": queries.progress_by_team(cohort)}
    return render_form(request, "sessions/awards/awards.html", form, context)


@require_safe
def awards_xlsx(request, cohort):
    """Everybody's progress as a workbook."""
    cohort = get_coordinated_cohort(request.user, cohort)
    teams = queries.progress_by_team(cohort)
    places = [place.pk for team in teams for place in team.people]
    note_exported(cohort=cohort, by=request.user, what="awards", form="xlsx", places=places)
    filename = f"todistukset-{cohort.slug}.xlsx"
    return xlsx_response(filename, cohort.name, exports.header(), exports.rows(teams))
