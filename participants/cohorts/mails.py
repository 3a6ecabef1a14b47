"""Mails about tasks in a cohort."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

from .models import CohortRole

TEXTS = Path(__file__).with_name("mails.toml")
TASK = post.Kind(
    "cohorts.task",
    label=_("A task as coordinator or coach"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "tehtava": _("the task"),
        "sivu": _("the address of the cohort's page"),
    },
)


def send_task(user, *, cohort, role, by):
    """Tell a person of a new task as coordinator or coach, in the person's language."""
    with translation.override(user.language):
        label = str(CohortRole.Role(role).label)
    post.send(
        TASK,
        to=user,
        values={
            "ryhma": cohort.name,
            "tehtava": label,
            "sivu": post.page(reverse("portal:cohort", args=[cohort.slug])),
        },
        cohort=cohort,
        by=by,
    )
