"""The mails by which a coordinator reminds those of a team who miss something."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from participants.places.mails import place_link
from sessions.feedback.models import last_day_after
from sessions.schedule.models import CoachingSession
from sessions.tasks.models import Task
from valmennus.shared import post

TEXTS = Path(__file__).with_name("mails.toml")
COMMON = {
    "ryhma": _("the cohort's name"),
    "tiimi": _("the name of the team"),
    "viesti": _("what the coordinator adds; empty where nothing is added"),
    "sivu": _("the address of the page where the matter is dealt with"),
}
SESSION = COMMON | {"tapaaminen": _("the title of the session")}


def _kind(name, label, variables):
    return post.Kind(
        f"cockpit.{name}", label=label, texts=TEXTS, variables=variables, stoppable="reminders"
    )


KINDS = {
    "unconfirmed": _kind(
        "unconfirmed",
        _("A coordinator reminds: place not confirmed"),
        COMMON | {"asti": _("the day by which the place is confirmed")},
    ),
    "sign_in": _kind("sign_in", _("A coordinator reminds: not signed in"), COMMON),
    "pre_task": _kind(
        "pre_task",
        _("A coordinator reminds: task"),
        SESSION
        | {
            "tehtava": _("the title of the task"),
            "asti": _("by when it is handed in"),
            "aika": _("when the session begins"),
        },
    ),
    "feedback": _kind(
        "feedback",
        _("A coordinator reminds: feedback"),
        SESSION | {"asti": _("the last day to answer")},
    ),
    "attendance": _kind("attendance", _("A coordinator reminds: absence"), SESSION),
}


def values_of(about, thing, place, message):
    """What the mail about the thing tells one person."""
    language = place.person.language
    with translation.override(language):
        team = str(place.team.organisation)
    values = {"ryhma": place.cohort.name, "tiimi": team, "viesti": message}
    if about == "unconfirmed":
        day = place.cohort.confirm_until
        return values | {
            "sivu": place_link(place),
            "asti": post.day(day, language) if day else "",
        }
    if about == "sign_in":
        return values | {"sivu": post.page(reverse("portal:cohort", args=[place.cohort.slug]))}
    if about == "pre_task":
        return values | {
            "tapaaminen": thing.session.title,
            "tehtava": thing.title,
            "sivu": post.page(thing.get_absolute_url()),
            "aika": post.moment(thing.session.starts_at, language),
            "asti": post.moment(thing.due, language) if thing.due else "",
        }
    name = "coaching:feedback" if about == "feedback" else "coaching:session"
    return values | {
        "tapaaminen": thing.title,
        "sivu": post.page(reverse(name, args=[thing.slug])),
        "aika": post.moment(thing.starts_at, language),
        "asti": post.day(last_day_after(thing), language),
    }


def send(found, *, message, cohort, by, round):
    """Remind those who miss it; returns how many mails were written, one each for a `round`."""
    letters = [
        post.Letter(
            place.person,
            values_of(found.about, found.thing, place, message),
            cause=found.thing,
            round=round,
        )
        for place in found.places
    ]
    return post.send_all(KINDS[found.about], letters, cohort=cohort, by=by)


@post.sample_of(*KINDS.values())
def sample(cohort, language):
    """One of the cohort's people and its last session, and what the mails tell of them."""
    session = CoachingSession.objects.filter(cohort=cohort).order_by("-starts_at").first()
    places = Enrolment.objects.taking_part().filter(cohort=cohort)
    place = places.select_related("person", "team__organisation").first()
    if session is None or place is None:
        return None
    place.cohort, place.person.language = cohort, language
    of_place = values_of("unconfirmed", cohort, place, "")
    values = of_place | values_of("feedback", session, place, "")
    task = Task.objects.filter(session__cohort=cohort).select_related("session").last()
    if task is not None:
        values |= values_of("pre_task", task, place, "")
    return place.person, values
