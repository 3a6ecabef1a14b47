"""Mails about feedback on accessibility."""

from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.accounts.models import User
from valmennus.shared import post

TEXTS = Path(__file__).with_name("mails.toml")
RECEIVED = post.Kind(
    "pages.received",
    label=_("Feedback on accessibility: received"),
    texts=TEXTS,
    of_cohort=False,
    variables={
        "paiva": _("the day by which the answer comes"),
        "seloste": _("the address of the accessibility statement"),
    },
)
ANSWER = post.Kind(
    "pages.answer",
    label=_("Feedback on accessibility: answer"),
    texts=TEXTS,
    of_cohort=False,
    variables={
        "vastaus": _("the answer"),
        "palaute": _("the feedback"),
        "seloste": _("the address of the accessibility statement"),
    },
)
NEW = post.Kind(
    "pages.new",
    label=_("Feedback on accessibility: to the administrators"),
    texts=TEXTS,
    of_cohort=False,
    variables={
        "paiva": _("the day by which the answer comes"),
        "sivu": _("the page that the feedback is about"),
        "palaute": _("the feedback"),
        "osoite": _("the address where it is answered"),
    },
)


def send_received(feedback):
    """Tell the sender that the feedback has come, and by when the answer comes."""
    _send(RECEIVED, feedback, {"paiva": post.day(feedback.answer_by, feedback.language)})


def send_answer(feedback):
    """Send the answer to the one who gave the feedback."""
    _send(ANSWER, feedback, {"vastaus": feedback.answer, "palaute": feedback.what})


def send_new(feedback):
    """Tell every administrator, in their language, of feedback that waits for an answer."""
    values = {
        "sivu": str(feedback),
        "palaute": feedback.what,
        "osoite": post.page(
            reverse("admin:portal_accessibilityfeedback_change", args=[feedback.pk])
        ),
    }
    admins = User.objects.filter(is_superuser=True, is_active=True)
    letters = [
        post.Letter(
            to=admin,
            values={**values, "paiva": post.day(feedback.answer_by, admin.language)},
            cause=feedback,
        )
        for admin in admins
    ]
    post.send_all(NEW, letters)


def _send(kind, feedback, values):
    if feedback.email:
        post.send(
            kind,
            to=post.Guest(feedback.email, feedback.language, uuid=feedback.uuid),
            values={"seloste": post.page(reverse("portal:accessibility")), **values},
            cause=feedback,
        )
