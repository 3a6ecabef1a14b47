"""What the wall and the phones show of many answers, and what counts."""

import pytest

from methods.runs import answer_actions
from methods.runs.results import results_of
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = pytest.mark.django_db


def result_of(run, kind):
    prompt = prompt_of(run, kind)
    return results_of([prompt])[prompt.pk]


def test_of_many_lines_the_newest_are_shown_and_the_rest_told_as_a_number(coordinator):
    run = make_run(coordinator, "lines")
    for number in range(5):
        answer(run, join(run), text=f"Penkki {number}")
    result = result_of(run, "lines")
    result.shorten(2)
    assert [one.text for one in result.texts] == ["Penkki 4", "Penkki 3"]
    assert (result.more, result.number) == (3, 5)


def test_every_card_keeps_its_part_of_what_is_shown(coordinator):
    run = make_run(coordinator, "page")
    keys = [card["key"] for card in prompt_of(run, "page").cards][:2]
    for _guest in range(3):
        guest = join(run)
        for key in keys:
            answer(run, guest, "page", card=key, text="Penkki")
    result = result_of(run, "page")
    result.shorten(4)
    assert [len(found) for _asked, found in result.cards] == [2, 2]
    assert (result.more, result.number) == (2, 3)


def test_marks_of_what_was_taken_off_count_no_more(coordinator):
    run = make_run(coordinator, "lines", "agree")
    shown, hidden = answer(run, join(run)), answer(run, join(run), text="Muu")
    for one in (shown, hidden):
        answer(run, join(run), "agree", card=one.uuid.hex)
    assert result_of(run, "agree").number == 2
    hidden.run = run
    answer_actions.hide_contribution(contribution=hidden, hidden=True, by=coordinator)
    result = result_of(run, "agree")
    assert [(one.pk, one.marks) for one in result.texts] == [(shown.pk, 1)]
    assert result.number == 1


def test_on_the_wall_many_answers_are_a_number(coordinator, sign_in):
    run = make_run(coordinator, "lines")
    for number in range(20):
        answer(run, join(run), text=f"Penkki {number}")
    answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
    wall = sign_in(coordinator).get(f"/toteutukset/{run.uuid}/valkokangas/").content.decode()
    assert wall.count('<li class="answer">') == 16
    assert "Ja vielä 4." in wall


def test_what_waits_for_the_host_comes_first(coordinator, sign_in):
    run = make_run(coordinator, "lines")
    answer(run, join(run), text="Soita 040 1234567")
    answer(run, join(run), text="Penkki puiston laitaan")
    page = sign_in(coordinator).get(f"/toteutukset/{run.uuid}/ohjaa/").content.decode()
    assert page.index("040 1234567") < page.index("Penkki puiston laitaan")
