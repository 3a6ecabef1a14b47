"""The application itself, by its personal address; nobody needs an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from valmennus.shared import limits
from valmennus.shared.http import UNPROCESSABLE, form_page, notice_shown
from valmennus.shared.versions import StaleForm

from . import actions, queries
from .forms import ApplicationForm, people_formset, typed_facts, typed_in
from .models import Application
from .permissions import find_application, get_call
from .remembering import forget, remember, remembered, token_of

State = Application.State
HOUR = 3600


@login_not_required
@never_cache
@form_page
def apply(request, cohort):
    """A new application; where this browser or person has begun one, that one."""
    call = get_call(cohort)
    anew = "uusi" in request.GET
    begun = remembered(request, call.cohort, on_account=not anew)
    if request.method != "POST":
        if begun is not None and not anew:
            return redirect("recruiting:application", cohort, token_of(begun))
        if not call.is_open:
            return redirect(call)
        return forget(_form(request, call, None), call.cohort)
    return _form(request, call, begun if begun is not None and _writable(begun) else None)


@login_not_required
@never_cache
@form_page
def application(request, cohort, token):
    """The application by its personal address: the form while it can be changed, else its state."""
    found, expired = find_application(cohort, token)
    call = found.cohort.call
    if expired:
        messages.info(request, _("The address is too old. Open the application by a code."))
        return redirect("recruiting:resume", cohort)
    if request.method == "POST" and found.state == State.JOINING:
        # The second of two clicks.
        return redirect("recruiting:application", cohort, token)
    wants = found.state == State.DRAFT or "muuta" in request.GET
    if request.method == "POST" or (_writable(found) and wants and call.is_open):
        return _form(request, call, found)
    context = {
        "application": found,
        "call": call,
        "cohort": found.cohort,
        "token": token,
        "withdrawable": found.state in actions.WITHDRAWABLE,
        **queries.standing_of(found),
        "unsent": typed_facts(found.draft) if _writable(found) else [],
    }
    return render(request, "participants/recruiting/application.html", context)


def _writable(found):
    return found.state in actions.WRITABLE


def _form(request, call, found):
    """The form of an application: kept with every sending, sent when all is well."""
    if request.method != "POST":
        form, people = _blank(request, found)
        return _show(request, call, found, form, people)
    form = ApplicationForm(request.POST, may_be_quick=bool(request.htmx))
    people = people_formset(request.POST)
    typed, email = typed_in(request.POST)
    if found is not None and not _writable(found):
        _say_decided(form)
    elif too_many := _too_many(request, found):
        form.add_error(None, too_many)
    if faults := form.non_field_errors():
        if request.htmx:
            return render(request, "participants/recruiting/_saved.html", {"fault": faults[0]})
        return _show(request, call, found, form, people, status=UNPROCESSABLE)
    found = actions.save_draft(
        call=call,
        application=found,
        typed=typed,
        contact_email=email,
        language=get_language()[:2],
        seen=form.seen_number(),
        notice_number=notice_shown(request),
    )
    if "send" not in request.POST and "join" not in request.POST:
        return remember(_kept(request, found, typed, email), found)
    if _is_valid(form, people) and _send(request, form, people, found):
        return remember(
            redirect("recruiting:application", call.cohort.slug, token_of(found)), found
        )
    return remember(_show(request, call, found, form, people, status=UNPROCESSABLE), found)


def _is_valid(form, people):
    """Whether all is well; the summary of the faults also tells of the people."""
    if not people.is_valid():
        form.add_error(
            None, next(iter(people.non_form_errors()), _("Check the people of the team."))
        )
    return form.is_valid()


def _send(request, form, people, found):
    """Whether the application has been sent; else the form has got a sentence about why not."""
    if not limits.within("recruiting.send", found.uuid, most=20, seconds=HOUR):
        form.add_error(None, _("Too many tries in a short time. Try again in an hour."))
        return False
    fields, team = form.values(), people.people()
    by = request.user if request.user.is_authenticated else None
    try:
        other = queries.living_of(found.cohort, fields["organisation"])
        if "join" in request.POST and other not in {None, found}:
            actions.ask_to_join(application=found, fields=fields, people=team, other=other, by=by)
        else:
            actions.submit(
                application=found, fields=fields, people=team, seen=form.seen_number(), by=by
            )
    except actions.CallClosed:
        form.add_error(
            None,
            _(
                "The call has closed, so the application was not sent. What you wrote is kept: "
                "write to the coordinator, who can still help."
            ),
        )
    except actions.Decided:
        _say_decided(form)
    except StaleForm as stale:
        form.now = stale.current
        form.show_next(queries.sendings_of(stale.current))
        form.add_error(
            None,
            _(
                "Somebody else has sent changes while you were writing. Below you see what stands "
                "now. Send yours again if it is the one to keep."
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
        return True
    return False


def _say_decided(form):
    form.add_error(
        None,
        _(
            "The application has been decided or withdrawn meanwhile, so nothing was changed. "
            "What you wrote is still on this page."
        ),
    )


def _kept(request, found, typed, email):
    """The answer to a form that was saved and not sent."""
    if request.htmx:
        return render(request, "participants/recruiting/_saved.html")
    target = redirect("recruiting:application", found.cohort.slug, token_of(found))
    target["Location"] += "?muuta=1"
    if "add" in request.POST or "remove" in request.POST:
        # The rows as they were, one more or one less; empty ones come last.
        rows = people_formset(request.POST).total_form_count() + (
            1 if "add" in request.POST else -1
        )
        target["Location"] += f"&rows={rows}#person-{min(len(typed['people']) + 1, rows)}"
    elif not email:
        messages.success(
            request, _("The draft is saved in this browser. Write your address to get it by mail.")
        )
    elif limits.within("recruiting.draft", email, most=5, seconds=HOUR):
        first = typed["people"][0]
        actions.mail_draft(application=found, email=email, name=first["given_name"][:80])
        messages.success(
            request,
            _("The draft is saved. We sent its address to %(email)s.") % {"email": email},
        )
    else:
        messages.success(
            request,
            _("The draft is saved. Its address was sent to %(email)s several times already.")
            % {"email": email},
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
            ApplicationForm(initial={**found.draft, "seen": queries.sendings_of(found)}),
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
            "seen": queries.sendings_of(found),
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
    if found is not None:
        address = reverse("recruiting:application", args=[call.cohort.slug, token_of(found)])
    else:
        address = reverse("recruiting:apply", args=[call.cohort.slug])
        address += "?uusi=1" if "uusi" in request.GET else ""
    now = getattr(form, "now", None)
    context = {
        "call": call,
        "cohort": call.cohort,
        "application": found,
        "address": address,
        "form": form,
        "people": people,
        "applied_already": getattr(form, "organisation_applied", False),
        "now": now,
        "people_now": queries.people_of(now) if now else [],
    }
    return render(request, "participants/recruiting/apply.html", context, status=status)


def _too_many(request, found):
    """A sentence where too many new applications come from one network address."""
    if found is not None or limits.within(
        "recruiting.apply", limits.address_of(request), most=30, seconds=3600
    ):
        return ""
    return _("Too many new applications come from your network. Try again in an hour.")
