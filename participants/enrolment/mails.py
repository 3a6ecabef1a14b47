"""Mails about a person's place."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

from .models import Enrolment

TEXTS = Path(__file__).with_name("mails.toml")
PLACE = post.Kind(
    "enrolment.place",
    label=_("A place that a coordinator has given"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "tiimi": _("the name of the team"),
        "sivu": _("the address of the cohort's page"),
        "tietosuoja": _("the address of the privacy notice"),
    },
)


def send_places(enrolments, *, cohort, by):
    """Tell each person of the place that a coordinator has given, in the person's language.

    A place that was given back is told of again.
    """
    post.send_all(
        PLACE,
        [
            post.Letter(
                to=enrolment.person,
                values=_values(enrolment, cohort),
                cause=enrolment,
                round=enrolment.changed_at.isoformat(),
            )
            for enrolment in enrolments
        ],
        cohort=cohort,
        by=by,
    )


@post.sample_of(PLACE)
def sample(cohort, language):
    """One of the cohort's people, and what the mail about the place tells."""
    place = (
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .select_related("person", "team__organisation")
        .first()
    )
    if place is None:
        return None
    place.person.language = language
    return place.person, _values(place, cohort)


def _values(enrolment, cohort):
    with translation.override(enrolment.person.language):
        team = str(enrolment.team.organisation)
    return {
        "ryhma": cohort.name,
        "tiimi": team,
        "sivu": post.page(reverse("portal:cohort", args=[cohort.slug])),
        "tietosuoja": post.page(reverse("portal:privacy")),
    }
