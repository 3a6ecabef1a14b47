"""What the page of a session needs beyond the schedule."""

import math
from types import SimpleNamespace

from django.db.models import Exists, Subquery
from django.utils import timezone

from sessions.feedback.models import SurveyGiven, is_open_after
from sessions.notes.models import SessionNotes
from sessions.schedule.models import CoachingSession, PreTaskDone


def extras(session, user, place):
    """The notes, and what the person has done in the session; one statement, none for a guest.

    `notes` is their text; `writes` whether the person has been asked to write them; `task_done`
    tells of the pre-task; `asks` is "open" where feedback is asked of the person now, "given" after
    it, else empty.
    """
    if not user.is_authenticated:
        return SimpleNamespace(notes="", writes=False, task_done=False, asks="")
    notes = SessionNotes.objects.filter(session=session)
    own = {"enrolment": place.pk if place else None}
    text, writes, done, given = (
        CoachingSession.objects.filter(pk=session.pk)
        .values_list(
            Subquery(notes.values("text")),
            Exists(notes.filter(writer=user)),
            Exists(PreTaskDone.objects.filter(session=session, **own)),
            Exists(SurveyGiven.objects.filter(survey__session=session, **own)),
        )
        .get()
    )
    asks = "given" if given else "open" if place and is_open_after(session) else ""
    return SimpleNamespace(notes=text or "", writes=writes, task_done=done, asks=asks)


def now_in(session, agenda):
    """What is on: `item` with `left`, the minutes that it has left, and `following`; or None each.

    `agenda` is as by `agenda_with_clock`.
    """
    now = timezone.now()
    item = next((one for one in agenda if one.starts_at <= now < one.ends_at), None)
    following = next((one for one in agenda if one.starts_at > now), None)
    left = math.ceil((item.ends_at - now).total_seconds() / 60) if item else 0
    return SimpleNamespace(item=item, left=left, following=following)
