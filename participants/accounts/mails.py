"""Mails about a person's account."""

from django.urls import reverse

from valmennus.shared import mail


def send_reset_asked(reset):
    """Tell the person that the second factor will be taken away, when, and how to stop it."""
    _send(reset, "participants/accounts/mails/reset_asked.txt")


def send_reset_done(reset):
    """Tell the person that the second factor is gone and a new one can be set."""
    _send(reset, "participants/accounts/mails/reset_done.txt")


def _send(reset, template):
    mail.send(
        to=reset.user.email,
        language=reset.user.language,
        template=template,
        context={
            "reset": reset,
            "address": reverse("portal:own_data"),
            "mfa": reverse("mfa_index"),
        },
    )
