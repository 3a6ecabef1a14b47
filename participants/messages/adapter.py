"""How sign-in speaks with the rest of the portal."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in mails go out as all the portal's mails do."""

    # An error says what happened and what to do.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The e-mail address and the password do not go together. "
            "You can also sign in with a code."
        ),
        "incorrect_code": _("The code is wrong or too old. Check it or ask for a new one."),
        "incorrect_password": _("The password is wrong."),
        "rate_limited": _("Too many tries in a short time. Wait a few minutes."),
        "too_many_login_attempts": _(
            "Too many tries in a short time. Wait five minutes, or sign in with a code."
        ),
    }

    def format_email_subject(self, subject):
        """The subject as its template has it, without the address of the server before it."""
        return str(subject)
