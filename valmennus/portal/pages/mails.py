"""Mails about feedback on accessibility."""

from django.urls import reverse

from participants.accounts.models import User
from valmennus.shared import mail


def send_received(feedback):
    """Tell the sender that the feedback has come, and by when the answer comes."""
    _send(feedback, "received")


def send_answer(feedback):
    """Send the answer to the one who gave the feedback."""
    _send(feedback, "answer")


def send_new(feedback):
    """Tell every administrator, in their language, of feedback that waits for an answer."""
    address = reverse("admin:portal_accessibilityfeedback_change", args=[feedback.pk])
    for admin in User.objects.filter(is_superuser=True, is_active=True):
        mail.send(
            to=admin.email,
            language=admin.language,
            template="portal/pages/mails/new.txt",
            context={"feedback": feedback, "address": address},
        )


def _send(feedback, name):
    if feedback.email:
        mail.send(
            to=feedback.email,
            language=feedback.language,
            template=f"portal/pages/mails/{name}.txt",
            context={"feedback": feedback, "address": reverse("portal:accessibility")},
        )
