"""A coordinator's pages about the cohort itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.pagination import page_of
from valmennus.shared.versions import StaleForm

from . import actions, queries
from .forms import CohortForm, HandOverForm, StaffForm
from .models import Cohort, CohortRole
from .permissions import (
    can_coordinate,
    can_create_cohort,
    get_changeable_cohort,
    get_cohort_for_audit,
    get_coordinated_cohort,
)


@form_page
def settings(request, cohort):
    """The cohort's name, summary, dates and state."""
    get = get_changeable_cohort if request.method == "POST" else get_coordinated_cohort
    cohort = get(request.user, cohort)
    form = CohortForm(posted(request), cohort=cohort)
    if form.is_valid():
        try:
            actions.change_cohort(
                cohort=cohort,
                fields=form.fields_to_save(),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except StaleForm as stale:
            form.show_both(stale.current)
        else:
            messages.success(request, _("The changes have been saved."))
            return redirect("cohorts:settings", cohort.slug)
    states = [Cohort.State(state) for state in actions.NEXT_STATES[cohort.state]]
    context = {"cohort": cohort, "next_states": states}
    return render_form(request, "participants/cohorts/settings.html", form, context)


@require_POST
def change_state(request, cohort):
    """Move the cohort to another state."""
    cohort = get_coordinated_cohort(request.user, cohort)
    try:
        changed = actions.change_state(
            cohort=cohort, state=request.POST.get("state", ""), by=request.user
        )
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(
            request,
            _("The cohort's state is now: %(state)s.") % {"state": changed.get_state_display()},
        )
    return redirect("cohorts:settings", cohort.slug)


@form_page
def staff(request, cohort):
    """Coordinators and coaches: who they are, and a new one."""
    get = get_changeable_cohort if request.method == "POST" else get_coordinated_cohort
    cohort = get(request.user, cohort)
    may_name = can_create_cohort(request.user, cohort.programme)
    form = StaffForm(posted(request), may_name_coordinators=may_name)
    if form.is_valid():
        named = actions.name_staff(cohort=cohort, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(person)s now has the task.") % {"person": named})
        return redirect("cohorts:staff", cohort.slug)
    context = {
        "cohort": cohort,
        "staff": queries.staff_of(cohort),
        "may_name_coordinators": may_name,
    }
    return render_form(request, "participants/cohorts/staff.html", form, context)


@require_POST
def remove_staff(request, cohort, uuid, role):
    """Take a coordinator's or coach's task away."""
    cohort = get_changeable_cohort(request.user, cohort)
    if role not in CohortRole.STAFF_ROLES:
        raise Http404
    may_name = can_create_cohort(request.user, cohort.programme)
    if role == CohortRole.Role.COORDINATOR and not may_name:
        raise PermissionDenied
    held = get_object_or_404(queries.staff_of(cohort), user__uuid=uuid, role=role)
    try:
        actions.remove_staff(cohort=cohort, user=held.user, role=role, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("%(person)s no longer has the task.") % {"person": held.user})
    if can_coordinate(request.user, cohort):
        return redirect("cohorts:staff", cohort.slug)
    return redirect("portal:coordination")


@form_page
def hand_over(request, cohort):
    """Hand the cohort over to another coordinator."""
    cohort = get_changeable_cohort(request.user, cohort)
    form = HandOverForm(posted(request), people=queries.successors_of(cohort, request.user))
    if form.is_valid():
        try:
            actions.hand_over(cohort=cohort, by=request.user, **form.cleaned_data)
        except actions.NotPossible as reason:
            form.add_error("to", str(reason))
        else:
            sentence = _("%(person)s now coordinates the cohort.")
            messages.success(request, sentence % {"person": form.cleaned_data["to"]})
            if form.cleaned_data["stays"]:
                return redirect("cohorts:staff", cohort.slug)
            return redirect("portal:coordination")
    return render_form(request, "participants/cohorts/hand_over.html", form, {"cohort": cohort})


@require_GET
def readings(request, cohort):
    """Who has looked at the lists of the cohort's people or taken them away, and when."""
    cohort = get_cohort_for_audit(request.user, cohort)
    page = page_of(queries.readings_of(cohort), request.GET.get("page"))
    context = {
        "cohort": cohort,
        "page": page,
        "readings": [(act, queries.reading_in_words(act)) for act in page.object_list],
        "coordinates": can_coordinate(request.user, cohort),
    }
    return render(request, "participants/cohorts/readings.html", context)
