"""What the page of a session needs beyond the schedule."""

import math
from types import SimpleNamespace

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from sessions.feedback.models import SurveyGiven, is_open_after
from sessions.notes.models import SessionNotes
from sessions.schedule.models import CoachingSession
from sessions.schedule.queries import place_in


def extras(session, user):
    """The person's place, and what the page tells beyond the schedule; one statement, or two.

    `place` is as by `place_in`, or None. `notes` is the text of the session's notes, `writes`
    whether the person has been asked to write them; `asks` is "open" where feedback is asked of the
    person now, "given" after it, else empty. A guest has none of it.
    """
    if not user.is_authenticated:
        return SimpleNamespace(place=None, notes="", writes=False, asks="")
    notes = SessionNotes.objects.filter(session=session)
    more = {
        "notes_text": Subquery(notes.values("text")),
        "is_writer": Exists(notes.filter(writer=user)),
    }
    given = SurveyGiven.objects.filter(survey__session=session, enrolment=OuterRef("pk"))
    place = place_in(session, user, feedback_given=Exists(given), **more)
    found = place or CoachingSession.objects.annotate(**more).only("pk").get(pk=session.pk)
    asks = ""
    if place is not None:
        asks = "given" if place.feedback_given else "open" if is_open_after(session) else ""
    return SimpleNamespace(
        place=place, notes=found.notes_text or "", writes=found.is_writer, asks=asks
    )


def now_in(session, agenda):
    """What is on: `item` with `left`, the minutes that it has left, and `following`; or None each.

    `agenda` is as by `agenda_with_clock`.
    """
    now = timezone.now()
    item = next((one for one in agenda if one.starts_at <= now < one.ends_at), None)
    following = next((one for one in agenda if one.starts_at > now), None)
    left = math.ceil((item.ends_at - now).total_seconds() / 60) if item else 0
    return SimpleNamespace(item=item, left=left, following=following)
