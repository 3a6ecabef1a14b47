"""What the page of a session needs beyond the schedule."""

from types import SimpleNamespace

from sessions.feedback.models import SurveyGiven, is_open_after


def mine(session, place):
    """What the person has done in the session; one statement, none without a place.

    `asks` is "open" where feedback is asked of the person now,
    "given" after it, else empty.
    """
    if place is None:
        return SimpleNamespace(asks="")
    feedback_given = SurveyGiven.objects.filter(survey__session=session, enrolment=place).exists()
    asks = "given" if feedback_given else "open" if is_open_after(session) else ""
    return SimpleNamespace(asks=asks)
