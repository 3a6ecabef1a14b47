"""Runs are made from methods, go from phase to phase, and end."""

import datetime

import pytest
import time_machine
from django.utils import timezone, translation

from methods.library.actions import load_library
from methods.library.models import Method, Step
from methods.runs import actions, answers, draw_actions, making_actions, queries
from methods.runs.answer_models import Contribution, Guest
from methods.runs.models import Run, RunPrompt, RunTable
from tests.run_factories import answer, join, make_run, prompt_of
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


def test_a_run_has_the_steps_of_its_method_and_keeps_them(coordinator):
    run = make_run(coordinator, "lines", "choice", steps=3, started=False)
    assert [phase.title for phase in queries.phases_of(run)] == ["Vaihe 0", "Vaihe 1", "Vaihe 2"]
    asked = queries.phases_of(run)[0].asked
    assert [prompt.kind for prompt in asked] == ["lines", "choice"]
    assert list(asked[1].labels.values()) == ["Yksi", "Kaksi", "Kolme"]
    Step.objects.update(title="Toinen", title_fi="Toinen")
    assert queries.phases_of(run)[0].title == "Vaihe 0"
    assert Act.objects.filter(verb="run.made", actor=coordinator).count() == 1


def test_a_run_speaks_the_language_of_its_reader(coordinator):
    load_library()
    run = making_actions.create_run(
        method=Method.objects.get(slug="itu"), by=coordinator, matter="Piha", minutes=60
    )
    phases = queries.phases_of(run)
    assert sum(phase.minutes for phase in phases) in range(57, 64)
    with translation.override("sv"):
        assert phases[0].title == "Frö"
        assert phases[0].asked[0].cards[0]["text"]["sv"]
    assert phases[0].title == "Siemen"
    assert [len(phase.asked[0].cards) for phase in phases] == [4, 4, 4, 4, 6, 4]
    weather = phases[4].asked[0]
    assert (weather.kind, weather.draw, weather.needed, weather.by_table) == ("card", 2, True, True)


def test_agreeing_beforehand_is_no_phase_to_begin_with(coordinator):
    load_library()
    method = Method.objects.get(slug="penkkikahvila")
    run = making_actions.create_run(method=method, by=coordinator, matter="Tori")
    run = actions.start_run(run=run, by=coordinator)
    assert run.phase.key == "kahvila"
    themes = RunPrompt.objects.get(run=run, kind="themes")
    assert themes.source.key == "laput"


def test_the_run_goes_on_once_when_two_press_next(coordinator):
    run = make_run(coordinator, steps=3)
    for _twice in range(2):
        run = actions.go_to_phase(run=run, order=2, by=coordinator, seen=1)
    assert run.phase.order == 2
    run = actions.go_to_phase(run=run, order=3, by=coordinator, seen=1)
    assert run.phase.order == 2


def test_no_sentence_no_move(coordinator):
    run = make_run(coordinator, tables=2, prompt={"needed": True, "by_table": True, "limit": 1})
    first, second = RunTable.objects.filter(run=run)
    join(run, table=first)
    join(run, table=second)
    answer(run, table=first, by=coordinator)
    with pytest.raises(actions.CannotMove) as refused:
        actions.go_to_phase(run=run, order=2, by=coordinator)
    assert "Pöytä 2" in str(refused.value)
    assert "Pöytä 1" not in str(refused.value)
    assert Run.objects.get(pk=run.pk).phase.order == 1
    answer(run, table=second, by=coordinator)
    assert actions.go_to_phase(run=run, order=2, by=coordinator).phase.order == 2
    # Back is always open.
    assert actions.go_to_phase(run=run, order=1, by=coordinator).phase.order == 1


def test_a_pause_stops_the_clock(coordinator):
    with time_machine.travel("2026-03-02 10:00+02:00", tick=False) as clock:
        run = make_run(coordinator, minutes=30)
        clock.shift(datetime.timedelta(minutes=5))
        run = actions.pause_run(run=run, by=coordinator)
        clock.shift(datetime.timedelta(minutes=60))
        told = queries.clock_of(run, queries.phases_of(run))
        assert (told.seconds, told.late) == (600, 0)
        run = actions.resume_run(run=run, by=coordinator)
        clock.shift(datetime.timedelta(minutes=12))
        told = queries.clock_of(run, queries.phases_of(run))
        assert (told.seconds, told.late) == (-120, 2)


def test_catching_up_shortens_what_is_to_come(coordinator):
    with time_machine.travel("2026-03-02 10:00+02:00", tick=False) as clock:
        run = make_run(coordinator, steps=3, minutes=45)
        clock.shift(datetime.timedelta(minutes=25))
        late = queries.clock_of(run, queries.phases_of(run)).late
        assert late == 10
        run = actions.catch_up(run=run, by=coordinator)
        assert [phase.minutes for phase in queries.phases_of(run)] == [15, 10, 10]
        assert queries.clock_of(run, queries.phases_of(run)).late == 0


def test_what_has_ended_takes_no_answer_until_it_is_opened_again(coordinator):
    run = actions.end_run(run=make_run(coordinator), by=coordinator)
    with pytest.raises(answers.Closed):
        answer(run, by=coordinator)
    with pytest.raises(answers.Closed):
        join(run)
    run = actions.reopen_run(run=run, by=coordinator)
    answer(run, join(run))
    assert Contribution.objects.filter(run=run).count() == 1
    verbs = set(Act.objects.filter(subject_uuid=run.uuid).values_list("verb", flat=True))
    assert verbs == {"run.made", "run.started", "run.ended", "run.reopened"}


def test_nobody_new_comes_into_a_locked_run(coordinator):
    run = make_run(coordinator)
    inside = join(run)
    run = actions.lock_run(run=run, locked=True, by=coordinator)
    with pytest.raises(answers.Closed):
        join(run)
    answer(run, inside)
    assert Contribution.objects.count() == 1


def test_every_pair_gets_a_card_and_the_odd_one_joins(coordinator):
    run = make_run(coordinator, "card", prompt={"draw": 1})
    for _guest in range(5):
        join(run)
    assert draw_actions.draw_pairs(run=run, by=coordinator) == 2
    sizes = sorted(Guest.objects.filter(run=run).values_list("pair", flat=True))
    assert sizes == [1, 1, 2, 2, 2]
    drawn = prompt_of(run, "card").drawn
    assert set(drawn) == {"p1", "p2"}
    assert drawn["p1"] != drawn["p2"]


def test_no_card_comes_twice_before_all_have_come(coordinator):
    run = make_run(coordinator, "card", prompt={"draw": 1})
    drawn = []
    for _round in range(4):
        drawn += draw_actions.draw_cards(prompt=prompt_of(run, "card"), by=coordinator)
    assert len(set(drawn)) == 4


def test_what_a_pair_has_talked_about_is_not_drawn_for_everybody(coordinator):
    run = make_run(coordinator, "card", prompt={"draw": 1})
    join(run)
    draw_actions.draw_pairs(run=run, by=coordinator)
    for _round in range(3):
        draw_actions.draw_cards(prompt=prompt_of(run, "card"), by=coordinator)
    drawn = prompt_of(run, "card").drawn
    assert len({*drawn["p1"], *drawn[""]}) == 4


def test_runs_close_by_themselves_and_are_forgotten(coordinator):
    run = make_run(coordinator)
    answer(run, join(run))
    Run.objects.update(closes_at=timezone.now() - datetime.timedelta(minutes=1))
    assert (actions.close_old_runs(), actions.close_old_runs()) == (1, 0)
    assert actions.forget_runs() == 0
    Run.objects.update(keep_until=timezone.localdate() - datetime.timedelta(days=1))
    assert (actions.forget_runs(), actions.forget_runs()) == (1, 0)
    run.refresh_from_db()
    assert run.forgotten_at
    assert run.ended_at
    assert not Contribution.objects.exists()
    assert not Guest.objects.exists()
