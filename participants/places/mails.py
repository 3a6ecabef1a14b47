"""Mails about a person's own place."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.messages.queries import coordinators_of
from valmennus.shared import post

from .permissions import PLACE
from .queries import people_with_place, unconfirmed

TEXTS = Path(__file__).with_name("mails.toml")
PLACE_VARIABLES = {
    "ryhma": gettext_lazy("the cohort's name"),
    "tiimi": gettext_lazy("the name of the team"),
    "paikka": gettext_lazy("the reader's own address of the place"),
}
CONFIRM = post.Kind(
    "places.confirm",
    label=gettext_lazy("Place: please confirm"),
    texts=TEXTS,
    variables=PLACE_VARIABLES
    | {
        "nimeaja": gettext_lazy("who has named the reader, where a colleague did"),
        "tiedot": gettext_lazy("when the coaching is, and by when the place is confirmed"),
        "tietosuoja": gettext_lazy("the address of the privacy notice"),
    },
)
CONFIRMED = post.Kind(
    "places.confirmed",
    label=gettext_lazy("Place: confirmed"),
    texts=TEXTS,
    variables=PLACE_VARIABLES | {"sivu": gettext_lazy("the address of the cohort's page")},
)
LEFT = post.Kind(
    "places.left",
    label=gettext_lazy("Place: to the coordinator, given up"),
    texts=TEXTS,
    variables={
        "ryhma": gettext_lazy("the cohort's name"),
        "tiimi": gettext_lazy("the name of the team"),
        "henkilo": gettext_lazy("who has given up the place"),
        "sana": gettext_lazy("what the person wrote"),
        "tilalle": gettext_lazy("who comes in the person's place"),
        "sivu": gettext_lazy("the address of the list of people"),
    },
)


def place_link(enrolment):
    """The person's own address of the place."""
    return post.Link("places:place", purpose=PLACE, subject=enrolment.uuid, days=60)


def confirm_values(enrolment, *, named_by=None):
    """What the mail that asks for a confirmation tells one person."""
    cohort, language = enrolment.cohort, enrolment.person.language
    with translation.override(language):
        by_whom = (
            _("%(person)s has named you in the team.") % {"person": named_by} if named_by else ""
        )
        starts = post.day(cohort.starts_on, language)
        if cohort.ends_on:
            starts += f"–{post.day(cohort.ends_on, language)}"
        until = post.day(cohort.confirm_until, language) if cohort.confirm_until else ""
        rows = [(_("The coaching"), starts), (_("Confirm by"), until)]
        return _values(enrolment) | {
            "nimeaja": by_whom,
            "tiedot": post.facts(rows),
            "tietosuoja": post.page(reverse("portal:privacy")),
        }


@post.sample_of(CONFIRM, CONFIRMED)
def sample(cohort, language):
    """One of the cohort's people, and what the mails about the own place tell."""
    place = unconfirmed(cohort).first() or people_with_place(cohort).first()
    if place is None:
        return None
    place.cohort, place.person.language = cohort, language
    page = post.page(reverse("portal:cohort", args=[cohort.slug]))
    return place.person, confirm_values(place) | {"sivu": page}


def send_confirm(enrolments, *, cohort, by, round, named_by=None):
    """Ask people to confirm the places that were given to them; returns how many mails it made."""
    letters = [
        post.Letter(one.person, confirm_values(one, named_by=named_by), one, round)
        for one in enrolments
    ]
    return post.send_all(CONFIRM, letters, cohort=cohort, by=by)


def send_confirmed(enrolment, *, by):
    """Tell the person that the place is confirmed, and where everything is."""
    page = post.page(reverse("portal:cohort", args=[enrolment.cohort.slug]))
    post.send(
        CONFIRMED,
        to=enrolment.person,
        values=_values(enrolment) | {"sivu": page},
        cause=enrolment,
        round=enrolment.changed_at.isoformat(),
        cohort=enrolment.cohort,
        by=by,
    )


def send_left(enrolment, *, word, colleague=None):
    """Tell the coordinators that somebody has left, and who comes in the person's place."""
    cohort = enrolment.cohort
    page = post.page(reverse("enrolment:people", args=[cohort.slug]))
    letters = []
    for coordinator in coordinators_of(cohort):
        with translation.override(coordinator.language):
            instead = ""
            if colleague:
                instead = _("In the same place comes %(person)s.") % {"person": colleague}
            values = {
                "ryhma": cohort.name,
                "tiimi": str(enrolment.team.organisation),
                "henkilo": str(enrolment.person),
                "sana": word,
                "tilalle": instead,
                "sivu": page,
            }
        letters.append(
            post.Letter(coordinator, values, enrolment, enrolment.changed_at.isoformat())
        )
    post.send_all(LEFT, letters, cohort=cohort)


def _values(enrolment):
    with translation.override(enrolment.person.language):
        team = str(enrolment.team.organisation)
    return {"ryhma": enrolment.cohort.name, "tiimi": team, "paikka": place_link(enrolment)}
