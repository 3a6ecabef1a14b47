"""What the account itself holds of a person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Consent, SecondFactorReset, User


def own_data(user):
    """The account, ways in, sign-ins and consents; never passwords or keys."""
    return [
        Part(
            "account",
            _("Account"),
            User.objects.filter(pk=user.pk),
            [
                "given_name",
                "family_name",
                "email",
                "phone",
                "language",
                "date_joined",
                "last_login",
                "is_staff",
            ],
        ),
        Part(
            "addresses",
            _("E-mail addresses"),
            EmailAddress.objects.filter(user=user).order_by("pk"),
            ["email", "verified", "primary"],
            person="user",
        ),
        Part(
            "consents",
            _("Consents"),
            Consent.objects.filter(user=user),
            ["kind", "given_at", "withdrawn_at", "notice_number"],
            person="user",
        ),
        Part(
            "second_steps",
            _("Passkeys and the second step of sign-in"),
            Authenticator.objects.filter(user=user).order_by("pk"),
            [("type", _("kind")), ("created_at", _("added")), ("last_used_at", _("last used"))],
            person="user",
        ),
        Part(
            "second_factor_resets",
            _("Lost second steps"),
            SecondFactorReset.objects.filter(user=user),
            ["asked_at", "due_at", "done_at", "cancelled_at"],
            person="user",
        ),
        Part(
            "sign_ins",
            _("Where you are signed in"),
            UserSession.objects.filter(user=user).order_by("-created_at"),
            [
                ("created_at", _("signed in")),
                ("last_seen_at", _("last seen")),
                ("ip", _("network address")),
                ("user_agent", _("browser")),
            ],
            person="user",
        ),
    ]
