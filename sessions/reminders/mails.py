"""The mails that remind."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.enrolment.models import Enrolment
from participants.places.mails import place_link
from sessions.attendance.permissions import join_link
from sessions.invitations.mails import facts_of
from sessions.notes.queries import notes_of
from sessions.schedule.models import CoachingSession
from sessions.schedule.queries import visible_materials
from sessions.tasks.models import Task
from sessions.tasks.queries import pre_tasks_of
from valmennus.shared import post
from valmennus.shared.richtext import to_html

from .models import ReminderRule

TEXTS = Path(__file__).with_name("mails.toml")
COMMON = {"ryhma": gettext_lazy("the cohort's name")}
SESSION = COMMON | {
    "tapaaminen": gettext_lazy("the title of the session"),
    "sivu": gettext_lazy("the address of the session's page"),
}
DETAILS = {
    "tiedot": gettext_lazy("when and where the session is"),
    "ennakkotehtava": gettext_lazy("the pre-task; empty where there is none"),
    "liity": gettext_lazy("the reader's own address by which one joins; empty where one comes"),
}


def _kind(name, label, variables, stoppable="reminders"):
    return post.Kind(
        f"reminders.{name}", label=label, texts=TEXTS, variables=variables, stoppable=stoppable
    )


BEFORE = _kind("before", gettext_lazy("Reminder: a session is coming"), SESSION | DETAILS)
PRE_TASK = _kind(
    "pre_task",
    gettext_lazy("Reminder: task"),
    SESSION
    | {
        "tehtava": gettext_lazy("the title of the task"),
        "ennakkotehtava": gettext_lazy("the instruction of the task"),
        "asti": gettext_lazy("by when it is handed in"),
        "aika": gettext_lazy("when the session begins"),
    },
)
AFTER = _kind(
    "after",
    gettext_lazy("After a session: materials and feedback"),
    SESSION
    | {
        "aineistot": gettext_lazy("the session's materials"),
        "muistiinpanot": gettext_lazy(
            "the session's notes with a heading; empty where there are none"
        ),
        "palaute": gettext_lazy("the address of the feedback page"),
        "seuraava": gettext_lazy("a sentence of the next session; empty where none is known"),
    },
)
UNCONFIRMED = _kind(
    "unconfirmed",
    gettext_lazy("Reminder: place not confirmed"),
    COMMON
    | {
        "paikka": gettext_lazy("the reader's own address of the place"),
        "asti": gettext_lazy("the day by which the place is confirmed"),
    },
    stoppable="",
)

KINDS = {
    ReminderRule.Kind.WEEK_BEFORE: BEFORE,
    ReminderRule.Kind.DAY_BEFORE: BEFORE,
    ReminderRule.Kind.PRE_TASK: PRE_TASK,
    ReminderRule.Kind.DAY_AFTER: AFTER,
    ReminderRule.Kind.UNCONFIRMED: UNCONFIRMED,
}


def values_of(rule_kind, thing, place, cohort):
    """What the reminder tells one person."""
    language = place.person.language
    if rule_kind == ReminderRule.Kind.UNCONFIRMED:
        asti = post.day(cohort.confirm_until, language) if cohort.confirm_until else ""
        return {"ryhma": cohort.name, "paikka": place_link(place), "asti": asti}
    task = thing if rule_kind == ReminderRule.Kind.PRE_TASK else None
    session = task.session if task else thing
    page = task.get_absolute_url() if task else reverse("coaching:session", args=[session.slug])
    return {
        "ryhma": cohort.name,
        "tapaaminen": session.title,
        "sivu": post.page(page),
        "tiedot": facts_of(session, language),
        "tehtava": task.title if task else "",
        "asti": post.moment(task.due, language) if task and task.due else "",
        "ennakkotehtava": task.instruction if task else _pre_tasks(session),
        "aika": post.moment(session.starts_at, language),
        "liity": join_link(session, place) if session.join_url else "",
        **(_after(session, language) if rule_kind == ReminderRule.Kind.DAY_AFTER else {}),
        "aineistot": _materials(session) if rule_kind == ReminderRule.Kind.DAY_AFTER else "",
    }


def _pre_tasks(session):
    return "\n\n".join(task.instruction for task in pre_tasks_of(session))


def _after(session, language):
    """What a mail after the session tells besides the materials."""
    following = (
        CoachingSession.objects.published()
        .filter(cohort=session.cohort_id, starts_at__gt=session.starts_at, cancelled_at=None)
        .order_by("starts_at", "pk")
        .first()
    )
    notes, coming = notes_of(session).text, ""
    with translation.override(language):
        head = _("Notes")
        if following:
            when = post.moment(following.starts_at, language)
            values = {"title": following.title, "when": when}
            coming = _("Next session: %(title)s, %(when)s") % values
    html = format_html("<h2>{}</h2>{}", head, to_html(notes))
    return {
        "muistiinpanot": post.Block(f"{head}\n\n{notes}", html) if notes else "",
        "palaute": post.page(reverse("coaching:feedback", args=[session.slug])),
        "seuraava": coming,
    }


def _materials(session):
    shown = visible_materials(session.materials.all())
    return post.items(
        [(one.title, "", post.page(reverse("coaching:material", args=[one.uuid]))) for one in shown]
    )


def send(rule, thing, places, *, cohort, by):
    """Remind these people; who has got this very reminder does not get it again."""
    day = rule.runs_at(thing).date().isoformat()
    letters = [
        post.Letter(
            to=place.person,
            values=values_of(rule.kind, thing, place, cohort),
            cause=thing,
            round=f"{rule.kind}.{day}",
        )
        for place in places
    ]
    return post.send_all(KINDS[rule.kind], letters, cohort=cohort, by=by)


@post.sample_of(BEFORE, PRE_TASK, AFTER, UNCONFIRMED)
def sample(cohort, language):
    """One of the cohort's people and its last session, and what reminders tell of them."""
    session = CoachingSession.objects.filter(cohort=cohort).order_by("-starts_at").first()
    place = Enrolment.objects.taking_part().filter(cohort=cohort).select_related("person").first()
    if session is None or place is None:
        return None
    session.cohort = place.cohort = cohort
    place.person.language = language
    values = values_of(ReminderRule.Kind.DAY_AFTER, session, place, cohort)
    task = Task.objects.filter(session__cohort=cohort).select_related("session").last()
    if task is not None:
        values |= values_of(ReminderRule.Kind.PRE_TASK, task, place, cohort)
    places = values_of(ReminderRule.Kind.UNCONFIRMED, cohort, place, cohort)
    return place.person, places | values
