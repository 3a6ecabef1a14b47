"""Mails that put sessions into people's calendars."""

from pathlib import Path

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.enrolment.models import Enrolment
from sessions.attendance.permissions import join_link
from sessions.calendars.exports import invitation
from sessions.schedule.models import CoachingSession
from sessions.tasks.queries import pre_tasks_of
from valmennus.shared import post

TEXTS = Path(__file__).with_name("mails.toml")
VARIABLES = {
    "tapaaminen": gettext_lazy("the title of the session"),
    "ryhma": gettext_lazy("the cohort's name"),
    "tiedot": gettext_lazy("when and where the session is"),
}
PAGES = {
    "liity": gettext_lazy("the reader's own address by which one joins; empty where one comes"),
    "sivu": gettext_lazy("the address of the session's page"),
}
INVITED = post.Kind(
    "invitations.invited",
    label=gettext_lazy("Invitation to a session"),
    texts=TEXTS,
    variables=VARIABLES | PAGES | {"aiheesta": gettext_lazy("what the session is about")},
)
CHANGED = post.Kind(
    "invitations.changed",
    label=gettext_lazy("A session has changed"),
    texts=TEXTS,
    variables=VARIABLES | PAGES,
)
CANCELLED = post.Kind(
    "invitations.cancelled",
    label=gettext_lazy("A session has been cancelled"),
    texts=TEXTS,
    variables=VARIABLES | {"syy": gettext_lazy("the reason")},
)
LEFT = post.Kind(
    "invitations.left",
    label=gettext_lazy("A session is taken out of the calendar of one who has left"),
    texts=TEXTS,
    variables=VARIABLES,
)


def facts_of(session, language):
    """When and where the session is, as a block, in the language."""
    with translation.override(language):
        before = _("There is a pre-task.") if pre_tasks_of(session) else ""
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        day = date_format(start, "D j.n.Y" if language != "en" else "D j N Y")
        clock = f"{date_format(start, 'TIME_FORMAT')}–{date_format(end, 'TIME_FORMAT')}"
        return post.facts(
            [
                (_("When"), f"{day} {clock}"),
                (_("How"), session.get_mode_display()),
                (_("Where"), session.place),
                (_("Before the session"), before),
            ]
        )


def values_of(session, enrolment):
    """What the mails about a session tell one person."""
    joins = session.join_url and not session.is_cancelled
    return {
        "tapaaminen": session.title,
        "ryhma": session.cohort.name,
        "tiedot": facts_of(session, enrolment.person.language),
        "aiheesta": session.summary,
        "liity": join_link(session, enrolment) if joins else "",
        "sivu": post.page(reverse("coaching:session", args=[session.slug])),
        "syy": session.cancel_reason,
    }


@post.sample_of(INVITED, CHANGED, CANCELLED, LEFT)
def sample(cohort, language):
    """One of the cohort's people and its next session, and what mails about it tell."""
    session = CoachingSession.objects.filter(cohort=cohort).order_by("-starts_at").first()
    place = Enrolment.objects.taking_part().filter(cohort=cohort).select_related("person").first()
    if session is None or place is None:
        return None
    session.cohort, place.person.language = cohort, language
    return place.person, values_of(session, place)


def letter(session, enrolment, *, round, cancelled=False):
    """One person's letter about the session, with the entry for the calendar."""
    person = enrolment.person
    with translation.override(person.language):
        entry = invitation(
            session, email=person.email, name=person.get_full_name(), cancelled=cancelled
        )
    return post.Letter(
        to=person,
        values=values_of(session, enrolment),
        cause=session,
        round=round,
        calendar=entry,
    )
