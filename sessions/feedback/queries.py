"""What the pages of feedback need."""

from types import SimpleNamespace

from django.db.models import Count, Exists, F, OuterRef

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.schedule.models import CoachingSession
from sessions.schedule.queries import own_rows
from valmennus.shared.composed import composed_once
from valmennus.shared.counting import team_rows
from valmennus.shared.questions import tallies

from .models import FEW, Survey, SurveyAnswer, SurveyGiven, is_open_after


def survey_of(session):
    """The session's questionnaire; one that is not kept yet where nobody has touched it."""
    survey = Survey.objects.filter(session=session).first()
    survey = survey or Survey(cohort=session.cohort, session=session)
    survey.session, survey.cohort = session, session.cohort
    return survey


def has_given(survey, enrolment):
    """Whether the person has answered."""
    if survey.pk is None:
        return False
    return SurveyGiven.objects.filter(survey=survey, enrolment=enrolment).exists()


def surveys_of(cohort):
    """The cohort's questionnaires of the whole coaching, the newest first, with `given_count`."""
    return list(
        Survey.objects.filter(cohort=cohort, session=None)
        .annotate(given_count=_given())
        .order_by("-pk")
    )


def session_surveys_of(cohort):
    """The questionnaires of the cohort's sessions that somebody has touched, with `given_count`."""
    return list(
        Survey.objects.filter(cohort=cohort, session__isnull=False)
        .exclude(session__kind=CoachingSession.Kind.WEBINAR)
        .select_related("session")
        .annotate(given_count=_given())
        .order_by("-session__starts_at", "-pk")
    )


def _given():
    return Count("given")


def results_of(survey):
    """What a cohort answered; see `results_among`."""
    return results_among(
        survey,
        given=survey.given.count() if survey.pk else 0,
        asked=Enrolment.objects.taking_part().filter(cohort=survey.cohort_id).count(),
    )


def results_among(survey, *, given, asked):
    """What was answered: `given` of `asked` people, and `tallies` of what may be shown.

    Fewer than `FEW` answers are not shown, nor those that would come alone to the ones shown
    already: they would tell whose they are. When answering has ended, all are shown, if there are
    enough of them.
    """
    answers = _shown_answers(survey)
    return SimpleNamespace(
        given=given,
        asked=asked,
        shown=len(answers),
        tallies=tallies(survey.asked, answers, hide_under=FEW),
        few=FEW,
    )


def _shown_answers(survey):
    if survey.pk is None:
        return []
    answers = SurveyAnswer.objects.filter(survey=survey).order_by("pk")
    if not survey.is_over:
        answers = answers.filter(is_shown=True)
    values = list(answers.values_list("values", flat=True))
    return values if len(values) >= FEW else []


def given_rows(cohort, sessions):
    """How many of each team have given feedback of the cohort's sessions.

    Rows as `counting.team_rows`.
    """
    rows = SurveyGiven.objects.filter(
        survey__session__in=sessions,
        enrolment__cohort=cohort,
        enrolment__state__in=Enrolment.TAKING_PART,
    )
    return team_rows(rows, "feedback", thing="survey__session_id")


def places_given(session):
    """The keys of the places from which feedback of the session was given."""
    return set(
        SurveyGiven.objects.filter(survey__session=session).values_list("enrolment", flat=True)
    )


def places_missing(survey):
    """The places of those who take part and have not answered, in Finnish order."""
    return list(
        Enrolment.objects.taking_part()
        .filter(cohort=survey.cohort_id)
        .exclude(pk__in=survey.given.values("enrolment"))
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )


def surveys_waiting(user):
    """The open questionnaires of the whole coaching that the person has not answered."""
    return [survey for survey in _surveys_opened(user.pk) if survey.is_open]


@composed_once
def _surveys_opened(person):
    places = Enrolment.objects.taking_part().filter(person=person)
    return (
        Survey.objects.filter(
            session=None,
            opened_at__isnull=False,
            cohort__in=places.exclude(cohort__state=Cohort.State.ARCHIVED).values("cohort"),
        )
        .exclude(given__enrolment__person=person)
        .select_related("cohort")
        .order_by(F("closes_on").asc(nulls_last=True), "pk")
    )


@composed_once
def own_sessions_with_feedback(user):
    """The person's sessions as by `own_rows`, each with what `wants_feedback` goes by.

    `feedback_given`: has the person given it? `was_away`: was the person not there?
    """
    own = {"enrolment__person": user}
    away = [Attendance.State.ABSENT, Attendance.State.EXCUSED]
    given = SurveyGiven.objects.filter(survey__session=OuterRef("pk"), **own)
    absent = Attendance.objects.filter(session=OuterRef("pk"), state__in=away, **own)
    return own_rows(user).annotate(feedback_given=Exists(given), was_away=Exists(absent))


def wants_feedback(session):
    """Whether feedback of the session, of `own_sessions_with_feedback`, is asked now."""
    return is_open_after(session) and not session.feedback_given and not session.was_away
