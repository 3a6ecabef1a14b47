"""Mails of sign-in: codes, new passwords, changes of an account."""

from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

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
