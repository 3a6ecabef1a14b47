"""Small makers of sessions and their materials."""

import datetime
import itertools

from django.utils import timezone

from sessions.schedule.material_models import Material
from sessions.schedule.models import AgendaItem, CoachingSession, SessionCoach

_numbers = itertools.count(1)


def make_session(cohort, *, in_hours=24 * 7, minutes=120, coach=None, draft=False, **fields):
    """A published session that starts so many hours from now (the past: a negative number)."""
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
    return session


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
