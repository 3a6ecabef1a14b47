"""What administrators do with people beyond the administration's own forms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from participants.accounts.actions import (
    LastAdministrator,
    ask_second_factor_reset,
    cancel_second_factor_reset,
)
from participants.accounts.models import User
from participants.accounts.queries import is_last_administrator
from participants.cohorts.actions import LastCoordinator
from participants.cohorts.queries import only_coordinated_by
from participants.enrolment.models import Enrolment
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form

from .forms import ErasePersonForm, MergeForm
from .merging import NotMergeable, merge_accounts, preview
from .own_data.actions import erase_person


def get_person_for_admin(user, uuid):
    """The person, for one who may delete people; 403 to everyone else."""
    if not (user.is_staff and user.has_perm("participants.delete_user")):
        raise PermissionDenied
    return get_object_or_404(User, uuid=uuid)


@form_page
def merge(request, uuid):
    """Two accounts become one: first what would move is shown, then it is done."""
    kept = get_person_for_admin(request.user, uuid)
    form = MergeForm(posted(request))
    moved = lost = None
    if form.is_valid():
        lost = form.cleaned_data["address"]
        try:
            if "confirmed" in request.POST:
                merge_accounts(kept=kept, lost=lost, by=request.user)
                messages.success(request, _("The two accounts are now one."))
                return redirect("admin:participants_user_change", kept.pk)
            moved = preview(kept=kept, lost=lost)
        except NotMergeable:
            form.add_error(
                "address",
                _("These two cannot become one: choose another account that is not staff's."),
            )
    context = {"kept": kept, "lost": lost, "moved": moved, "form": form}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "portal/merge.html", context, status=status)


@require_POST
def reset_second_factor(request, uuid):
    """Begin to take a lost second factor away."""
    person = get_person_for_admin(request.user, uuid)
    reset = ask_second_factor_reset(user=person, by=request.user)
    messages.success(
        request,
        _("The second step will be taken away after 24 hours. A mail has told the person so."),
    )
    return redirect("admin:participants_user_change", reset.user_id)


@require_POST
def keep_second_factor(request, uuid):
    """Keep the second factor after all."""
    person = get_person_for_admin(request.user, uuid)
    cancel_second_factor_reset(user=person, by=request.user)
    messages.success(request, _("The second step stays."))
    return redirect("admin:participants_user_change", person.pk)


@form_page
def erase(request, uuid):
    """Erase somebody's data at their wish, after saying what goes and what stays."""
    person = get_person_for_admin(request.user, uuid)
    if person == request.user:
        return redirect("portal:erase_own_data")
    form = ErasePersonForm(posted(request), person=person)
    if person.erased_at or form.is_valid():
        try:
            erase_person(user=person, by=request.user)
        except (LastCoordinator, LastAdministrator):
            return redirect("portal:erase_person", person.uuid)
        messages.success(request, _("The person's data has been erased."))
        return redirect("admin:participants_user_changelist")
    context = {
        "person": person,
        "only_coordinator_of": only_coordinated_by(person),
        "last_administrator": is_last_administrator(person),
        "places": Enrolment.objects.filter(person=person).count(),
    }
    return render_form(request, "portal/erase_person.html", form, context)
