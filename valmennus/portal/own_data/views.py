"""A person's own data: seen, taken away, erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from participants.accounts.actions import LastAdministrator
from participants.accounts.queries import is_last_administrator
from participants.cohorts.actions import LastCoordinator
from participants.cohorts.queries import only_coordinated_by
from participants.enrolment.models import Enrolment
from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.uploads import serve

from . import actions, queries
from .forms import EraseForm
from .models import DataExport
from .permissions import get_own_export, has_just_signed_in

# What a page shows of each kind of thing; the package has it all.
SHOWN = 50


@require_GET
def all_data(request, group="tili"):
    """All that the portal holds of the person, in sections."""
    titles = dict(queries.groups())
    if group not in titles:
        raise Http404
    parts = [_shown(part) for part in queries.parts_of(request.user, group)]
    context = {
        "group": group,
        "title": titles[group],
        "pages": queries.groups(),
        "parts": [part for part in parts if part["rows"]],
        "empty": [part["title"] for part in parts if not part["rows"]],
    }
    return render(request, "portal/own_data/all_data.html", context)


def _shown(part):
    rows = part.texts(SHOWN + 1)
    return {"title": part.title, "rows": rows[:SHOWN], "has_more": len(rows) > SHOWN}


@require_GET
def packages(request):
    """The person's packages: to be made, being made, and ready to fetch."""
    context = {"packages": DataExport.objects.filter(person=request.user).select_related("file")}
    return render(request, "portal/own_data/packages.html", context)


@require_POST
def export(request):
    """Put all the person's data together."""
    export = actions.ask_export(user=request.user)
    if export.done_at:
        messages.success(request, _("Your data has been put together."))
    return redirect("portal:own_packages")


@require_GET
def package(request, uuid):
    """Hand a package out to the person whose data it is."""
    return serve(get_own_export(request.user, uuid).file)


@form_page
def erase(request):
    """Erase the person's data, after saying what goes and what stays."""
    form = EraseForm(posted(request))
    fresh = has_just_signed_in(request)
    if fresh and form.is_valid():
        try:
            actions.erase_person(user=request.user, by=request.user)
        except (LastCoordinator, LastAdministrator):
            return redirect("portal:erase_own_data")
        logout(request)
        messages.success(request, _("Your data has been erased and you have been signed out."))
        return redirect("portal:front")
    context = {
        "fresh": fresh,
        "only_coordinator_of": only_coordinated_by(request.user),
        "last_administrator": is_last_administrator(request.user),
        "places": Enrolment.objects.filter(person=request.user).count(),
    }
    return render_form(request, "portal/own_data/erase.html", form, context)


@require_POST
def sign_in_again(request):
    """Show once more who one is, before the erasure."""
    logout(request)
    return redirect_to_login(reverse("portal:erase_own_data"))


@require_POST
def end_sign_in(request):
    """Sign the person out in one other browser."""
    number = request.POST.get("session", "")
    if number.isascii() and number.isdecimal() and len(number) < 15:
        actions.end_sign_in(user=request.user, number=int(number))
    messages.success(request, _("That browser has been signed out."))
    return redirect("usersessions_list")
