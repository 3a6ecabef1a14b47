"""Who gives feedback, who makes questionnaires, who sees what was answered."""

from django.utils import timezone

from sessions.feedback.models import Survey
from tests.session_factories import make_session
from valmennus.shared.questions import Kind, Question

from .sessions import ACT, MANAGED, OTHERS, PREPARED, rows

QUESTIONS = [Question("a", Kind.TEXT, "Mitä jäi käteen?").kept()]


def furnish(world):
    world.held = make_session(world.cohort, coach=world.coach, in_hours=-3)
    world.survey = Survey.objects.create(
        cohort=world.cohort, title="Loppukysely", questions=QUESTIONS, opened_at=timezone.now()
    )
    world.unsent = Survey.objects.create(cohort=world.cohort, title="Luonnos", questions=QUESTIONS)


def held(world):
    return [world.held.slug]


def survey(world):
    return [world.survey.uuid]


def unsent(world):
    return [world.unsent.uuid]


def cohort(world):
    return [world.cohort.slug]


# Those who run the cohort are led to the results.
ANSWERED = {"rest": 200, "coordinator": 302, "coach": 302} | OTHERS
HIDDEN = MANAGED | {"participant": 404, "teammate": 404, "peer": 404}

ROWS = [
    rows("feedback", args=held, **ANSWERED),
    rows("feedback", args=held, method="post", data=lambda w: {"k-hyoty": "8"}, **{
        "rest": 302} | OTHERS),
    rows("feedback", args=lambda w: [w.session.slug], note="not yet", **ANSWERED),
    rows("feedback", args=lambda w: [w.webinar.slug], note="a webinar", rest=404),
    rows("feedback_results", args=held, **PREPARED),
    rows("feedback_xlsx", args=held, **PREPARED),
    rows("feedback_edit", args=held, **MANAGED),
    rows("feedback_edit", args=held, method="post", **MANAGED | {"coordinator": 422}),
    rows("surveys", args=cohort, **MANAGED),
    rows("survey_new", args=cohort, **MANAGED),
    rows("survey_new", args=cohort, method="post", **MANAGED | {"coordinator": 422}),
    rows("survey", args=survey, **ANSWERED),
    rows("survey", args=survey, method="post", data=lambda w: {"k-a": "Paljon."}, **{
        "rest": 302} | OTHERS),
    rows("survey", args=unsent, note="not sent yet", rest=404, coordinator=302, coach=302),
    rows("survey_edit", args=survey, **MANAGED),
    rows("survey_edit", args=survey, method="post", **MANAGED | {"coordinator": 422}),
    rows("survey_open", args=unsent, **HIDDEN),
    rows("survey_open", args=unsent, method="post", **HIDDEN | {"coordinator": 302}),
    rows("survey_close", args=survey, method="post", **ACT),
    rows("survey_remove", args=unsent, method="post", **HIDDEN | {"coordinator": 302}),
    rows("survey_results", args=survey, **PREPARED),
    rows("survey_xlsx", args=survey, **PREPARED),
]  # fmt: skip
