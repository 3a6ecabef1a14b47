"""Answers dragged under themes with a real mouse, and the same by the keyboard."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from methods.runs import answer_actions
from methods.runs.answer_models import Contribution
from tests.journeys.live_rooms import Room
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = ["Penkki varjoon", "Laituri kuntoon", "Bussi illalla"]
NONE = "Vedä tähän"


@pytest.fixture
def run(coordinator):
    """A run with three answers and two themes."""
    run = make_run(coordinator, "lines", "themes")
    guest = join(run)
    for text in TEXTS:
        answer(run, guest, text=text)
    for heading in ("Istuminen", "Liikkuminen"):
        answer_actions.add_theme(prompt=prompt_of(run, "themes"), heading=heading, by=coordinator)
    return run


@pytest.fixture
def page(open_browser, coordinator, run):
    cache.clear()
    room = Room(open_browser, coordinator)
    room.run = run
    room.to_host()
    return room.host


def row(page, text):
    return page.locator("[data-answer]").filter(has_text=text)


def zone(page, heading):
    return page.locator("[data-theme]").filter(has_text=heading)


def drag(page, text, heading):
    """Press on the answer, move in steps as a hand does, let go over the theme."""
    row(page, text).scroll_into_view_if_needed()
    here, there = row(page, text).bounding_box(), zone(page, heading).bounding_box()
    page.mouse.move(here["x"] + here["width"] / 2, here["y"] + here["height"] - 4)
    page.mouse.down()
    page.mouse.move(there["x"] + 30, there["y"] + there["height"] / 2, steps=12)
    # A hand is never quite still; a browser that is led by a test tells of a move alone.
    page.mouse.move(there["x"] + 32, there["y"] + there["height"] / 2)
    expect(zone(page, heading)).to_have_class(re.compile("is-over"))
    page.mouse.up()
    expect(page.locator(".is-over")).to_have_count(0)


def gathered():
    """What the server has: the heading over each answer."""
    rows = Contribution.objects.filter(prompt__kind="lines").order_by("pk")
    return list(rows.values_list("theme__heading", flat=True))


def test_answers_are_dragged_under_themes_and_away(page):
    drag(page, TEXTS[0], "Istuminen")
    expect(row(page, TEXTS[0])).to_contain_text("Istuminen")
    expect(zone(page, "Istuminen")).to_contain_text("1 osuma")
    assert gathered() == ["Istuminen", None, None]
    # From one to another, and away.
    drag(page, TEXTS[0], "Liikkuminen")
    expect(row(page, TEXTS[0])).to_contain_text("Liikkuminen")
    expect(zone(page, "Istuminen")).to_contain_text("0 osumaa")
    drag(page, TEXTS[0], NONE)
    expect(row(page, TEXTS[0])).not_to_contain_text("Liikkuminen")
    assert gathered() == [None, None, None]


@pytest.mark.long
def test_what_is_ticked_is_dragged_along(page):
    for text in TEXTS[:2]:
        page.get_by_label(text).check()
    drag(page, TEXTS[2], "Liikkuminen")
    expect(zone(page, "Liikkuminen")).to_contain_text("1 osuma")
    drag(page, TEXTS[1], "Istuminen")
    expect(zone(page, "Istuminen")).to_contain_text("2 osumaa")
    assert gathered() == ["Istuminen", "Istuminen", "Liikkuminen"]
    for text in TEXTS:
        expect(page.get_by_label(text)).not_to_be_checked()


@pytest.mark.long
def test_the_keyboard_gathers_as_the_mouse_does(page):
    keys = page.keyboard
    for text, heading in [
        (TEXTS[0], "Istuminen"),
        (TEXTS[2], "Liikkuminen"),
        (TEXTS[0], "ei minkään teeman alle"),
    ]:
        page.get_by_label(text).focus()
        keys.press("Space")
        page.get_by_label("Teema", exact=True).focus()
        while heading not in page.evaluate("document.activeElement.selectedOptions[0].label"):
            keys.press("ArrowDown" if heading != "ei minkään teeman alle" else "ArrowUp")
        keys.press("Tab")
        keys.press("Tab")
        with page.expect_navigation():
            keys.press("Enter")
    assert gathered() == [None, None, "Liikkuminen"]


@pytest.mark.long
def test_an_answer_that_comes_while_another_is_dragged_breaks_nothing(page, run):
    row(page, TEXTS[0]).scroll_into_view_if_needed()
    here, there = row(page, TEXTS[0]).bounding_box(), zone(page, "Istuminen").bounding_box()
    page.mouse.move(here["x"] + here["width"] / 2, here["y"] + here["height"] - 4)
    page.mouse.down()
    page.mouse.move(there["x"] + 200, there["y"] + 200, steps=5)
    with page.expect_response(lambda one: one.url.endswith("/ohjaa/")):
        answer(run, join(run), text="Tuli kesken vetämisen")
    page.wait_for_timeout(300)
    page.mouse.move(there["x"] + 30, there["y"] + there["height"] / 2, steps=5)
    page.mouse.move(there["x"] + 32, there["y"] + there["height"] / 2)
    page.mouse.up()
    expect(zone(page, "Istuminen")).to_contain_text("1 osuma")
    expect(row(page, "Tuli kesken vetämisen")).to_be_visible()
    assert gathered() == ["Istuminen", None, None, None]


@pytest.mark.long
def test_a_drag_without_network_says_so_and_moves_nothing(page):
    page.context.set_offline(True)
    expect(page.get_by_text("Ei verkkoa.")).to_be_visible()
    drag(page, TEXTS[0], "Istuminen")
    expect(page.get_by_text("Verkkoa ei ole, joten tätä ei lähetetty.")).to_be_in_viewport()
    page.context.set_offline(False)
    expect(page.get_by_text("Verkkoa ei ole")).to_have_count(0)
    assert gathered() == [None, None, None]
    drag(page, TEXTS[0], "Istuminen")
    expect(zone(page, "Istuminen")).to_contain_text("1 osuma")
