"""Who does tasks, who makes them, and who sees what was answered."""

import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from sessions.tasks.models import AnswerFile, TaskAnswer, TaskFile
from tests.session_factories import make_task
from valmennus.shared.models import StoredFile

from .sessions import OTHERS, OWN_ACT, PREPARED, PREPARED_ACT, SEEN, rows


def furnish(world):
    session = world.session
    now = timezone.now()
    world.tick = make_task(session)
    world.closed = make_task(session, answer_as="text", for_whom="person")
    world.team_task = make_task(session, answer_as="text", for_whom="team", visible_to="team")
    world.shared = make_task(session, answer_as="text", for_whom="team", visible_to="cohort")
    world.hidden_task = make_task(session, answer_as="text", published_at=None)
    world.file_task = make_task(session, answer_as="files", for_whom="team", visible_to="team")
    handed = {"text": "Nuoret, bussipysäkillä.", "handed_in_at": now}
    world.answered = TaskAnswer.objects.create(task=world.closed, enrolment=world.place, **handed)
    world.of_team = TaskAnswer.objects.create(task=world.file_task, team=world.team, **handed)
    world.for_all = TaskAnswer.objects.create(task=world.shared, team=world.team, **handed)
    world.unfinished = TaskAnswer.objects.create(
        task=world.team_task, team=world.team, text="Kesken."
    )
    world.answer_file = AnswerFile.objects.create(answer=world.of_team, file=_stored())
    world.task_file = TaskFile.objects.create(task=world.closed, file=_stored())
    world.hidden_file = TaskFile.objects.create(task=world.hidden_task, file=_stored())


def _stored():
    stored = StoredFile(name="muistio.txt", content_type="text/plain", size=5)
    stored.file.save("muistio.txt", ContentFile(b"Hei.\n"), save=False)
    stored.save()
    return stored


def of(name):
    return lambda world: [getattr(world, name).uuid]


def slug(world):
    return [world.session.slug]


MEMBERS = {"participant": 404, "teammate": 404, "peer": 404}
RUN = {"rest": 403, "coordinator": 200, "coach": 200} | OTHERS
RUN_ACT = RUN | {"coordinator": 302, "coach": 302}
# An answer that only its writer sees, beside those who run the cohort.
OWN_AND_RUN = SEEN | {"teammate": 404, "peer": 404}
COMMENT = {"text": "Hyvä.", "uuid": str(uuid.UUID(int=7))}


ROWS = [
    rows("task_new", args=slug, **PREPARED),
    rows("task_new", args=slug, method="post", **PREPARED | {"coordinator": 422, "coach": 422}),
    rows("task", args=of("closed"), **SEEN),
    rows("task", args=of("hidden_task"), note="a draft", **SEEN | MEMBERS),
    rows("task", args=of("team_task"), method="post", data=lambda w: {"text": "Kesken."},
         **OWN_ACT),
    rows("task", args=of("hidden_task"), method="post", note="a draft", **OWN_ACT | MEMBERS),
    rows("task_discussion", args=of("tick"), **SEEN),
    rows("task_discussion", args=of("tick"), method="post", **{"rest": 422} | OTHERS),
    rows("task_discussion", args=of("hidden_task"), note="a draft", rest=404),
    rows("task_tick", args=of("tick"), method="post", **OWN_ACT),
    rows("task_take_back", args=of("tick"), method="post", **OWN_ACT),
    rows("task_edit", args=of("closed"), **PREPARED),
    rows("task_edit", args=of("closed"), method="post", **PREPARED | {
        "coordinator": 422, "coach": 422}),
    rows("task_publish", args=of("closed"), method="post", **PREPARED_ACT),
    rows("task_hide", args=of("closed"), method="post", **PREPARED_ACT),
    rows("task_remove", args=of("tick"), method="post", **PREPARED_ACT),
    rows("task_answers", args=of("closed"), note="for those who run the cohort", **RUN),
    rows("task_answers", args=of("shared"), note="for the whole cohort", **SEEN),
    rows("task_answers_xlsx", args=of("shared"), **RUN),
    rows("task_screen", args=of("shared"), **RUN),
    rows("task_file", args=of("task_file"), **SEEN),
    rows("task_file", args=of("hidden_file"), note="of a draft", **SEEN | MEMBERS),
    rows("answer_file", args=of("answer_file"), **SEEN | {"peer": 404}),
    rows("answer", args=of("answered"), **OWN_AND_RUN),
    rows("answer", args=of("of_team"), note="of a team", **SEEN | {"peer": 404}),
    rows("answer", args=of("for_all"), note="for the whole cohort", **SEEN),
    rows("answer", args=of("unfinished"), note="not handed in", **SEEN | {
        "peer": 404, "coordinator": 404, "coach": 404}),
    rows("answer", args=of("of_team"), method="post", data=lambda w: COMMENT,
         **RUN_ACT | {"peer": 404}),
    rows("answer_show", args=of("of_team"), method="post", data=lambda w: {"show": "yes"},
         **RUN_ACT | {"peer": 404}),
    rows("answer_makes_up", args=of("answered"), method="post", note="a session to come",
         **RUN | {"coordinator": 403, "coach": 403, "teammate": 404, "peer": 404}),
    rows("answer_reopen", args=of("of_team"), method="post", **RUN_ACT | {"peer": 404}),
]  # fmt: skip
