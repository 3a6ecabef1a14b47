"""Phones that keep nothing, and a wall on which not everything fits."""

import pytest
from playwright.sync_api import expect

from methods.runs import answer_actions
from methods.runs.answer_models import Contribution
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORBIDS = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})"
FULL = "Storage.prototype.setItem = function () { throw new Error('full'); }"


def phone_of(open_browser, run):
    page = open_browser(width=390)
    page.goto(f"/liity/{run.code}/")
    page.get_by_role("button", name="Tule mukaan").click()
    return page


@pytest.mark.parametrize("script", [FORBIDS, FULL], ids=["forbidden", "full"])
@pytest.mark.long
def test_an_answer_is_sent_by_a_browser_that_keeps_nothing(open_browser, coordinator, script):
    run = make_run(coordinator, "lines")
    page = phone_of(open_browser, run)
    page.add_init_script(script)
    page.reload()
    page.get_by_label("Vastauksesi").fill("Penkki puiston laitaan")
    page.get_by_role("button", name="Lähetä", exact=True).click()
    expect(page.locator("section[data-sent]")).to_contain_text("Penkki puiston laitaan")
    expect(page.get_by_role("button", name="Peru")).to_be_visible()
    assert Contribution.objects.get().text == "Penkki puiston laitaan"


@pytest.mark.long
def test_the_wall_turns_its_pages_and_keeps_the_code_in_sight(open_browser, coordinator):
    run = make_run(coordinator, "lines")
    guest = join(run)
    for number in range(14):
        answer(run, guest, text=f"Vastaus {number} " + "pitkä sana " * 12)
    answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
    wall = open_browser(coordinator, width=1280)
    wall.set_viewport_size({"width": 1280, "height": 720})
    wall.goto(f"/toteutukset/{run.uuid}/valkokangas/")
    foot = wall.locator("[data-wall-foot]")
    expect(foot).to_contain_text("Sivu 1 / ")
    assert wall.evaluate("document.documentElement.scrollHeight") <= 720
    seen = set()
    pages = int(foot.inner_text().split("/")[1].split("·")[0])
    for number in range(1, pages + 1):
        expect(foot).to_contain_text(f"Sivu {number} / {pages}")
        expect(wall.locator(".qr")).to_be_in_viewport(ratio=1)
        expect(wall.locator(".wall__people")).to_be_in_viewport(ratio=1)
        for shown in wall.locator(".answer:not(.is-off)").all():
            expect(shown).to_be_in_viewport(ratio=0.99)
            seen.add(shown.inner_text().split()[1])
        wall.keyboard.press("ArrowRight")
    assert len(seen) == 14
    # Whoever turned by hand stays on the page until the button is pressed.
    expect(foot.get_by_role("button")).to_have_text("Jatka sivujen vaihtamista")
