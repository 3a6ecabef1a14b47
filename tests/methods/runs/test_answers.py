"""Answers come in once, wait where they must, and can be taken back."""

import datetime
import uuid

import pytest
from django.utils import timezone

from methods.runs import answer_actions, answers
from methods.runs.answer_models import Contribution
from methods.runs.cautions import flag_of
from methods.runs.models import RunTable
from methods.runs.queries import state_of
from methods.runs.results import results_of
from tests.races import together
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = pytest.mark.django_db


def result_of(run, kind="lines"):
    prompt = prompt_of(run, kind)
    return results_of([prompt])[prompt.pk]


def test_what_is_sent_twice_is_kept_once(coordinator):
    run = make_run(coordinator)
    guest, same = join(run), uuid.uuid4()
    for _twice in range(2):
        answer(run, guest, uuid=same)
    answer(run, guest)
    assert Contribution.objects.count() == 2


def test_a_later_choice_takes_the_place_of_the_earlier(coordinator):
    run = make_run(coordinator, "choice")
    guest, now = join(run), timezone.now()
    answer(run, guest, "choice", value="o0", written_at=now - datetime.timedelta(minutes=2))
    answer(run, guest, "choice", value="o1", written_at=now - datetime.timedelta(minutes=1))
    # This one waited on the phone for longer.
    answer(run, guest, "choice", value="o2", written_at=now - datetime.timedelta(minutes=9))
    answer(run, join(run), "choice", value="o1")
    assert [row[:2] for row in result_of(run, "choice").rows] == [
        ("Yksi", 0),
        ("Kaksi", 2),
        ("Kolme", 0),
    ]


def test_a_clock_that_is_ahead_does_not_stop_later_answers(coordinator):
    run = make_run(coordinator, "choice")
    guest = join(run)
    ahead = timezone.now() + datetime.timedelta(days=400)
    answer(run, guest, "choice", value="o0", written_at=ahead)
    answer(run, guest, "choice", value="o1")
    assert Contribution.objects.get().value == "o1"


def test_a_table_has_one_sentence(coordinator):
    run = make_run(coordinator, tables=2, prompt={"by_table": True, "limit": 1})
    table = RunTable.objects.filter(run=run).first()
    answer(run, join(run, table=table), table=table, text="Ensimmäinen")
    answer(run, join(run, table=table), table=table, text="Toinen")
    assert Contribution.objects.get().text == "Toinen"


def test_a_person_has_as_many_answers_as_the_prompt_allows(coordinator):
    run = make_run(coordinator, prompt={"limit": 2})
    guest = join(run)
    first = answer(run, guest)
    answer(run, guest)
    with pytest.raises(answers.TooMany):
        answer(run, guest)
    answers.take_back(run=run, guest=guest, uuid=first.uuid)
    answer(run, guest)
    assert result_of(run).number == 2


def test_nobody_takes_back_what_another_wrote(coordinator):
    run = make_run(coordinator)
    own = answer(run, join(run))
    assert not answers.take_back(run=run, guest=join(run), uuid=own.uuid)
    assert result_of(run).number == 1
    assert answers.take_back(run=run, guest=own.guest, uuid=own.uuid)
    assert result_of(run).number == 0
    own.refresh_from_db()
    assert own.text == ""


def test_what_is_looked_through_first_is_seen_when_it_is_let_out(coordinator):
    run = make_run(coordinator, moderated=True)
    one = answer(run, join(run))
    assert result_of(run).texts == []
    answer_actions.approve_contributions(run=run, contributions=[one], by=coordinator)
    assert [found.pk for found in result_of(run).texts] == [one.pk]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("choice", {"value": "o0"}),
        ("scale", {"value": 7}),
        ("points", {"value": {"o0": 1}}),
        ("counter", {"card": "o0", "value": 1}),
    ],
)
def test_what_has_no_words_waits_for_nobody(coordinator, kind, fields):
    run = make_run(coordinator, kind, moderated=True)
    answer(run, join(run), kind, **fields)
    # The host sees sums alone and could never let it out.
    assert result_of(run, kind).number == 1


def test_what_was_hidden_does_not_come_back_in_other_words(coordinator):
    run = make_run(coordinator, prompt={"limit": 1})
    guest = join(run)
    one = answer(run, guest, text="Jotain rumaa")
    answer_actions.hide_contribution(contribution=one, hidden=True, by=coordinator)
    assert result_of(run).texts == []
    answer(run, guest, text="Jotain rumempaa")
    assert result_of(run).texts == []


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Kahvit kirjaston edessä", ""),
        ("Maria asuu täällä", ""),
        ("Rakennettu 1987, 12 000 asukasta", ""),
        ("Kysykää Matti Virtaselta", "name"),
        ("Soita 040 123 4567", "phone"),
        ("+358 40 1234567", "phone"),
        ("Tunnus 131052-308T", "identity"),
        ("Perkele tätä menoa", "word"),
        ("Perkeleen hyvä", "word"),
    ],
)
def test_marks(text, flag):
    assert flag_of(text, ["perkele"]) == flag


def test_a_name_waits_for_the_host(coordinator):
    run = make_run(coordinator)
    answer(run, join(run), text="Kysykää Matti Virtaselta")
    assert result_of(run).texts == []
    # What the host types has been seen by the host.
    answer(run, by=coordinator, text="Kysykää Matti Virtaselta")
    assert len(result_of(run).texts) == 1


def test_every_kind_is_summed_up(coordinator):
    kinds = ["lines", "several", "points", "scale", "card", "page", "place", "drawing", "counter"]
    run = make_run(coordinator, *kinds)
    guest, other = join(run), join(run)
    answer(run, guest, "several", value=["o0", "o2"])
    answer(run, other, "several", value=["o0"])
    answer(run, guest, "points", value={"o0": 2, "o1": 1})
    answer(run, by=coordinator, kind="points", value={"o1": 1}, number=5)
    answer(run, guest, "scale", value=4)
    answer(run, other, "scale", value=9)
    answer(run, guest, "card", card="kortti-0", text="Kortista")
    for card in ("kortti-0", "kortti-1"):
        answer(run, guest, "page", card=card, text="Sivulta")
    answer(run, guest, "place", card="o1", text="Ranta", value={"x": 300, "y": 700})
    answer(run, guest, "drawing", text="Talo", value={"strokes": [[0, 0, 10, 10]]})
    for step in (1, 1, -1):
        answer(run, by=coordinator, kind="counter", card="o2", value=step)

    assert [row[1] for row in result_of(run, "several").rows] == [2, 0, 1]
    assert [row[1] for row in result_of(run, "points").rows] == [2, 6, 0]
    assert result_of(run, "points").number == 6
    assert result_of(run, "scale").mean == 6.5
    assert result_of(run, "card").cards[0][0] == "Kysymys 0?"
    assert result_of(run, "page").number == 1
    assert [(one.x, one.y) for one in result_of(run, "place").places] == [(300, 700)]
    assert result_of(run, "drawing").drawings[0].paths == ["M0 0 L10 10"]
    assert [row[1] for row in result_of(run, "counter").rows] == [0, 0, 1]


def test_themes_gather_answers_and_hits(coordinator):
    run = make_run(coordinator, "lines", "themes")
    prompt = prompt_of(run, "themes")
    found = [answer(run, join(run)) for _each in range(3)]
    theme = answer_actions.add_theme(prompt=prompt, heading="Piha", by=coordinator)
    assert answer_actions.add_theme(prompt=prompt, heading="piha", by=coordinator) == theme
    answer_actions.put_under_theme(run=run, contributions=found[:2], theme=theme, by=coordinator)
    answer_actions.change_theme(theme=theme, hits=4, by=coordinator)
    result = result_of(run, "themes")
    assert result.rows == [("Piha", 6, 100)]
    assert [one.pk for one in result.texts] == [found[2].pk]


def test_marks_of_others_are_counted(coordinator):
    run = make_run(coordinator, "lines", "agree")
    one, two = answer(run, join(run)), answer(run, join(run))
    for _each in range(3):
        answer(run, join(run), "agree", card=two.uuid.hex)
    assert [(found.pk, found.marks) for found in result_of(run, "agree").texts] == [
        (two.pk, 3),
        (one.pk, 0),
    ]


def test_every_change_of_an_answer_changes_the_pulse(coordinator):
    run = make_run(coordinator)
    pulses = [state_of(run.code)]
    one = answer(run, join(run))
    pulses.append(state_of(run.code))
    answer_actions.hide_contribution(contribution=one, hidden=True, by=coordinator)
    pulses.append(state_of(run.code))
    answers.take_back(run=run, guest=one.guest, uuid=one.uuid)
    pulses.append(state_of(run.code))
    assert len({pulse for _version, pulse, _people in pulses}) == 4
    assert pulses[-1][2] == 1


@pytest.mark.django_db(transaction=True)
def test_one_answer_sent_from_two_connections_at_once(coordinator):
    run = make_run(coordinator, "choice")
    guest, same = join(run), uuid.uuid4()
    together(
        lambda: answer(run, guest, "choice", value="o0", uuid=same),
        lambda: answer(run, guest, "choice", value="o0", uuid=same),
        lambda: answer(run, guest, "choice", value="o0", uuid=same),
    )
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_answers_of_one_table_at_once_are_one(coordinator):
    run = make_run(coordinator, tables=1, prompt={"by_table": True, "limit": 1})
    table = RunTable.objects.get(run=run)
    together(
        lambda: answer(run, table=table, by=coordinator, text="Yksi"),
        lambda: answer(run, table=table, by=coordinator, text="Kaksi"),
    )
    assert Contribution.objects.count() == 1
