"""Mails about tasks in a cohort."""

from django.urls import reverse
from django.utils import translation

from valmennus.shared import mail

from .models import CohortRole


def send_task(user, *, cohort, role, by):
    """Tell a person of a new task as coordinator or coach, in the person's language."""
    with translation.override(user.language):
        label = str(CohortRole.Role(role).label)
    mail.send(
        to=user.email,
        language=user.language,
        template="participants/cohorts/mails/task.txt",
        context={
            "person": user,
            "cohort": cohort,
            "role": label,
            "by": by,
            "address": reverse("portal:cohort", args=[cohort.slug]),
        },
    )
