"""The mail that asks people to answer a questionnaire."""

from pathlib import Path

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from valmennus.shared import post

from .models import Survey

ASKED = post.Kind(
    "feedback.asked",
    label=_("Questionnaire"),
    texts=Path(__file__).with_name("mails.toml"),
    variables={
        "ryhma": _("the cohort's name"),
        "kysely": _("the title of the questionnaire"),
        "johdanto": _("what is told first; empty where nothing is"),
        "sivu": _("the address where one answers"),
        "asti": _("a sentence of the last day to answer; empty where there is none"),
    },
    stoppable="reminders",
)


def values_of(survey, person):
    """What the mail tells one person."""
    until = ""
    if survey.closes_on:
        with translation.override(person.language):
            day = post.day(survey.closes_on, person.language)
            until = gettext("You can answer until %(day)s.") % {"day": day}
    return {
        "ryhma": survey.cohort.name,
        "kysely": survey.title,
        "johdanto": survey.intro,
        "sivu": post.page(reverse("coaching:survey", args=[survey.uuid])),
        "asti": until,
    }


def send_asked(survey, places, *, by, again=False):
    """Ask these people to answer; returns how many mails were written, at most one a day each."""
    round = timezone.localdate().isoformat() if again else "opened"
    letters = [
        post.Letter(place.person, values_of(survey, place.person), cause=survey, round=round)
        for place in places
    ]
    return post.send_all(ASKED, letters, cohort=survey.cohort, by=by)


@post.sample_of(ASKED)
def sample(cohort, language):
    """One of the cohort's people and its newest questionnaire."""
    place = Enrolment.objects.taking_part().filter(cohort=cohort).select_related("person").first()
    survey = Survey.objects.filter(cohort=cohort, session=None).first()
    if place is None or survey is None:
        return None
    survey.cohort = cohort
    place.person.language = language
    return place.person, values_of(survey, place.person)
