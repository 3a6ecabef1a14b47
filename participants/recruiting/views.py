"""The public pages of a call: what it is, news of the next one, coming back to an application."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from valmennus.shared import limits
from valmennus.shared.http import form_page, notice_shown, posted, render_form

from . import actions
from .forms import CodeForm, NewsForm, ResumeForm
from .permissions import get_call, get_interest
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
def news(request, cohort):
    """Ask to be told when the programme's next call opens."""
    call = get_call(cohort)
    form = NewsForm(posted(request))
    if form.is_valid() and _within_limits(request, form, "news", most=60):
        actions.ask_for_news(
            programme=call.cohort.programme,
            email=form.cleaned_data["email"],
            language=get_language()[:2],
            notice_number=notice_shown(request),
        )
        messages.success(
            request, _("We sent you a mail. Open its link and confirm that you want to hear.")
        )
        return redirect(call)
    context = {"call": call, "cohort": call.cohort}
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
