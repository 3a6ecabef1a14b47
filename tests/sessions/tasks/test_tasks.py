"""Tasks are made, done alone or together, handed in, commented on and read side by side."""

import datetime
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from participants.enrolment.models import Enrolment
from sessions.tasks import actions, queries
from sessions.tasks.models import AnswerComment, Task, TaskAnswer, mark_of
from tests.factories import enrol, make_team, make_user
from tests.races import together
from tests.session_factories import make_session, make_task
from valmennus.shared.models import Act, Mail, StoredFile
from valmennus.shared.questions import Kind, Option, Question

pytestmark = pytest.mark.django_db

PLACES = (Option("x", "Kylässä"), Option("y", "Netissä"))
QUESTIONS = [
    Question("a", Kind.TEXT, "Kenen ääni puuttuu?", required=True).kept(),
    Question(
        "b", Kind.CHOICE, "Missä?", options=(Option("x", "Kylässä"), Option("y", "Netissä"))
    ).kept(),
    Question("c", Kind.NUMBER, "Montako tavoititte?").kept(),
]


@pytest.fixture
def session(cohort, coach):
    return make_session(cohort, coach=coach, title="Työpaja", slug="tyopaja")


@pytest.fixture
def task(session):
    """A text that the team writes together."""
    return make_task(session, title="Kuulematta jäävä ryhmä", answer_as="text", for_whom="team")


@pytest.fixture
def form_task(session):
    return make_task(session, answer_as="form", questions=QUESTIONS)


def place_of(person):
    return Enrolment.objects.get(person=person)


def write(task, person, text, *, seen="", page="sivu", **extra):
    """The person writes a text into the answer, having seen `seen` there."""
    return actions.write_answer(
        task=task,
        place=place_of(person),
        written={"text": text},
        marks={"text": mark_of(seen)},
        page=page,
        by=person,
        **extra,
    )


def hand_in(task, person, text="Nuoret.", **written):
    return actions.hand_in(
        task=task, place=place_of(person), by=person, written={"text": text, **written}
    )


HTMX = {"HX-Request": "true"}


def posted(task, text, *, seen="", page="sivu", **extra):
    return {"text": text, "link": "", "seen-text": mark_of(seen), "page": page, **extra}


# ------------------------------------------------------------------------------ writing


def test_what_is_written_is_kept_and_a_teammate_goes_on(client, task, participant, teammate, peer):
    client.force_login(participant)
    answer = client.post(task.get_absolute_url(), posted(task, "Nuoret."), headers=HTMX)
    assert answer.status_code == 200
    assert "Tallennettu" in answer.content.decode()
    assert f'name="seen-text" value="{mark_of("Nuoret.")}"' in answer.content.decode()
    kept = TaskAnswer.objects.get()
    assert (kept.team, kept.text, kept.written_by) == (
        task_team(participant),
        "Nuoret.",
        participant,
    )
    assert not kept.is_handed_in
    client.force_login(teammate)
    assert "Nuoret." in client.get(task.get_absolute_url()).content.decode()
    client.force_login(peer)
    assert "Nuoret." not in client.get(task.get_absolute_url()).content.decode()


def task_team(person):
    return place_of(person).team


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(client, task, participant, teammate):
    write(task, teammate, "Ikäihmiset kylillä.")
    client.force_login(participant)
    fragment = client.post(
        task.get_absolute_url(),
        posted(task, "Nuoret.", page="toinen"),
        headers=HTMX,
    ).content.decode()
    assert "Ikäihmiset kylillä." in fragment
    assert f'name="seen-text" value="{mark_of("")}"' in fragment
    page = client.post(task.get_absolute_url(), posted(task, "Nuoret.", page="toinen"))
    html = page.content.decode()
    assert page.status_code == 409
    assert "Ikäihmiset kylillä." in html
    assert "Nuoret." in html
    assert TaskAnswer.objects.get().text == "Ikäihmiset kylillä."
    # From the page that showed both, the second save is the person's decision.
    both = posted(task, "Nuoret ja ikäihmiset.", seen="Ikäihmiset kylillä.", page="toinen")
    assert f'name="seen-text" value="{both["seen-text"]}"' in html
    assert client.post(task.get_absolute_url(), both).status_code == 302
    assert TaskAnswer.objects.get().text == "Nuoret ja ikäihmiset."


def test_own_writing_that_is_on_its_way_is_no_conflict(task, participant):
    write(task, participant, "Nuo")
    kept = write(task, participant, "Nuoret", page="sivu")
    assert kept.theirs == {}
    assert TaskAnswer.objects.get().text == "Nuoret"
    assert write(task, participant, "Muut", page="toinen").theirs == {"text": "Nuoret"}


def test_different_fields_do_not_meet(session, participant, teammate):
    task = make_task(session, answer_as="form", for_whom="team", questions=QUESTIONS)
    empty = mark_of("")
    for person, name, value in [(participant, "k-a", "Nuoret."), (teammate, "k-c", 12)]:
        kept = actions.write_answer(
            task=task,
            place=place_of(person),
            written={"k-a": "", "k-c": ""} | {name: value},
            marks={"k-a": empty, "k-c": empty},
            page=str(person.pk),
            by=person,
        )
        assert kept.theirs == {}
    assert kept.newer == ["k-a"]
    assert TaskAnswer.objects.get().values == {"a": "Nuoret.", "c": 12}


def test_a_fault_keeps_the_other_fields(client, form_task, participant):
    client.force_login(participant)
    data = {"k-a": "Nuoret.", "k-b": "x", "k-c": "monta", "page": "p"}
    address = form_task.get_absolute_url()
    fragment = client.post(address, data, headers=HTMX).content.decode()
    assert "Montako tavoititte?" in fragment
    assert TaskAnswer.objects.get().values == {"a": "Nuoret.", "b": "x"}
    page = client.post(address, data | {"act": "hand_in"})
    assert page.status_code == 422
    assert "monta" in page.content.decode()
    assert not TaskAnswer.objects.get().is_handed_in


@pytest.mark.parametrize(
    "data",
    [
        {"text": "a" * 20001},
        {"text": "a\0b"},
        {"link": "javascript:alert(1)"},
        {"page": "x" * 500, "seen-text": "\0", "text": "Hei."},
        {"remove": "ei uuid"},
    ],
    ids=["long", "null", "script", "marks", "uuid"],
)
def test_nasty_input_breaks_nothing(client, task, participant, data):
    client.force_login(participant)
    assert client.post(task.get_absolute_url(), data).status_code in (302, 409, 422)
    answer = TaskAnswer.objects.get()
    assert "\0" not in answer.text
    assert answer.link == ""


@pytest.mark.django_db(transaction=True)
def test_two_teammates_at_once_lose_no_text(task, participant, teammate):
    answers = together(
        lambda: write(task, participant, "Nuoret.", page="a"),
        lambda: write(task, teammate, "Ikäihmiset.", page="b"),
    )
    [answer] = TaskAnswer.objects.all()
    lost = [one.theirs for one in answers if one.theirs]
    assert lost == [{"text": answer.text}]


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_in_at_once_hand_in_once(task, participant, teammate):
    write(task, participant, "Nuoret.")
    together(lambda: hand_in(task, participant), lambda: hand_in(task, teammate))
    assert TaskAnswer.objects.get().is_handed_in
    assert Act.objects.filter(verb="task.handed_in").count() == 1


# ------------------------------------------------------------------------ files, links


def text_file(name="muistio.txt"):
    return SimpleUploadedFile(name, b"Muistio.\n", content_type="text/plain")


def test_files_are_added_removed_and_bounded(client, session, participant, peer):
    task = make_task(session, answer_as="files")
    client.force_login(participant)
    address = task.get_absolute_url()
    missing = client.post(address, {"act": "hand_in"})
    assert missing.status_code == 409
    for number in range(5):
        client.post(address, {"file": text_file(f"muistio{number}.txt"), "act": "save"})
    assert client.post(address, {"file": text_file()}).status_code == 409
    answer = TaskAnswer.objects.get()
    first = answer.files.first()
    client.post(address, {"remove": str(first.uuid)})
    assert answer.files.count() == StoredFile.objects.count() == 4
    client.post(address, {"act": "hand_in"})
    got = client.get(reverse("coaching:answer_file", args=[answer.files.first().uuid]))
    assert b"".join(got.streaming_content) == b"Muistio.\n"
    client.force_login(peer)
    other = client.get(reverse("coaching:answer_file", args=[answer.files.first().uuid]))
    assert other.status_code == 404


def test_a_link_is_asked_for(client, session, participant):
    task = make_task(session, answer_as="link")
    client.force_login(participant)
    assert client.post(task.get_absolute_url(), {"act": "hand_in"}).status_code == 422
    data = {"link": "https://example.org/a", "act": "hand_in"}
    assert client.post(task.get_absolute_url(), data).status_code == 302
    assert TaskAnswer.objects.get().is_handed_in


# -------------------------------------------------------------------- handing in, back


def test_handed_in_it_stays_until_it_is_taken_back(client, task, participant, teammate):
    client.force_login(participant)
    client.post(task.get_absolute_url(), posted(task, "Nuoret.", act="hand_in"))
    answer = TaskAnswer.objects.get()
    assert (answer.handed_in_by, answer.text) == (participant, "Nuoret.")
    client.force_login(teammate)
    late = client.post(task.get_absolute_url(), posted(task, "Muut.", seen="Nuoret.", page="b"))
    assert late.status_code == 409
    assert "Muut." in late.content.decode()
    client.post(reverse("coaching:task_take_back", args=[task.uuid]))
    answer.refresh_from_db()
    assert (answer.is_handed_in, answer.text) == (False, "Nuoret.")


def test_after_its_time_only_a_coach_opens_it(client, session, participant, coach):
    day = timezone.now() - datetime.timedelta(days=1)
    task = make_task(session, answer_as="text", due_at=day)
    hand_in(task, participant)
    client.force_login(participant)
    client.post(reverse("coaching:task_take_back", args=[task.uuid]))
    answer = TaskAnswer.objects.get()
    assert answer.is_handed_in
    client.force_login(coach)
    client.post(reverse("coaching:answer_reopen", args=[answer.uuid]))
    answer.refresh_from_db()
    assert not answer.is_handed_in


def test_a_pre_task_is_due_when_its_session_begins(session):
    task = make_task(session)
    assert task.due == session.starts_at
    assert Task.objects.with_due().get().due_by == session.starts_at
    assert make_task(session, when="after").due is None


def test_nobody_answers_in_an_archived_cohort(client, task, participant, cohort):
    cohort.state = "archived"
    cohort.save()
    client.force_login(participant)
    assert client.post(task.get_absolute_url(), posted(task, "Nuoret.")).status_code == 403
    assert client.get(task.get_absolute_url()).status_code == 200


# ---------------------------------------------------------------------------- comments


def test_a_comment_is_told_to_the_team_once(client, task, participant, teammate, peer, coach):
    hand_in(task, participant)
    answer = TaskAnswer.objects.get()
    client.force_login(coach)
    address = reverse("coaching:answer", args=[answer.uuid])
    data = {"text": "Hyvin huomattu.", "uuid": "00000000-0000-4000-8000-000000000001"}
    assert client.post(address, data).status_code == 302
    client.post(address, data)
    assert AnswerComment.objects.count() == 1
    told = {mail.to for mail in Mail.objects.filter(kind="tasks.commented")}
    assert told == {participant.email, teammate.email}
    client.force_login(teammate)
    assert "Hyvin huomattu." in client.get(task.get_absolute_url()).content.decode()


def test_comments_are_for_those_who_answered(client, session, participant, peer, coach):
    task = make_task(session, answer_as="text", for_whom="team", visible_to="cohort")
    hand_in(task, participant, "Nuoret.")
    answer = TaskAnswer.objects.get()
    actions.comment(answer=answer, text="Meidän kesken.", uuid=uuid4(), by=coach)
    client.force_login(peer)
    html = client.get(reverse("coaching:answer", args=[answer.uuid])).content.decode()
    assert "Nuoret." in html
    assert "Meidän kesken." not in html


# -------------------------------------------------------------------------- side by side


def test_answers_side_by_side_and_in_excel(client, form_task, participant, teammate, coordinator):
    place = place_of(participant)
    actions.hand_in(
        task=form_task,
        place=place,
        by=participant,
        written={"k-a": "=Nuoret", "k-b": "x", "k-c": 12},
    )
    actions.write_answer(
        task=form_task,
        place=place_of(teammate),
        by=teammate,
        written={"k-a": "Salaisuus"},
        marks={},
        page="",
    )
    client.force_login(coordinator)
    html = client.get(reverse("coaching:task_answers", args=[form_task.uuid])).content.decode()
    assert "1 / 2 jätetty" in html
    assert "Kylässä" in html
    assert "Salaisuus" not in html
    missing = client.get(reverse("coaching:task_answers", args=[form_task.uuid]) + "?tila=puuttuu")
    assert "Aino Esimerkki" not in missing.content.decode().split("<table")[1]
    got = client.get(reverse("coaching:task_answers_xlsx", args=[form_task.uuid]))
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(got.getvalue())).get_sheet_by_index(0).to_python()
    )
    assert rows[1][0] == "Aino Esimerkki"
    assert rows[1][3:6] == ["=Nuoret", "Kylässä", "12"] or rows[1][3:6] == [
        "=Nuoret",
        "Kylässä",
        12,
    ]
    assert Act.objects.filter(verb="people.exported", data__list="tasks").exists()


def test_the_screen_shows_what_the_cohort_sees_or_a_coach_has_chosen(
    client, task, participant, coach
):
    hand_in(task, participant, "Nuoret bussipysäkillä.")
    answer = TaskAnswer.objects.get()
    client.force_login(coach)
    screen = reverse("coaching:task_screen", args=[task.uuid])
    assert "bussipysäkillä" not in client.get(screen).content.decode()
    client.post(reverse("coaching:answer_show", args=[answer.uuid]), {"show": "yes"})
    assert "bussipysäkillä" in client.get(screen).content.decode()


def test_the_screen_names_no_person_unless_the_cohort_sees_it(client, session, participant, coach):
    task = make_task(session, answer_as="text")
    hand_in(task, participant)
    TaskAnswer.objects.update(on_screen=True)
    assert [one.by for one in queries.on_screen(task)] == ["Sodankylä"]
    task.visible_to = "cohort"
    task.save()
    assert [one.by for one in queries.on_screen(task)] == ["Aino Esimerkki, Sodankylä"]


# ------------------------------------------------------------------------------- making


def form_data(**extra):
    return {
        "title": "Pieni kokeilu",
        "instruction": "Tehkää **pieni** kokeilu.",
        "when": "after",
        "for_whom": "team",
        "answer_as": "text",
        "visible_to": "cohort",
        "kysymykset-TOTAL_FORMS": "1",
        "kysymykset-INITIAL_FORMS": "0",
    } | extra


def test_a_coach_makes_a_draft_once_and_publishes_it(client, session, coach, participant):
    client.force_login(coach)
    address = reverse("coaching:task_new", args=[session.slug])
    data = form_data(uuid="00000000-0000-4000-8000-000000000002", file=text_file())
    first = client.post(address, data)
    client.post(address, data | {"file": text_file()})
    [task] = Task.objects.all()
    assert first.url == task.get_absolute_url()
    assert (task.is_published, task.files.count(), task.session) == (False, 1, session)
    client.force_login(participant)
    assert client.get(task.get_absolute_url()).status_code == 404
    client.force_login(coach)
    client.post(reverse("coaching:task_publish", args=[task.uuid]))
    client.force_login(participant)
    assert "<strong>pieni</strong>" in client.get(task.get_absolute_url()).content.decode()


def test_a_short_form_needs_a_question(client, session, coach):
    client.force_login(coach)
    address = reverse("coaching:task_new", args=[session.slug])
    assert client.post(address, form_data(answer_as="form")).status_code == 422
    more = client.post(address, form_data(answer_as="form") | {"more-questions": "yes"})
    assert (more.status_code, Task.objects.count()) == (200, 0)
    question = {"kysymykset-0-label": "Kuka?", "kysymykset-0-kind": "text"}
    assert client.post(address, form_data(answer_as="form", **question)).status_code == 302
    assert [question.label for question in Task.objects.get().asked] == ["Kuka?"]


def test_two_who_change_see_each_other(client, task, coach):
    client.force_login(coach)
    address = reverse("coaching:task_edit", args=[task.uuid])
    seen = task.changed_at.isoformat()
    assert client.post(address, form_data(seen=seen)).status_code == 302
    stale = client.post(address, form_data(seen=seen, title="Toinen"))
    assert stale.status_code == 422
    assert "Pieni kokeilu" in stale.content.decode()
    task.refresh_from_db()
    assert task.title == "Pieni kokeilu"


def test_what_has_been_answered_stays(client, task, participant, coach):
    write(task, participant, "Nuoret.")
    client.force_login(coach)
    task.refresh_from_db()
    data = form_data(seen=task.changed_at.isoformat(), for_whom="person", answer_as="tick")
    client.post(reverse("coaching:task_edit", args=[task.uuid]), data)
    client.post(reverse("coaching:task_remove", args=[task.uuid]))
    task.refresh_from_db()
    assert (task.title, task.for_whom, task.answer_as) == ("Pieni kokeilu", "team", "text")


# ------------------------------------------------------------------------- other pages


def test_what_waits_is_told_until_a_teammate_hands_in(task, session, participant, teammate, peer):
    other = make_task(session)
    make_task(session, published_at=None)
    assert queries.waiting_for(participant) == [task, other]
    hand_in(task, teammate)
    assert queries.waiting_for(participant) == [other]
    assert queries.waiting_for(peer) == [task, other]
    assert queries.waiting_for(peer)[0].due_by == session.starts_at


def test_an_answer_of_the_team_counts_for_everybody_in_it(
    task, session, participant, teammate, peer
):
    tick = make_task(session)
    hand_in(task, participant)
    actions.hand_in(task=tick, place=place_of(peer), by=peer)
    teams = [task_team(participant).pk, task_team(peer).pk]
    rows = [
        *queries.done_rows(task.pk, task.is_of_team),
        *queries.done_rows(tick.pk, tick.is_of_team),
    ]
    done = {(thing, team): number for _what, thing, team, number, _all in rows}
    assert done == {(task.pk, teams[0]): 2, (tick.pk, teams[1]): 1}
    assert queries.places_missing(task) == [place_of(peer)]
    assert queries.places_missing(tick, task_team(participant)) == [
        place_of(participant),
        place_of(teammate),
    ]
    pairs = {(task.pk, place_of(one).pk) for one in (participant, teammate)}
    assert queries.done_pairs([task, tick]) == pairs | {(tick.pk, place_of(peer).pk)}


def test_the_session_page_leads_to_the_task(client, task, session, participant, coordinator):
    client.force_login(participant)
    assert "Tee tehtävä" in client.get(session.get_absolute_url()).content.decode()
    hand_in(task, participant)
    assert "Katso vastausta" in client.get(session.get_absolute_url()).content.decode()
    client.force_login(coordinator)
    html = client.get(session.get_absolute_url()).content.decode()
    assert "1 / 1 jätetty" in html
    assert "Lisää ennakkotehtävä" in html


def test_a_copied_session_has_the_tasks(session, task, coordinator):
    due = session.starts_at + datetime.timedelta(days=1)
    Task.objects.update(due_at=due)
    copy = make_session(session.cohort, in_hours=24 * 14)
    actions.copy_tasks(session=session, copy=copy, by=coordinator)
    actions.copy_tasks(session=session, copy=copy, by=coordinator)
    [new] = copy.tasks.all()
    assert new.due_at - copy.starts_at == due - session.starts_at
    assert new.answers.count() == 0


@pytest.mark.parametrize("name", ["task", "task_answers", "task_screen", "answer", "task_edit"])
def test_statements_do_not_grow(client, session, cohort, coordinator, participant, name):
    task = make_task(session, answer_as="text", for_whom="person", visible_to="cohort")
    hand_in(task, participant)
    args = [TaskAnswer.objects.get().uuid if name == "answer" else task.uuid]
    counts = []
    client.force_login(coordinator)
    for number in (1, 4):
        for _one in range(number):
            person = make_user()
            enrol(person, make_team(cohort))
            hand_in(task, person, "Nuoret.")
            for kept in TaskAnswer.objects.all():
                actions.comment(answer=kept, text="Hyvä.", uuid=uuid4(), by=coordinator)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"coaching:{name}", args=args)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("rows", [1, 4])
def test_the_participants_page_takes_few_statements(
    client, session, participant, rows, django_assert_max_num_queries
):
    task = make_task(session, answer_as="text", for_whom="team")
    write(task, participant, "Nuoret.")
    client.force_login(participant)
    with django_assert_max_num_queries(12):
        client.get(task.get_absolute_url())
    for _one in range(rows):
        make_task(session, answer_as="text")
    with django_assert_max_num_queries(12):
        client.get(session.get_absolute_url())
