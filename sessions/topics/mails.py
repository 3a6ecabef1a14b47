"""The mails that tell those who touched a topic what becomes of it."""

from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from valmennus.shared import post

from . import queries
from .models import Topic

TEXTS = Path(__file__).with_name("mails.toml")
COMMON = {
    "aihe": _("the topic"),
    "sivu": _("the address of the topic's page; empty for those without an account"),
}


def _kind(name, label, variables):
    return post.Kind(
        f"topics.{name}",
        label=label,
        texts=TEXTS,
        variables=COMMON | variables,
        stoppable="digest",
    )


SCHEDULED = _kind(
    "scheduled",
    _("A topic is taken into a session"),
    {"tapaaminen": _("the title of the session"), "aika": _("when the session begins")},
)
DECLINED = _kind("declined", _("A topic is not taken"), {"perustelu": _("the reason")})
MERGED = _kind("merged", _("A topic is joined to another"), {"toinen": _("the other topic")})
DONE = _kind("done", _("The outcome of a topic"), {"tulos": _("what came of it")})


def values_of(topic, language, *, guest=False):
    """What the mails tell one reader of the topic."""
    other = topic.merged_into
    page = "" if guest else post.page(reverse("coaching:topic", args=[topic.uuid]))
    return {
        "aihe": topic.title,
        "sivu": page,
        "tapaaminen": topic.session.title if topic.session else "",
        "aika": post.moment(topic.session.starts_at, language) if topic.session else "",
        "perustelu": topic.reason,
        "toinen": other.title if other else "",
        "tulos": topic.outcome,
    }


def tell(kind, topic, *, by):
    """Tell those who raised or support the topic, without whoever took the step.

    Returns how many mails were written; each reader gets one for a kind and a version.
    """
    round = topic.changed_at.isoformat()
    letters = [
        post.Letter(person, values_of(topic, person.language), cause=topic, round=round)
        for person in queries.touched_by(topic)
        if person.pk != by.pk
    ]
    for one in queries.guests_of(topic):
        guest = post.Guest(one.guest_email, one.guest_language, uuid=one.uuid)
        values = values_of(topic, one.guest_language, guest=True)
        letters.append(post.Letter(guest, values, cause=topic, round=round))
    return post.send_all(kind, letters, cohort=topic.cohort, by=by)


@post.sample_of(SCHEDULED, DECLINED, MERGED, DONE)
def sample(cohort, language):
    """One of the cohort's people and a topic of the cohort."""
    place = Enrolment.objects.taking_part().filter(cohort=cohort).select_related("person").first()
    topics = Topic.objects.filter(cohort=cohort).select_related("session", "merged_into")
    topic = topics.first()
    if place is None or topic is None:
        return None
    place.person.language = language
    return place.person, values_of(topic, language)
