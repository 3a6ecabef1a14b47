"""Feedback after a session: taken once, without a name, shown when there are enough."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.feedback import actions, queries
from sessions.feedback.models import Survey, SurveyAnswer, SurveyGiven
from sessions.schedule.models import CoachingSession
from tests.factories import enrol, make_team, make_user
from tests.races import together
from tests.session_factories import make_session
from valmennus.shared.models import Act, Mail
from valmennus.shared.questions import Kind, Question

pytestmark = pytest.mark.django_db

ANSWER = {"k-hyoty": "8", "k-avoin": "Rohkeutta kokeilla."}


@pytest.fixture
def held(cohort, coach):
    return make_session(cohort, coach=coach, in_hours=-3, slug="pidetty")


def page(session):
    return reverse("coaching:feedback", args=[session.slug])


def results(session):
    return reverse("coaching:feedback_results", args=[session.slug])


def place_of(person):
    return Enrolment.objects.get(person=person)


def answer(session, number, cohort):
    """So many people of the cohort answer, each with an own text."""
    team = make_team(cohort)
    for one in range(number):
        place = enrol(make_user(), team)
        values = {"hyoty": one % 11, "avoin": f"Vastaus {one}"}
        actions.give(survey=queries.survey_of(session), enrolment=place, values=values)


def test_an_answer_is_kept_apart_from_who_gave_it(client, participant, held):
    client.force_login(participant)
    assert client.post(page(held), ANSWER).status_code == 302
    [kept] = SurveyAnswer.objects.all()
    assert kept.values == {"hyoty": 8, "avoin": "Rohkeutta kokeilla."}
    assert (kept.week.weekday(), kept.is_shown) == (0, False)
    assert [given.enrolment.person for given in SurveyGiven.objects.all()] == [participant]
    assert {field.name for field in SurveyAnswer._meta.get_fields()} == {
        *("id", "survey", "values", "week", "is_shown")
    }
    assert not Act.objects.filter(actor=participant).exists()


def test_one_answers_once(client, participant, held):
    client.force_login(participant)
    client.post(page(held), ANSWER)
    again = client.post(page(held), ANSWER)
    assert (again.status_code, SurveyAnswer.objects.count()) == (409, 1)
    assert "k-hyoty" not in client.get(page(held)).content.decode()


def test_what_is_missing_comes_back_with_the_typed_text(client, participant, held):
    client.force_login(participant)
    answer = client.post(page(held), {"k-hyoty": "12", "k-avoin": "Tämä jäi."})
    assert answer.status_code == 422
    assert "Tämä jäi." in answer.content.decode()
    assert not SurveyGiven.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"in_hours": 24},
        {"in_hours": -24 * 16},
        {"in_hours": -3, "cancelled_at": timezone.now()},
    ],
    ids=["to come", "long ago", "cancelled"],
)
def test_answers_are_taken_for_two_weeks(client, participant, cohort, fields):
    session = make_session(cohort, **fields)
    client.force_login(participant)
    assert client.post(page(session), ANSWER).status_code == 409
    assert not SurveyAnswer.objects.exists()


def test_nobody_answers_in_an_archived_cohort(client, participant, held, cohort):
    cohort.state = "archived"
    cohort.save()
    client.force_login(participant)
    assert client.post(page(held), ANSWER).status_code == 403


def test_few_answers_are_not_shown(client, coordinator, held, cohort):
    answer(held, 4, cohort)
    client.force_login(coordinator)
    text = client.get(results(held)).content.decode()
    assert "Vastaus 1" not in text
    answer(held, 1, cohort)
    assert "Vastaus 1" in client.get(results(held)).content.decode()


def test_an_answer_that_comes_alone_waits_for_others(held, cohort):
    answer(held, 5, cohort)
    answer(held, 4, cohort)
    found = queries.results_of(queries.survey_of(held))
    assert (found.given, found.shown) == (9, 5)
    answer(held, 1, cohort)
    assert queries.results_of(queries.survey_of(held)).shown == 10


def test_the_rest_shows_when_answering_has_ended(held, cohort):
    answer(held, 7, cohort)
    CoachingSession.objects.update(
        starts_at=timezone.now() - datetime.timedelta(days=20),
        ends_at=timezone.now() - datetime.timedelta(days=20, hours=-1),
    )
    held.refresh_from_db()
    assert queries.results_of(queries.survey_of(held)).shown == 7


def test_four_are_not_shown_at_the_end_either(held, cohort):
    answer(held, 4, cohort)
    CoachingSession.objects.update(
        starts_at=timezone.now() - datetime.timedelta(days=20),
        ends_at=timezone.now() - datetime.timedelta(days=20, hours=-1),
    )
    held.refresh_from_db()
    assert queries.results_of(queries.survey_of(held)).shown == 0


def test_results_go_to_excel_without_joining_what_one_answered(client, coordinator, held, cohort):
    answer(held, 5, cohort)
    client.force_login(coordinator)
    got = client.get(reverse("coaching:feedback_xlsx", args=[held.slug]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(got.getvalue()))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert rows[0][2:5] == [5, "", 2]
    assert {row[1] for row in rows if str(row[1]).startswith("Vastaus ")} == {
        f"Vastaus {n}" for n in range(5)
    }


def test_the_coordinator_chooses_what_is_asked(client, coordinator, participant, held):
    client.force_login(coordinator)
    address = reverse("coaching:feedback_edit", args=[held.slug])
    data = {
        "intro": "",
        "kysymykset-TOTAL_FORMS": "1",
        "kysymykset-INITIAL_FORMS": "0",
        "kysymykset-0-label": "Kannattiko?",
        "kysymykset-0-kind": "choice",
        "kysymykset-0-options": "Kyllä\nEi",
    }
    assert client.post(address, data).status_code == 302
    client.force_login(participant)
    text = client.get(page(held)).content.decode()
    assert "Kannattiko?" in text
    assert "k-hyoty" not in text


def test_answered_questions_stay(client, coordinator, held, cohort):
    answer(held, 1, cohort)
    client.force_login(coordinator)
    address = reverse("coaching:feedback_edit", args=[held.slug])
    survey = Survey.objects.get()
    data = {
        "seen": survey.changed_at.isoformat(),
        "kysymykset-TOTAL_FORMS": "1",
        "kysymykset-INITIAL_FORMS": "0",
        "kysymykset-0-label": "Toinen?",
        "kysymykset-0-kind": "text",
    }
    assert client.post(address, data).status_code == 422
    survey.refresh_from_db()
    assert survey.questions == []


def test_two_coordinators_see_each_others_questions(client, coordinator, held):
    client.force_login(coordinator)
    address = reverse("coaching:feedback_edit", args=[held.slug])
    data = {
        "intro": "Oma.",
        "kysymykset-TOTAL_FORMS": "1",
        "kysymykset-INITIAL_FORMS": "0",
        "kysymykset-0-label": "Kannattiko?",
    }
    client.post(address, data)
    stale = client.post(address, data | {"intro": "Toisen."})
    assert stale.status_code == 422
    assert "Oma." in stale.content.decode()
    assert Survey.objects.get().intro == "Oma."


def asked(person):
    """The sessions of which feedback is asked from the person now."""
    sessions = queries.own_sessions_with_feedback(person)
    return [session for session in sessions if queries.wants_feedback(session)]


def test_who_was_away_is_not_asked(participant, held):
    assert asked(participant) == [held]
    Attendance.objects.create(
        session=held,
        enrolment=place_of(participant),
        state="absent",
        source="marked",
        marked_at=timezone.now(),
    )
    assert asked(participant) == []


def test_who_has_answered_is_not_asked(participant, held):
    actions.give(
        survey=queries.survey_of(held), enrolment=place_of(participant), values={"hyoty": 1}
    )
    assert asked(participant) == []


# ------------------------------------------------------------------ the whole coaching


@pytest.fixture
def survey(cohort):
    questions = [Question("a", Kind.TEXT, "Mikä muuttui?", required=True).kept()]
    return Survey.objects.create(cohort=cohort, title="Loppukysely", questions=questions)


def test_opening_asks_everybody_once(client, coordinator, participant, teammate, survey):
    client.force_login(coordinator)
    address = reverse("coaching:survey_open", args=[survey.uuid])
    assert "2" in client.get(address).content.decode()
    client.post(address)
    survey.refresh_from_db()
    assert survey.is_open
    mails = Mail.objects.filter(kind="feedback.asked")
    assert {mail.to for mail in mails} == {participant.email, teammate.email}
    assert [survey] == queries.surveys_waiting(participant)
    # The same address now reminds, once a day, those who have not answered.
    actions.give(survey=survey, enrolment=place_of(teammate), values={"a": "Paljon."})
    client.post(address)
    client.post(address)
    assert mails.filter(to=participant.email).count() == 2
    assert mails.filter(to=teammate.email).count() == 1


def test_what_asks_nothing_is_not_sent(coordinator, participant, cohort):
    empty = Survey.objects.create(cohort=cohort, title="Tyhjä")
    with pytest.raises(actions.NotPossible):
        actions.open_survey(survey=empty, by=coordinator)
    assert not Mail.objects.exists()


def test_a_closed_questionnaire_takes_nothing(client, coordinator, participant, survey):
    actions.open_survey(survey=survey, by=coordinator)
    actions.close_survey(survey=survey, by=coordinator)
    client.force_login(participant)
    address = reverse("coaching:survey", args=[survey.uuid])
    assert client.post(address, {"k-a": "Myöhässä."}).status_code == 409
    assert not SurveyAnswer.objects.exists()


def test_what_was_sent_is_not_deleted(coordinator, survey):
    actions.open_survey(survey=survey, by=coordinator)
    with pytest.raises(actions.NotPossible):
        actions.remove_survey(survey=survey, by=coordinator)
    assert Survey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one_answer(held, participant):
    place = place_of(participant)

    def send():
        actions.give(survey=queries.survey_of(held), enrolment=place, values={"hyoty": 5})

    answers = together(send, send, send)
    assert sum(answer is None for answer in answers) == 1
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize("name", ["feedback_results", "surveys"])
def test_statements_do_not_grow(client, coordinator, held, cohort, name):
    args = [held.slug] if name == "feedback_results" else [cohort.slug]
    client.force_login(coordinator)
    counts = []
    for number in (5, 20):
        answer(held, number, cohort)
        for _one in range(number):
            Survey.objects.create(cohort=cohort, title="Kysely")
        with CaptureQueriesContext(connection) as queries_:
            client.get(reverse(f"coaching:{name}", args=args))
        counts.append(len(queries_))
    assert counts[0] == counts[1] <= 12
