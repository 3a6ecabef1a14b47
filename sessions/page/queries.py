"""What the page of a session needs beyond the schedule."""

from types import SimpleNamespace

from django.db.models import Exists, OuterRef

from participants.enrolment.models import Enrolment
from sessions.feedback.models import SurveyGiven, is_open_after
from sessions.schedule.models import PreTaskDone


def mine(session, place):
    """What the person has done in the session; one statement, none without a place.

    `task_done` tells of the pre-task; `asks` is "open" where feedback is asked of the person now,
    "given" after it, else empty.
    """
    if place is None:
        return SimpleNamespace(task_done=False, asks="")
    done = PreTaskDone.objects.filter(session=session, enrolment=OuterRef("pk"))
    given = SurveyGiven.objects.filter(survey__session=session, enrolment=OuterRef("pk"))
    task_done, feedback_given = (
        Enrolment.objects.filter(pk=place.pk).values_list(Exists(done), Exists(given)).get()
    )
    asks = "given" if feedback_given else "open" if is_open_after(session) else ""
    return SimpleNamespace(task_done=task_done, asks=asks)
