"""How sign-in speaks with the rest of the portal."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from participants.accounts.models import User
from valmennus.shared.search_index import reindex

from . import mails


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

    def save_user(self, request, user, form, commit=True):
        """A new account signs in by codes until its owner sets a password.

        A password given while signing up could be a stranger's who got to the address first.
        """
        user = super().save_user(request, user, form, commit=False)
        user.set_unusable_password()
        user.language = get_language()[:2]
        if commit:
            user.save()
        return user

    def confirm_email(self, request, email_address):
        """The address is the person's own; a new one replaces the old one, in the search too."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            reindex(email_address.user)
        return confirmed

    def send_mail(self, template_prefix, email, context):
        """Mails speak the language of their reader; to a stranger that of the page.

        They go at once, since somebody waits for the code. Where the mail server does not take
        one, the job worker tries again, and the page answers as always.
        """
        user = User.objects.filter(email=email.lower()).first()
        language = user.language if user else get_language()[:2]
        # A template writes the name of a value in braces; the post puts the value there, so that
        # codes and addresses are not kept, and what a stranger wrote is no markup.
        told = {name: value for name, value in context.items() if isinstance(value, str)}
        named = {name: f"{{{name}}}" for name in [*told, "email"]}
        with translation.override(language):
            message = self.render_mail(
                template_prefix,
                email,
                {**context, **named, "request": allauth_context.request},
            )
        mails.send_sign_in(
            user or email,
            language=language,
            text=(message.subject, message.body),
            values={**told, "email": email},
        )

    def format_email_subject(self, subject):
        """The subject as its template has it, without the address of the server before it."""
        return str(subject)
