"""The pages of one application, by its personal address; nobody needs an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from valmennus.shared import limits
from valmennus.shared.http import UNPROCESSABLE, form_page, notice_shown

from . import actions, deciding, queries
from .forms import ApplicationForm, people_formset, typed_in
from .models import Application
from .permissions import find_application, get_call
from .remembering import forget, remember, remembered, token_of

State = Application.State


@login_not_required
@never_cache
@form_page
def apply(request, cohort):
    """A new application; where this browser has begun one, that one."""
    call = get_call(cohort)
    if "uusi" in request.GET:
        return forget(redirect("recruiting:apply", cohort), call.cohort)
    begun = remembered(request, call.cohort)
    if begun is not None and request.method != "POST":
        return redirect("recruiting:application", cohort, token_of(begun))
    if not call.is_open and request.method != "POST":
        return redirect(call)
    return _form(request, call, begun if begun is not None and _writable(begun) else None)


@login_not_required
@never_cache
@form_page
def application(request, cohort, token):
    """The application by its personal address: the form while it can be changed, else its state."""
    found, expired = find_application(cohort, token)
    call = found.cohort.call
    if expired:
        return redirect("recruiting:resume", cohort)
    wants = found.state == State.DRAFT or "muuta" in request.GET
    if _writable(found) and (request.method == "POST" or (wants and call.is_open)):
        return _form(request, call, found)
    context = {
        "application": found,
        "call": call,
        "cohort": found.cohort,
        "token": token,
        "people": queries.people_of(found),
        "place": queries.place_in_queue(found),
        "joiners": found.joiners.filter(state=State.JOINING).prefetch_related("people"),
        "reason": deciding.reason_of(found),
    }
    return render(request, "participants/recruiting/application.html", context)


def _writable(found):
    return found.state in {State.DRAFT, State.APPLIED}


def _form(request, call, found):
    """The form of an application: kept with every sending, sent when all is well."""
    if request.method != "POST":
        form, people = _blank(request, found)
        return _show(request, call, found, form, people)
    form, people = ApplicationForm(request.POST), people_formset(request.POST)
    typed, email = typed_in(request.POST)
    if fault := form.robot_fault() or _too_many(request, found):
        form.add_error(None, fault)
        return _show(request, call, found, form, people, status=UNPROCESSABLE)
    found = actions.save_draft(
        call=call,
        application=found,
        typed=typed,
        contact_email=email,
        language=get_language()[:2],
        notice_number=notice_shown(request),
    )
    if "send" in request.POST and form.is_valid() & people.is_valid():
        sent = _send(request, form, people, found)
        if sent is not None:
            return remember(
                redirect("recruiting:application", call.cohort.slug, token_of(sent)), sent
            )
        response = _show(request, call, found, form, people, status=UNPROCESSABLE)
    elif "send" in request.POST:
        response = _show(request, call, found, form, people, status=UNPROCESSABLE)
    else:
        response = _kept(request, found, typed, email)
    return remember(response, found)


def _send(request, form, people, found):
    """Send the application; None where the form has got a sentence about why not."""
    fields, team = form.values(), people.people()
    by = request.user if request.user.is_authenticated else None
    try:
        if "join" in request.POST:
            other = queries.living_of(found.cohort, fields["organisation"])
            if other is not None:
                return actions.ask_to_join(
                    application=found, fields=fields, people=team, other=other, by=by
                )
        sent = actions.submit(application=found, fields=fields, people=team, by=by)
    except actions.CallClosed:
        form.add_error(
            None,
            _(
                "The call has closed, so the application was not sent. What you wrote is kept: "
                "write to the coordinator, who can still help."
            ),
        )
    except actions.OrganisationApplied:
        form.organisation_applied = True
        form.add_error(
            "organisation",
            _(
                "This organisation has applied already. You can ask its contact to take your "
                "people into the application: press the button at the end of the form."
            ),
        )
    except actions.PeopleElsewhere as taken:
        form.add_error(
            None,
            _(
                "In another application of this call already: %(emails)s. Take them out here, or "
                "ask them to open their application and to withdraw it."
            )
            % {"emails": ", ".join(sorted(taken.emails))},
        )
    else:
        return sent
    return None


def _kept(request, found, typed, email):
    """The answer to a form that was saved and not sent."""
    target = redirect("recruiting:application", found.cohort.slug, token_of(found))
    if request.htmx:
        return render(request, "participants/recruiting/_saved.html")
    target["Location"] += "?muuta=1"
    if "add" in request.POST:
        target["Location"] += f"&rows={len(typed['people']) + 1}#people"
    elif email:
        first = typed["people"][0]
        actions.mail_draft(application=found, name=first["given_name"][:80])
        messages.success(
            request,
            _("The draft is saved. We sent its address to %(email)s.") % {"email": email},
        )
    else:
        messages.success(
            request, _("The draft is saved in this browser. Write your address to get it by mail.")
        )
    return target


def _blank(request, found):
    """The forms as first shown: what was typed, what was sent, or the person's own data."""
    try:
        number = int(request.GET.get("rows", 2))
    except ValueError:
        number = 2
    if found is not None and found.draft:
        return (
            ApplicationForm(initial=dict(found.draft)),
            people_formset(rows=found.draft.get("people", []), number=number),
        )
    if found is not None:
        initial = {
            "organisation": found.organisation,
            "goal": found.goal,
            "superior": found.superior,
            "superior_informed": bool(found.superior),
            "wishes": found.wishes,
            "accessibility": found.accessibility,
        }
        names = ["given_name", "family_name", "email", "phone", "role", "title"]
        rows = [{name: getattr(one, name) for name in names} for one in queries.people_of(found)]
        return ApplicationForm(initial=initial), people_formset(rows=rows, number=number)
    rows = []
    if request.user.is_authenticated:
        names = ["given_name", "family_name", "email", "phone"]
        rows = [{name: getattr(request.user, name) for name in names}]
    return ApplicationForm(), people_formset(rows=rows, number=number)


def _show(request, call, found, form, people, status=200):
    context = {
        "call": call,
        "cohort": call.cohort,
        "application": found,
        "token": token_of(found) if found is not None else "",
        "form": form,
        "people": people,
        "applied_already": getattr(form, "organisation_applied", False),
    }
    return render(request, "participants/recruiting/apply.html", context, status=status)


@login_not_required
@never_cache
@form_page
def withdraw(request, cohort, token):
    """Take the application back, after a question."""
    found, expired = find_application(cohort, token)
    if expired:
        return redirect("recruiting:resume", cohort)
    if request.method == "POST":
        actions.withdraw_application(application=found)
        messages.success(request, _("The application has been withdrawn."))
        return redirect("recruiting:application", cohort, token)
    context = {"application": found, "cohort": found.cohort, "token": token}
    return render(request, "participants/recruiting/withdraw.html", context)


@login_not_required
@require_POST
def joiner(request, cohort, token, uuid):
    """The contact answers those who want to join the application."""
    found, expired = find_application(cohort, token)
    if expired:
        return redirect("recruiting:resume", cohort)
    asking = get_object_or_404(found.joiners, uuid=uuid)
    try:
        actions.answer_joiner(application=found, joiner=asking, take_in="take_in" in request.POST)
    except actions.CallClosed:
        messages.error(request, _("The call has closed: ask the coordinator to add them."))
    except actions.PeopleElsewhere as taken:
        messages.error(
            request,
            _("In another application of this call already: %(emails)s.")
            % {"emails": ", ".join(sorted(taken.emails))},
        )
    else:
        messages.success(request, _("Your answer has been saved."))
    return redirect("recruiting:application", cohort, token)


@login_not_required
@require_POST
def answer_offer(request, cohort, token):
    """Take the offered place, or leave it to the next."""
    found, expired = find_application(cohort, token)
    if expired:
        return redirect("recruiting:resume", cohort)
    try:
        if "take" in request.POST:
            deciding.take_offer(application=found)
            messages.success(request, _("The place is yours. Welcome to the coaching."))
        else:
            deciding.leave_offer(application=found)
            messages.success(request, _("The place goes to the next on the list. Thank you."))
    except deciding.NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("recruiting:application", cohort, token)


def _too_many(request, found):
    """A sentence where too many new applications come from one network address."""
    if found is not None or limits.within(
        "recruiting.apply", limits.address_of(request), most=30, seconds=3600
    ):
        return ""
    return _("Too many new applications come from your network. Try again in an hour.")
