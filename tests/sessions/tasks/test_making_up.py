"""A missed session is made up by a task, at the coordinator's word."""

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.awards.queries import progress_of
from sessions.tasks.models import TaskAnswer
from tests.session_factories import make_session, make_task
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


@pytest.fixture
def answer(cohort, coach, place):
    session = make_session(cohort, coach=coach, in_hours=-24)
    task = make_task(session, when="after", answer_as="text", for_whom="person")
    return TaskAnswer.objects.create(
        task=task, enrolment=place, text="Katsoin tallenteen.", handed_in_at=timezone.now()
    )


def press(client, answer):
    return client.post(reverse("coaching:answer_makes_up", args=[answer.uuid]))


def test_the_answer_makes_the_session_up(client, coordinator, answer, place):
    client.force_login(coordinator)
    page = reverse("coaching:answer", args=[answer.uuid])
    assert "/korvaa/" in client.get(page).content.decode()
    for _twice in range(2):
        assert press(client, answer).status_code == 302
    mark = Attendance.objects.get()
    assert (mark.state, mark.source, mark.marked_by) == ("made_up", "task", coordinator)
    assert progress_of(place).done == 1
    assert Act.objects.filter(verb="attendance.made_up").count() == 1
    assert "/korvaa/" not in client.get(page).content.decode()


@pytest.mark.parametrize("what", ["coach", "unfinished", "team", "to come"])
def test_what_makes_nothing_up(client, coordinator, coach, answer, cohort, team, what):
    if what == "unfinished":
        TaskAnswer.objects.update(handed_in_at=None)
    elif what == "team":
        TaskAnswer.objects.update(enrolment=None, team=team)
    elif what == "to come":
        coming = make_session(cohort, in_hours=24)
        answer.task.session = coming
        answer.task.save()
    client.force_login(coach if what == "coach" else coordinator)
    assert press(client, answer).status_code in {403, 404}
    assert not Attendance.objects.exists()


def test_who_was_there_stays_so(client, coordinator, answer, place):
    Attendance.objects.create(
        session=answer.task.session,
        enrolment=place,
        state="remote",
        source="marked",
        marked_at=timezone.now(),
    )
    client.force_login(coordinator)
    press(client, answer)
    assert Attendance.objects.get().state == "remote"
