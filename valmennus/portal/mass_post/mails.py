"""The letter that a coordinator writes to many."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

LETTER = post.Kind(
    "mass_post.letter",
    label=_("Letter to many"),
    texts=None,
    variables={
        "ryhma": _("the cohort's name"),
        "tiimi": _("the name of the team"),
        "sivu": _("the address of the cohort's page"),
    },
    stoppable="news",
)


def values_of(place, cohort):
    """What the letter's variables are for one person."""
    with translation.override(place.person.language):
        team = str(place.team.organisation)
    return {
        "ryhma": cohort.name,
        "tiimi": team,
        "sivu": post.page(reverse("portal:cohort", args=[cohort.slug])),
    }


def send(letter, places):
    """Write the letter to each of these people; returns how many."""
    letters = [post.Letter(one.person, values_of(one, letter.cohort), letter) for one in places]
    return post.send_all(
        LETTER,
        letters,
        cohort=letter.cohort,
        by=letter.written_by,
        text=(letter.subject, letter.body),
    )
