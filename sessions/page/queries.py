"""What the page of a session needs beyond the schedule."""

from django.db.models import Exists, OuterRef

from sessions.feedback.models import SurveyGiven, is_open_after
from sessions.schedule.queries import place_in


def place_with_feedback(session, user):
    """The person's place as `place_in` gives it, or None, without a statement more.

    Its `asks` is "open" where feedback is asked of the person now, "given" after it, else empty.
    """
    given = SurveyGiven.objects.filter(survey__session=session, enrolment=OuterRef("pk"))
    place = place_in(session, user, feedback_given=Exists(given))
    if place is not None:
        is_open = is_open_after(session)
        place.asks = "given" if place.feedback_given else "open" if is_open else ""
    return place
