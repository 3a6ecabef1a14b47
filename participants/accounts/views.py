"""Signing in with a code that was read by telephone."""

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from valmennus.shared import limits
from valmennus.shared.http import form_page, posted, render_form

from . import actions
from .forms import PhoneCodeForm


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@form_page
def phone_code(request):
    """Sign in by the address and the code; a second factor is asked as always."""
    if request.user.is_authenticated:
        return redirect("portal:my_page")
    form = PhoneCodeForm(posted(request))
    if form.is_valid():
        user = _find(request, form)
        if user is not None:
            record_authentication(request, user, method="phone_code")
            # The mails of this person do not come: the address stays as little known as it was.
            return perform_login(request, user, email_verification=EmailVerificationMethod.NONE)
    return render_form(request, "participants/accounts/phone_code.html", form)


def _find(request, form):
    """Whose code it is; None where the form has got a sentence about why not."""
    network, email = limits.address_of(request), form.cleaned_data["email"]
    of_network = limits.within("phone_code", network, most=60, seconds=60)
    if not (of_network and limits.within("phone_code.key", email, most=5, seconds=300)):
        form.add_error(None, _("Too many tries in a short time. Wait a few minutes."))
        return None
    user = actions.use_phone_code(**form.cleaned_data)
    if user is None:
        form.add_error(
            "code",
            _("The code is wrong or too old. Check it, or ask the coordinator for a new one."),
        )
    return user
