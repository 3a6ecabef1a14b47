"""What the room holds of a person is told, and goes with the person."""

import pytest
from django.core.files.base import ContentFile

from participants.enrolment.models import Enrolment
from sessions.tasks import actions, exports, queries
from sessions.tasks.models import AnswerFile, TaskAnswer
from tests.session_factories import make_session, make_task
from valmennus.portal.own_data.actions import erase_person
from valmennus.shared.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(cohort, participant):
    """An answer of the person with a file, and one of the team."""
    session = make_session(cohort)
    place = Enrolment.objects.get(person=participant)
    made = []
    for whom in ("person", "team"):
        task = make_task(session, answer_as="text", for_whom=whom)
        kept = actions.hand_in(
            task=task, place=place, by=participant, written={"text": f"Oma teksti: {whom}"}
        )
        made.append(kept.answer)
    stored = StoredFile(name="muistio.txt", content_type="text/plain", size=5)
    stored.file.save("muistio.txt", ContentFile(b"Hei.\n"), save=False)
    stored.save()
    AnswerFile.objects.create(answer=made[0], file=stored, added_by=participant)
    return made


def test_own_answers_are_told(answers, participant, teammate):
    told = {part.key: len(part.records()) for part in exports.own_data(participant)}
    assert told == {
        "task_answers": 1,
        "team_task_answers": 1,
        "answer_files": 1,
        "answer_comments": 0,
    }
    assert not any(part.records() for part in exports.own_data(teammate))


def test_an_erased_person_leaves_the_count_and_the_teams_text(answers, participant, coach):
    actions.comment(answer=answers[0], text="Hyvä.", uuid=answers[0].uuid, by=coach)
    erase_person(user=participant, by=participant)
    own, team = TaskAnswer.objects.order_by("pk")
    assert (own.text, own.is_handed_in, own.comments.count()) == ("", True, 0)
    assert team.text == "Oma teksti: team"
    assert not StoredFile.objects.exists()


def test_a_cohorts_answers_are_forgotten(answers, cohort):
    assert queries.retention_of(cohort) == {"task_answers": 1}
    assert actions.forget(cohort=cohort) == {"task_answers": 1}
    assert sorted(TaskAnswer.objects.values_list("text", flat=True)) == ["", "Oma teksti: team"]
