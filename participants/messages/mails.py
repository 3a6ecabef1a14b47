"""Mails of sign-in, and of mail that did not arrive."""

from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

TEXTS = Path(__file__).with_name("mails.toml")
TROUBLE = post.Kind(
    "messages.trouble",
    label=_("To the coordinator: addresses that do not work"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "osoitteet": _("the addresses, with what the mail server said"),
        "sivu": _("the address of the cohort's post"),
    },
)
SIGN_IN = post.Kind("messages.sign_in", label=_("Sign-in and account"), texts=None)

# What opens the account; it is never kept longer than until the mail has gone.
_OPENS_DOORS = {"code", "key", "activate_url", "password_reset_url"}


def send_sign_in(reader, *, language, text, values):
    """Send what sign-in has to say, at once; `reader` is an account or a stranger's address.

    `values` belong in the place of their names in the text.
    """
    post.send_now(
        SIGN_IN,
        to=reader if hasattr(reader, "pk") else post.Guest(reader, language),
        text=text,
        values={
            name: post.Secret(value) if name in _OPENS_DOORS else value
            for name, value in values.items()
        },
    )


def send_trouble(coordinator, *, cohort, bad):
    """Tell a coordinator which addresses of the cohort do not work; `bad` are `BadAddress` rows."""
    post.send(
        TROUBLE,
        to=coordinator,
        values={
            "ryhma": cohort.name,
            "osoitteet": post.items([(one.address, one.says, None) for one in bad]),
            "sivu": post.page(reverse("post:mails", args=[cohort.slug])),
        },
        cause=cohort,
        round=",".join(str(one.pk) for one in bad)[:60],
        cohort=cohort,
    )
