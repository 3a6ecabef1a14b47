"""Small makers of sessions and their materials."""

import datetime
import itertools

from django.utils import timezone

from sessions.schedule.material_models import Material
from sessions.schedule.models import AgendaItem, CoachingSession, SessionCoach
from sessions.tasks.models import Task, TaskAnswer

_numbers = itertools.count(1)


def make_session(
    cohort, *, in_hours=24 * 7, minutes=120, coach=None, draft=False, pre_task="", **fields
):
    """A published session that starts so many hours from now (the past: a negative number).

    `pre_task` is the instruction of a published task to tick before it.
    """
    number = next(_numbers)
    starts_at = fields.pop("starts_at", None) or (
        timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(hours=in_hours)
    )
    fields.setdefault("title", f"Työpaja {number}")
    fields.setdefault("slug", f"tyopaja-{number}")
    fields.setdefault("join_url", "https://kokous.example.org/huone")
    fields.setdefault("published_at", None if draft else timezone.now())
    session = CoachingSession.objects.create(
        cohort=cohort,
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(minutes=minutes),
        **fields,
    )
    if coach is not None:
        SessionCoach.objects.create(session=session, user=coach)
    if pre_task:
        make_task(session, title="Ennakkotehtävä", instruction=pre_task)
    return session


def make_task(session, **fields):
    """A published task of the session, to be ticked by everybody before it."""
    fields.setdefault("title", f"Tehtävä {next(_numbers)}")
    fields.setdefault("instruction", "Lue tämä ennen tapaamista.")
    fields.setdefault("published_at", timezone.now())
    return Task.objects.create(session=session, **fields)


def do_pre_task(session, place):
    """The person of the place has ticked the session's task."""
    return TaskAnswer.objects.create(
        task=session.tasks.get(), enrolment=place, handed_in_at=timezone.now()
    )


def make_agenda(session, *rows):
    """Agenda items from (minutes, title) pairs."""
    return [
        AgendaItem.objects.create(session=session, order=order, minutes=minutes, title=title)
        for order, (minutes, title) in enumerate(rows, 1)
    ]


def make_material(session, **fields):
    """A text that is needed before the session."""
    fields.setdefault("kind", Material.Kind.TEXT)
    fields.setdefault("title", f"Aineisto {next(_numbers)}")
    if fields["kind"] == Material.Kind.TEXT:
        fields.setdefault("text", "Lue tämä ennen tapaamista.")
    elif fields["kind"] != Material.Kind.FILE:
        fields.setdefault("url", "https://example.org/sivu")
    return Material.objects.create(session=session, **fields)
