"""The page of one's own place, by the mail's address or signed in, and the contact's team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from participants.cohorts.permissions import get_changeable_cohort
from valmennus.shared import post
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form

from . import actions, mails, queries
from .forms import ColleagueForm, LeaveForm
from .permissions import can_act, can_change_team, find_place, get_contact_team, get_own_place


@login_not_required
@never_cache
@form_page
def place(request, token):
    """One's own place by the mail's address: what it is, and the buttons."""
    found, expired = find_place(token)
    if expired:
        return _expired(request, found)
    return _place(request, found, found.person)


@never_cache
@form_page
def own_place(request, uuid):
    """One's own place, signed in."""
    if request.user.sees_as_participant and request.method == "POST":
        raise PermissionDenied
    return _place(request, get_own_place(request.user, uuid), request.user)


def _expired(request, found):
    """The address is too old: a new one goes to the person by a button."""
    if request.method == "POST" and "uusi" in request.POST:
        actions.send_link(enrolment=found)
        messages.success(request, _("A new link is on its way."))
        return redirect(request.path)
    context = {"email": _half_hidden(found.person.email)}
    return render(request, "participants/places/expired.html", context)


def _place(request, found, person):
    """The page; its buttons confirm, leave or hand over, and each leads back to it."""
    leave, colleague = LeaveForm(), ColleagueForm()
    status = 200
    if request.method == "POST" and can_act(found):
        act = request.POST.get("act")
        if act == "leave":
            leave = LeaveForm(request.POST)
        elif act == "replace":
            colleague = ColleagueForm(request.POST)
        sentence = _act(act, found, person, leave, colleague)
        if sentence:
            messages.success(request, sentence)
            return redirect(request.path)
        status = UNPROCESSABLE
    elif request.method == "POST":
        return redirect(request.path)
    context = {
        "place": found,
        "cohort": found.cohort,
        "can_act": can_act(found),
        "leave": leave,
        "colleague": colleague,
    }
    return render(request, "participants/places/place.html", context, status=status)


def _act(act, found, person, leave, colleague):
    """Do what the button says; returns the sentence about it, empty where the form has faults."""
    try:
        if act == "confirm":
            actions.confirm_place(enrolment=found, by=person)
            return _("Your place is confirmed. Good that you take part.")
        if act == "leave" and leave.is_valid():
            actions.leave_place(enrolment=found, word=leave.cleaned_data["word"], by=person)
            return _("The coordinator now knows that you do not take part.")
        if act == "replace" and colleague.is_valid():
            new = actions.replace(enrolment=found, colleague=colleague.cleaned_data, by=person)
            return _("%(person)s has got your place and a mail about it.") % {"person": new.person}
    except actions.AlreadyEnrolled as already:
        colleague.add_error(
            "email",
            _("%(person)s is in this cohort already.") % {"person": already.enrolment.person},
        )
    except actions.NotPossible as reason:
        leave.full_clean()
        colleague.full_clean()
        (colleague if act == "replace" else leave).add_error(None, str(reason))
    return ""


@form_page
def team(request, uuid):
    """The contact's own team: who is in it, and one more colleague while that is possible."""
    team = get_contact_team(request.user, uuid)
    changeable = can_change_team(request.user, team)
    if request.method == "POST" and not changeable:
        raise PermissionDenied
    form = ColleagueForm(posted(request))
    if form.is_valid():
        try:
            new = actions.add_colleague(team=team, colleague=form.cleaned_data, by=request.user)
        except actions.AlreadyEnrolled as already:
            form.add_error(
                "email",
                _("%(person)s is in this cohort already.") % {"person": already.enrolment.person},
            )
        else:
            messages.success(
                request, _("%(person)s has got a mail with the place.") % {"person": new.person}
            )
            return redirect("places:team", uuid)
    context = {
        "team": team,
        "cohort": team.cohort,
        "places": queries.team_places(team),
        "changeable": changeable,
    }
    return render_form(request, "participants/places/team.html", form, context)


@form_page
def ask(request, cohort):
    """The coordinator asks those who have not confirmed; the page says how many they are."""
    cohort = get_changeable_cohort(request.user, cohort)
    waiting = list(queries.unconfirmed(cohort))
    if request.method == "POST":
        asked = actions.ask_to_confirm(cohort=cohort, enrolments=waiting, by=request.user)
        sentence = ngettext(
            "The mail is on its way to %(number)s person.",
            "The mails are on their way to %(number)s people.",
            asked,
        )
        messages.success(request, sentence % {"number": asked})
        return redirect("enrolment:people", cohort.slug)
    preview = None
    if waiting:
        first = post.typical(waiting, request.user.language, lambda place: place.person)
        first.cohort = cohort
        preview = post.preview(
            mails.CONFIRM,
            to=first.person,
            values=mails.confirm_values(first),
            cohort=cohort,
            by=request.user,
        )
    context = {"cohort": cohort, "waiting": waiting, "preview": preview}
    return render(request, "participants/places/ask.html", context)


def _half_hidden(email):
    """The address so that its owner knows it and a stranger does not learn it."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
