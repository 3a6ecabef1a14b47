"""The public pages of a call: what it is, news of the next one, and the answers of applicants."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from valmennus.shared import limits
from valmennus.shared.http import form_page, notice_shown, posted, render_form

from . import actions, deciding
from .forms import CodeForm, NewsForm, ResumeForm
from .permissions import find_application, get_call, get_interest, get_programme
from .remembering import remember, remembered, token_of

HOUR = 3600
RESUMED = "recruiting_resumed"


@login_not_required
@require_safe
def call(request, cohort):
    """What the call is, until when one may apply, who decides and when."""
    call = get_call(cohort)
    context = {"call": call, "cohort": call.cohort, "begun": remembered(request, call.cohort)}
    return render(request, "participants/recruiting/call.html", context)


@login_not_required
@form_page
def news(request, programme):
    """Ask to be told when the programme's next call opens."""
    programme = get_programme(programme)
    form = NewsForm(posted(request))
    if form.is_valid() and _within_limits(request, form, "news", most=60):
        email = form.cleaned_data["email"]
        if limits.within("recruiting.news_to", email, most=3, seconds=HOUR):
            actions.ask_for_news(
                programme=programme,
                email=email,
                language=get_language()[:2],
                notice_number=notice_shown(request),
            )
        messages.success(
            request, _("We sent you a mail. Open its link and confirm that you want to hear.")
        )
        return redirect("portal:programmes")
    context = {"programme": programme}
    return render_form(request, "participants/recruiting/news.html", form, context)


@login_not_required
@never_cache
@form_page
def interest(request, token):
    """Confirm that news of calls are wanted, or stop them; both by a button."""
    interest = get_interest(token)
    if request.method == "POST":
        if "stop" in request.POST:
            actions.stop_news(interest=interest)
            messages.success(request, _("We have forgotten your address."))
            return redirect("portal:programmes")
        actions.confirm_news(interest=interest)
        messages.success(request, _("We tell you when the next call opens."))
        return redirect("recruiting:interest", token)
    return render(request, "participants/recruiting/interest.html", {"interest": interest})


@login_not_required
@never_cache
@form_page
def resume(request, cohort):
    """Open an application on another device: the address first, then the code from the mail."""
    call = get_call(cohort)
    form = ResumeForm(posted(request))
    if form.is_valid() and _within_limits(request, form, "code", most=60):
        email = form.cleaned_data["email"]
        if limits.within("recruiting.code", email, most=5, seconds=HOUR):
            actions.ask_code(cohort=call.cohort, email=email, language=get_language()[:2])
        request.session[RESUMED] = email
        return redirect("recruiting:resume_code", cohort)
    context = {"call": call, "cohort": call.cohort}
    return render_form(request, "participants/recruiting/resume.html", form, context)


@login_not_required
@never_cache
@form_page
def resume_code(request, cohort):
    """The code from the mail opens the application."""
    call = get_call(cohort)
    email = request.session.get(RESUMED)
    if not email:
        return redirect("recruiting:resume", cohort)
    form = CodeForm(posted(request))
    if form.is_valid():
        found = actions.use_code(cohort=call.cohort, email=email, code=form.cleaned_data["code"])
        if found is not None:
            del request.session[RESUMED]
            target = redirect("recruiting:application", cohort, token_of(found))
            return remember(target, found)
        form.add_error("code", CodeForm.error_wrong)
    context = {"call": call, "cohort": call.cohort, "email": email}
    return render_form(request, "participants/recruiting/resume_code.html", form, context)


def _within_limits(request, form, name, *, most):
    if limits.within(f"recruiting.{name}", limits.address_of(request), most=most, seconds=HOUR):
        return True
    form.add_error(None, _("Too many tries in a short time. Try again in an hour."))
    return False


@login_not_required
@never_cache
@form_page
def withdraw(request, cohort, token):
    """Take the application back, after a question."""
    found, expired = find_application(cohort, token)
    if expired:
        return redirect("recruiting:resume", cohort)
    if request.method == "POST":
        actions.withdraw_application(application=found, by=_person(request))
    if request.method == "POST" or found.state not in actions.WITHDRAWABLE:
        # The page tells what holds now.
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
        actions.answer_joiner(
            application=found,
            joiner=asking,
            take_in="take_in" in request.POST,
            by=_person(request),
        )
    except actions.Decided:
        messages.error(
            request, _("The application has been decided: ask the coordinator to add them.")
        )
    except actions.TooManyPeople:
        messages.error(request, _("There is no room for them: a team has at most eight people."))
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
            deciding.take_offer(application=found, by=_person(request))
            messages.success(request, _("The place is yours. Welcome to the coaching."))
        else:
            deciding.leave_offer(application=found, by=_person(request))
            messages.success(request, _("The place goes to the next on the list. Thank you."))
    except deciding.NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("recruiting:application", cohort, token)


def _person(request):
    """Who acts: the signed-in person, or nobody that the portal knows."""
    return request.user if request.user.is_authenticated else None
