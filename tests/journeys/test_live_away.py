"""Phones and laptops that were away from a live run: without network, asleep, closed."""

import re
import time

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from methods.runs import actions, answer_actions
from methods.runs.answer_models import Contribution
from tests.journeys.live_rooms import Room, arrived, send, write
from tests.run_factories import answer, join, make_asking_method, make_run, prompt_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# In the network again, everybody is in step so soon.
SOON = 3_000


@pytest.fixture
def room(open_browser, coordinator):
    cache.clear()
    return Room(open_browser, coordinator)


def opened(room, run):
    room.run = run
    room.to_host()
    room.open_wall()
    return room


def two_phases(by):
    """A run whose first two phases ask for lines."""
    method = make_asking_method("lines", steps=3)
    second = method.steps.all()[1]
    second.prompts.create(key="toinen", kind="lines", text="Toinen kysymys")
    return make_run(by, method=method)


def kept(run):
    """What the server has, by question, in the order of arrival."""
    found = Contribution.objects.filter(run=run, taken_back_at=None).order_by("pk")
    return [tuple(row) for row in found.values_list("prompt__key", "text")]


def lose_network(page, event):
    """No way out; `event` tells whether the phone notices, as in a tunnel, or not, as indoors."""
    if event:
        page.context.set_offline(True)
    else:
        page.context.route("**/*", lambda route: route.abort())


def find_network(page, event):
    if event:
        page.context.set_offline(False)
    else:
        page.context.unroute_all(behavior="ignoreErrors")


def swallow(page):
    """A network that takes everything and answers nothing, as at the edge of its reach.

    Returns what ends it; what was swallowed stays unanswered.
    """
    lost = [True]
    page.context.route("**/*", lambda route: None if lost else route.continue_())
    return lost.clear


@pytest.mark.long
def test_two_minutes_without_network_lose_and_double_nothing(room, coordinator):
    """In real time: the phones wait as they would."""
    run = two_phases(coordinator)
    opened(room, run)
    tunnel, indoors, other = room.phone(320), room.phone(360), room.phone(390)
    away = [(tunnel, "tunnelissa", True), (indoors, "sisällä", False)]
    for phone, where, event in away:
        send(phone, f"Ennen katkoa {where}")
        arrived(phone)
        lose_network(phone, event)
    began = time.monotonic()
    for number in range(3):
        for phone, where, _event in away:
            send(phone, f"Katkossa {where} {number}")
        other.wait_for_timeout(10_000)
        send(other, f"Verkossa {number}")
    for phone, where, _event in away:
        expect(phone.get_by_text("Ei verkkoa.")).to_be_visible()
        write(phone, f"Kesken {where}")
    room.next("Vaihe 1")
    expect(other.get_by_role("heading", level=1)).to_have_text("Toinen kysymys")
    send(other, "Verkossa, toinen")
    arrived(other)
    other.wait_for_timeout((120 - (time.monotonic() - began)) * 1000)
    for phone, where, _event in away:
        expect(phone.locator("[data-outbox-item]")).to_have_count(3)
        assert phone.get_by_label("Vastauksesi").input_value() == f"Kesken {where}"

    for phone, where, event in away:
        find_network(phone, event)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Toinen kysymys", timeout=SOON)
        expect(phone.locator("[data-outbox-item]")).to_have_count(0, timeout=SOON)
        expect(phone.get_by_text("Ei verkkoa.")).to_be_hidden()
        left = phone.locator("[data-left]")
        expect(left).to_contain_text(f"Kesken {where}")
        left.get_by_role("button", name="Lähetä silti").click()
        expect(left).to_have_count(0)
        arrived(phone)
        send(phone, f"Perillä {where}")
        arrived(phone)
    texts = kept(run)
    assert len(texts) == len(set(texts))
    first = [f"Verkossa {number}" for number in range(3)]
    for _phone, where, _event in away:
        first += [f"Ennen katkoa {where}", f"Kesken {where}"]
        first += [f"Katkossa {where} {number}" for number in range(3)]
    second = ["Verkossa, toinen", *(f"Perillä {where}" for _phone, where, _event in away)]
    wanted = [("lines-1", text) for text in first] + [("toinen", text) for text in second]
    assert sorted(texts) == sorted(wanted)
    # Each one's own come in the order in which they were written.
    for _phone, where, _event in away:
        own = [text for _key, text in texts if f"Katkossa {where}" in text]
        assert own == [f"Katkossa {where} {number}" for number in range(3)]


WAKING = {
    "online": "window.dispatchEvent(new Event('online'))",
    "visibilitychange": "document.dispatchEvent(new Event('visibilitychange'))",
    "resume": "document.dispatchEvent(new Event('resume'))",
    "pageshow": "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))",
}


@pytest.mark.long
@pytest.mark.parametrize("event", WAKING)
def test_what_hangs_in_a_lost_network_is_given_up_on_waking(room, coordinator, event):
    run = two_phases(coordinator)
    opened(room, run)
    phone = room.phone(360)
    mend = swallow(phone)
    send(phone, "Jäi matkalle")
    phone.wait_for_timeout(2_000)
    actions.go_to_phase(run=run, order=2, by=coordinator)
    mend()
    phone.evaluate(WAKING[event])
    # By itself an answer is waited for ten seconds, a question four.
    expect(phone.get_by_role("heading", level=1)).to_have_text("Toinen kysymys", timeout=1_500)
    expect(phone.locator("[data-outbox-item]")).to_have_count(0, timeout=1_000)
    assert kept(run) == [("lines-1", "Jäi matkalle")]


@pytest.mark.long
def test_a_frozen_page_is_in_step_when_it_thaws(room, coordinator):
    run = two_phases(coordinator)
    opened(room, run)
    phone = room.phone(360)
    write(phone, "Kesken")
    browser = phone.context.new_cdp_session(phone)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    room.next("Vaihe 1")
    room.wall.wait_for_timeout(6_000)
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    expect(phone.get_by_role("heading", level=1)).to_have_text("Toinen kysymys", timeout=2_000)
    expect(phone.locator("[data-left]")).to_contain_text("Kesken")


@pytest.mark.long
def test_a_laptop_that_was_closed_meanwhile_moves_nothing_twice(room, coordinator, open_browser):
    run = two_phases(coordinator)
    closed = opened(room, run).host
    mend = swallow(closed)
    closed.wait_for_timeout(1_500)
    room.host = open_browser(coordinator, width=390)
    room.to_host()
    room.next("Vaihe 1")
    mend()
    # Pressed before the page has noticed that it is old.
    with closed.expect_navigation():
        closed.evaluate("document.getElementById('steer-next').click()")
    run.refresh_from_db()
    assert run.phase.title == "Vaihe 1"
    expect(closed.get_by_role("heading", level=2, name="Vaihe 1")).to_be_visible()
    room.next("Vaihe 2")
    expect(closed.get_by_role("heading", level=2, name="Vaihe 2")).to_be_visible(timeout=SOON)


def test_a_text_that_the_host_overtook_can_still_be_sent(room, coordinator):
    run = two_phases(coordinator)
    opened(room, run)
    phone = room.phone(320)
    write(phone, "Penkki kirjaston")
    room.next("Vaihe 1")
    left = phone.locator("[data-left]")
    expect(left).to_contain_text("Et ehtinyt lähettää tätä, ennen kuin kysymys vaihtui:")
    expect(left).to_contain_text("Kysymys 1")
    expect(left).to_contain_text("Penkki kirjaston")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    # Also where nothing is asked, so that the page has no form of its own.
    room.next("Vaihe 2")
    expect(phone.locator("form[data-outbox]")).to_have_count(0)
    phone.reload()
    left.get_by_role("button", name="Lähetä silti").click()
    expect(left).to_have_count(0)
    arrived(phone)
    assert kept(run) == [("lines-1", "Penkki kirjaston")]


@pytest.mark.long
def test_a_refused_text_stays_on_the_phone_until_it_is_taken_away(room, coordinator):
    run = two_phases(coordinator)
    opened(room, run)
    phone = room.phone(320)
    lose_network(phone, True)
    send(phone, "Liian myöhäinen ajatus")
    actions.end_run(run=run, by=coordinator)
    find_network(phone, True)
    item = phone.locator("[data-outbox-item]")
    expect(item).to_contain_text("Kysymys 1")
    expect(item).to_contain_text("Tämä on päättynyt, eikä vastauksia enää oteta vastaan.")
    # A browser that may not copy keeps the text all the same.
    item.get_by_role("button", name="Kopioi teksti").click()
    phone.reload()
    expect(item).to_contain_text("Liian myöhäinen ajatus")
    item.get_by_role("button", name="Poista puhelimesta").click()
    expect(item).to_have_count(0)
    assert kept(run) == []


@pytest.mark.long
def test_refused_answers_to_cards_come_back_to_their_fields(room, coordinator):
    run = make_run(coordinator, "page")
    opened(room, run)
    phone = room.phone(320)
    fields = phone.locator("form[data-outbox] textarea")
    texts = ["Laituri", "Bussi illalla"]
    for place, text in enumerate(texts):
        fields.nth(place).fill(text)
    phone.route("**/vastaa/", lambda route: route.fulfill(status=422, json={"error": "Ei kelpaa."}))
    phone.get_by_role("button", name=re.compile("^Lähetä")).click()
    item = phone.locator("[data-outbox-item]")
    expect(item).to_contain_text("Ei kelpaa.")
    phone.unroute("**/vastaa/")
    for place in range(2):
        fields.nth(place).fill("")
    item.get_by_role("button", name="Palauta lomakkeelle").click()
    expect(item).to_have_count(0)
    for place, text in enumerate(texts):
        expect(fields.nth(place)).to_have_value(text)


def test_all_that_was_sent_at_once_is_seen_at_once(room, coordinator):
    """The page that is on its way knows nothing of an answer that arrives meanwhile."""
    run = two_phases(coordinator)
    opened(room, run)
    phone = room.phone(320)
    late = []
    phone.route(
        f"**/{run.code}/",
        lambda route: late.append((route, route.fetch())) if not late else route.continue_(),
    )
    send(phone, "Ensimmäinen")
    arrived(phone)
    send(phone, "Toinen")
    arrived(phone)
    route, page = late[0]
    route.fulfill(response=page)
    for text in ("Ensimmäinen", "Toinen"):
        own = phone.locator("[data-sent-list] .live-own").get_by_text(text)
        expect(own).to_be_visible()


@pytest.mark.long
def test_a_plain_button_without_network_leads_nowhere(room, coordinator):
    run = make_run(coordinator, "lines", "agree")
    answer(run, join(run), text="Penkki varjoon")
    answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
    opened(room, run)
    phone = room.phone(320)
    phone.get_by_role("link", name="Kysymys 2").click()
    mark = phone.get_by_role("button", name=re.compile("Samaa mieltä"))
    for page, button in ((phone, mark), (room.host, room.host.locator("#steer-next"))):
        page.context.set_offline(True)
        button.click()
        expect(page.get_by_text("Verkkoa ei ole, joten tätä ei lähetetty.")).to_be_in_viewport()
        page.context.set_offline(False)
        expect(page.get_by_text("Verkkoa ei ole")).to_have_count(0)
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "true")
