"""The coordinator's first pages: the cohorts, the cockpit, and what is done from its rows."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from participants.cohorts.actions import note_exported
from participants.cohorts.permissions import (
    get_changeable_cohort,
    get_coordinated_cohort,
    managed_programmes,
)
from participants.cohorts.queries import coordinated_cohorts
from participants.enrolment.queries import counts_by_cohort
from valmennus.portal.team_notes.permissions import get_team, row_of
from valmennus.shared import post
from valmennus.shared.http import UNPROCESSABLE, form_page, posted
from valmennus.shared.models import Act
from valmennus.shared.spreadsheet import xlsx_response

from . import actions, exports, mails
from .forms import ReminderForm
from .missing import missing_of
from .queries import cockpit_of
from .waiting import waits_of_all


@require_GET
def coordination(request):
    """The coordinator's cohorts, and what waits in each of them."""
    cohorts = list(coordinated_cohorts(request.user))
    counts = counts_by_cohort(cohorts)
    context = {
        "cohorts": [(cohort, *counts.get(cohort.pk, (0, 0))) for cohort in cohorts],
        "waiting": waits_of_all(cohorts),
        "may_create": managed_programmes(request.user).exists(),
    }
    return render(request, "portal/coordination.html", context)


@require_GET
def cockpit(request, slug):
    """One cohort at a glance, for those who run it."""
    cohort = get_coordinated_cohort(request.user, slug)
    found = cockpit_of(
        cohort,
        shown=request.GET.get("show", ""),
        order=request.GET.get("order", ""),
        opened=request.GET.get("open", ""),
    )
    context = {"cohort": cohort, "cockpit": found}
    return render(request, "portal/cockpit/cockpit.html", context)


@require_GET
def cockpit_xlsx(request, slug):
    """The same table as a workbook, narrowed and ordered as on the page."""
    cohort = get_coordinated_cohort(request.user, slug)
    found = cockpit_of(
        cohort, shown=request.GET.get("show", ""), order=request.GET.get("order", "")
    )
    note_exported(
        cohort=cohort,
        by=request.user,
        what="teams",
        form="xlsx",
        places=exports.places(found),
    )
    rows = exports.rows(found)
    return xlsx_response(f"tilanne-{slug}.xlsx", cohort.name, exports.header(found), rows)


@form_page
def remind(request, slug, uuid):
    """Remind those of a team who miss something: who they are, the mail, and the button."""
    cohort = get_changeable_cohort(request.user, slug)
    team = get_team(cohort, uuid)
    found = missing_of(cohort, team)
    key = request.GET.get("about", "")
    chosen = next((one for one in found if one.key == key), next(iter(found), None))
    form = ReminderForm(posted(request))
    if chosen and form.is_valid() and "send" in request.POST:
        return _send(request, cohort, team, chosen, form.cleaned_data)
    message = form.cleaned_data.get("message", "") if form.is_bound and form.is_valid() else ""
    context = {
        "cohort": cohort,
        "team": team,
        "found": found,
        "chosen": chosen,
        "preview": chosen and _preview(chosen, cohort, request.user, message),
        "last": Act.objects.of(team).filter(verb="team.reminded").first(),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound and not form.is_valid() else 200
    return render(request, "portal/cockpit/remind.html", context, status=status)


def _preview(chosen, cohort, user, message):
    place = post.typical(chosen.places, user.language, lambda place: place.person)
    return post.preview(
        mails.KINDS[chosen.about],
        to=place.person,
        values=mails.values_of(chosen.about, chosen.thing, place, message),
        cohort=cohort,
        by=user,
    )


def _send(request, cohort, team, chosen, values):
    number = actions.remind(cohort=cohort, team=team, key=chosen.key, by=request.user, **values)
    if number:
        sentence = ngettext(
            "The reminder is on its way to %(number)s person.",
            "The reminders are on their way to %(number)s people.",
            number,
        )
        messages.success(request, sentence % {"number": number})
    else:
        messages.info(request, _("Nobody got a mail: it has gone already, or they want none."))
    return redirect(row_of(cohort, team))
