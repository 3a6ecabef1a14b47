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


HANDED_OVER = post.Kind(
    "cohorts.handed_over",
    label=_("A cohort is handed over"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "viesti": _("what the earlier coordinator wants to say"),
        "sivu": _("the address of the cohort's overview"),
    },
)


def send_handed_over(user, *, cohort, message, by):
    """Tell the new coordinator that the cohort is theirs, and what is good to know."""
    page = post.page(reverse("portal:cockpit", args=[cohort.slug]))
    values = {"ryhma": cohort.name, "viesti": message, "sivu": page}
    post.send(HANDED_OVER, to=user, values=values, cohort=cohort, by=by)
