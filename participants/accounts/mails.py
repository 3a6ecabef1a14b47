"""Mails about a person's account."""

from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

TEXTS = Path(__file__).with_name("mails.toml")
RESET_ASKED = post.Kind(
    "accounts.reset_asked",
    label=_("A second step that will be taken away"),
    texts=TEXTS,
    of_cohort=False,
    variables={
        "aika": _("the time after which it is gone"),
        "sivu": _("the address of the page where it can be kept"),
    },
)
RESET_DONE = post.Kind(
    "accounts.reset_done",
    label=_("A second step that has been taken away"),
    texts=TEXTS,
    of_cohort=False,
    variables={"sivu": _("the address of the page where a new one is set")},
)

PHONE_CODE = post.Kind(
    "accounts.phone_code",
    label=_("A sign-in code that was given by telephone"),
    texts=TEXTS,
    of_cohort=False,
    variables={"antaja": _("who gave the code")},
)


def send_phone_code(user, *, by, round):
    """Tell the person that a code was given by telephone, and by whom."""
    post.send(PHONE_CODE, to=user, values={"antaja": str(by)}, cause=user, round=round, by=by)


def send_reset_asked(reset):
    """Tell the person that the second factor will be taken away, when, and how to stop it."""
    post.send(
        RESET_ASKED,
        to=reset.user,
        values={
            "aika": post.moment(reset.due_at, reset.user.language),
            "sivu": post.page(reverse("portal:own_data")),
        },
    )


def send_reset_done(reset):
    """Tell the person that the second factor is gone and a new one can be set."""
    post.send(RESET_DONE, to=reset.user, values={"sivu": post.page(reverse("mfa_index"))})
