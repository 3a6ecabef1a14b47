"""What the page of a session needs beyond the schedule."""

import math
from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from sessions.feedback.models import SurveyGiven, is_open_after
from sessions.notes.models import SessionNotes, SessionPhoto
from sessions.runs.queries import of_runs
from sessions.schedule.permissions import sessions_called
from sessions.schedule.queries import own_team_in, place_in
from valmennus.shared.composed import composed_once


@composed_once
def sessions_with_notes(user, slug):
    """The session as by `sessions_called`, with `notes_text`, `shown_photos` and `is_writer`.

    `runs_told` is for `sessions.runs.queries.runs_in`.

    A photograph has `uuid` and `alt`; `is_writer` is whether the person writes the notes.
    """
    photos = SessionPhoto.objects.filter(session=OuterRef("pk"))
    notes = SessionNotes.objects.filter(session=OuterRef("pk"))
    return sessions_called(user, slug).annotate(
        notes_text=Subquery(notes.values("text")),
        shown_photos=ArraySubquery(photos.values(told=JSONObject(uuid="uuid", alt="alt"))),
        # A guest has no key, and nobody has this one.
        is_writer=Exists(notes.filter(writer=user.pk or 0)),
        **of_runs(),
    )


def may_write(session, rights):
    """Whether the person writes the notes of a session of `sessions_with_notes`."""
    return rights.prepare or (session.is_writer and not session.is_archived)


def place_with_feedback(session, user):
    """The person's place as `place_in` gives it, or None; no statement more.

    Its `asks` is "open" where feedback is asked of the person now, "given" after it, else empty.
    """
    place = place_in(session, user, _own_team_with_feedback)
    if place is not None:
        is_open = is_open_after(session)
        place.asks = "given" if place.feedback_given else "open" if is_open else ""
    return place


@composed_once
def _own_team_with_feedback(session, cohort, person):
    given = SurveyGiven.objects.filter(survey__session=session, enrolment=OuterRef("pk"))
    return own_team_in(session, cohort, person).annotate(feedback_given=Exists(given))


def now_in(session, agenda):
    """What is on: `item` with `left`, the minutes that it has left, and `following`; or None each.

    `agenda` is as by `agenda_with_clock`.
    """
    now = timezone.now()
    item = next((one for one in agenda if one.starts_at <= now < one.ends_at), None)
    following = next((one for one in agenda if one.starts_at > now), None)
    left = math.ceil((item.ends_at - now).total_seconds() / 60) if item else 0
    return SimpleNamespace(item=item, left=left, following=following)
