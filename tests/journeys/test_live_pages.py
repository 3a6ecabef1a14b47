"""Live runs by those whom pages easily leave out, through faults, and of a method of one's own."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from methods.library.models import Method
from methods.runs import actions, answer_actions
from methods.runs.answer_models import Contribution, Theme
from tests.journeys.conftest import press_until
from tests.journeys.live_rooms import Room, arrived, send, write
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


@pytest.fixture
def room(open_browser, coordinator):
    return Room(open_browser, coordinator)


def opened(room, run):
    """The room in which this run is led."""
    room.run = run
    room.to_host()
    room.open_wall()
    return room


# --- A method of one's own ------------------------------------------------------------------

STEPS = {
    "Kutsu": ("Inbjudan", "Invitation"),
    "Pöytä": ("Bordet", "The table"),
    "Loppuasiakirja": ("Slutdokument", "Final document"),
}


def fill(page, prefix, **texts):
    for name, text in texts.items():
        page.locator(f"#{prefix}{name}").fill(text)


def in_languages(name, fi, sv, en):
    return {f"{name}_fi": fi, f"{name}_sv": sv, f"{name}_en": en}


def add_row(page, inline):
    """One more row, with the keyboard."""
    page.locator(f"#{inline}-group .add-row a").focus()
    page.keyboard.press("Enter")


def save(page, button="_continue"):
    with page.expect_navigation():
        page.locator(f"[name={button}]").click()
    expect(page.locator(".errornote")).to_have_count(0)


def make_the_method(page):
    page.goto(reverse("admin:methods_method_add"))
    fill(
        page,
        "id_",
        slug="kumppanuuspoyta",
        **in_languages("name", "Kumppanuuspöytä", "Partnerskapsbord", "Partnership table"),
        tagline_fi="Eri osapuolet ratkaisevat yhden asian tasavertaisina.",
        purpose_fi="Kun asia on monen ja sitä ei päätetä valmiiksi.",
        people_min="5",
        minutes_min="60",
        minutes_max="90",
    )
    page.locator("#id_place").select_option("either")
    for place, (fi, (sv, en)) in enumerate(STEPS.items()):
        add_row(page, "steps")
        fill(
            page,
            f"id_steps-{place}-",
            order=str(place + 1),
            minutes_min="30",
            **in_languages("title", fi, sv, en),
        )
    save(page)


def ask(page, step, *prompts):
    """Write what a step asks, on the step's own page."""
    page.goto(reverse("admin:methods_step_change", args=[step.pk]))
    for place, (kind, texts) in enumerate(prompts):
        add_row(page, "prompts")
        page.locator(f"#id_prompts-{place}-kind").select_option(kind)
        fill(page, f"id_prompts-{place}-", **texts)
    save(page, "_save")


def test_a_fifth_method_is_made_in_the_administration_and_run(
    open_browser, editor, participant, room
):
    desk = open_browser(editor)
    make_the_method(desk)
    method = Method.objects.get(slug="kumppanuuspoyta")
    invite, table, final = method.steps.order_by("order")
    ask(
        desk,
        invite,
        (
            "choice",
            in_languages("text", "Mistä tulet?", "Varifrån kommer du?", "Where are you from?")
            | in_languages(
                "options", "Järjestö\nKunta\nYritys", "Förening\nKommun\nFöretag", "NGO\nTown\nFirm"
            ),
        ),
        ("lines", {"text_fi": "Kuka puuttuu pöydästä?"}),
    )
    ask(
        desk,
        table,
        (
            "points",
            {"text_fi": "Mikä ratkaistaan ensin?"}
            | in_languages("options", "Kyydit\nTilat", "Skjuts\nLokaler", "Rides\nRooms"),
        ),
        ("scale", {"text_fi": "Kuinka valmis olet sitoutumaan?"}),
    )
    ask(desk, final, ("lines", {"text_fi": "Kuka vie asian eteenpäin?"}))
    desk.goto(reverse("admin:methods_step_change", args=[final.pk]))
    desk.locator("#prompts-0 summary").last.click()
    desk.locator("#id_prompts-0-by_host").check()
    save(desk, "_save")
    desk.goto(reverse("admin:methods_method_changelist"))
    desk.get_by_role("row", name="Kumppanuuspöytä").get_by_role("checkbox").check()
    desk.locator("[name=action]").select_option("publish")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Suorita").click()

    room.person, room.host = participant, open_browser(participant)
    room.make("kumppanuuspoyta", matter="Kyydit kylille")
    first, second = room.phone(320), room.phone(360)
    second.get_by_role("button", name="På svenska").click()
    room.press("Aloita")
    first.get_by_label("Kunta").check()
    send(first)
    second.get_by_label("Förening").check()
    second.get_by_role("button", name="Skicka").click()
    for phone in (first, second):
        arrived(phone)
    room.press("Näytä vastaukset valkokankaalla", within=room.block("Mistä tulet?"))
    for row in ("Järjestö", "Kunta"):
        cells = room.wall.get_by_role("row", name=row).get_by_role("cell")
        expect(cells.first).to_have_text("1")
    first.get_by_role("link", name="Kuka puuttuu pöydästä?").click()
    send(first, "Taksiyrittäjä")
    arrived(first)
    room.next("Pöytä")
    expect(first.locator(".eyebrow")).to_contain_text("Kumppanuuspöytä · Pöytä")
    first.get_by_role("button", name="+1: Kyydit").click()
    send(first)
    first.get_by_role("link", name="Kuinka valmis olet sitoutumaan?").click()
    first.get_by_label("8", exact=True).check()
    send(first)
    arrived(first)
    room.next("Loppuasiakirja")
    expect(second.locator(".eyebrow")).to_contain_text("Partnerskapsbord · Slutdokument")
    block = room.block("Kuka vie asian eteenpäin?")
    block.get_by_label("Vastauksesi").fill("Kuljetuspäällikkö, toukokuu")
    room.press("Tallenna", within=block)
    room.end()
    main = room.summary()
    expect(main.get_by_text("Taksiyrittäjä")).to_have_count(1)
    expect(main.get_by_text("Kuljetuspäällikkö, toukokuu")).to_have_count(1)
    kinds = Contribution.objects.filter(run=room.run).values_list("prompt__kind", flat=True)
    assert sorted(kinds) == ["choice", "choice", "lines", "lines", "points", "scale"]


# --- Without a script, with the keyboard alone ----------------------------------------------


def test_guest_and_host_get_to_the_end_without_a_script(open_browser, coordinator):
    run = make_run(coordinator, "choice", "lines", steps=3, started=False)
    host = open_browser(coordinator, javascript=False)
    phone = open_browser(width=320, javascript=False)
    phone.goto("/liity/")
    phone.get_by_label("Koodi").fill(run.code.lower())
    phone.get_by_role("button", name="Liity").click()
    phone.get_by_role("button", name="Tule mukaan").click()
    expect(phone.locator("main")).to_contain_text("Olet mukana.")
    host.goto(run.get_absolute_url())
    host.get_by_role("button", name="Aloita").click()
    phone.get_by_role("link", name="Näytä, mitä nyt tapahtuu").click()

    phone.get_by_label("Kaksi").check()
    phone.get_by_role("button", name="Lähetä", exact=True).click()
    expect(phone.get_by_role("status")).to_have_text("Lähetetty. Kiitos.")
    phone.get_by_label("Kolme").check()
    phone.get_by_role("button", name="Lähetä muutos").click()
    assert Contribution.objects.get().value == "o2"
    phone.get_by_role("link", name="Kysymys 2").click()
    for text in ("Penkki", "Laituri"):
        phone.get_by_label("Vastauksesi").fill(text)
        phone.get_by_role("button", name="Lähetä", exact=True).click()
    phone.get_by_role("button", name="Peru : Penkki").click()
    expect(phone.locator(".live-sent")).not_to_contain_text("Penkki")
    expect(phone.locator(".live-sent")).to_contain_text("Laituri")

    host.reload()
    block = host.get_by_role("region", name="Kysymys 2")
    block.get_by_role("button", name="Näytä vastaukset valkokankaalla").click()
    host.get_by_role("region", name="Kysymys 1").get_by_role("button", name="Näytä").click()
    phone.get_by_role("link", name="Kysymys 1").click()
    row = phone.get_by_role("row", name="Kolme")
    expect(row.get_by_role("cell").first).to_have_text("1")
    host.get_by_role("button", name="Tauko").click()
    host.get_by_role("button", name="Jatka").click()
    for title in ("Vaihe 1", "Vaihe 2"):
        host.get_by_role("button", name=f"Seuraavaksi: {title}").click()
    host.get_by_role("button", name="Lopeta toteutus").click()
    phone.get_by_role("link", name="Näytä, mitä nyt tapahtuu").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kiitos")
    host.get_by_role("link", name="Avaa kooste").click()
    expect(host.locator("main")).to_contain_text("Laituri")


def press(page, words, key="Enter"):
    """Reach what carries the words with Tab alone and press it; the page that follows is there."""
    press_until(page, words)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_host_leads_with_the_keyboard_alone(room, coordinator):
    run = make_run(coordinator, "lines", "themes", steps=3, started=False, minutes=60)
    guest = join(run)
    page = opened(room, run).host
    press(page, "Aloita")
    # Whoever has pressed a button is at the one that has come in its place.
    expect(page.locator("#steer-next")).to_be_focused()
    answer(run := actions.Run.objects.get(pk=run.pk), guest, text="Penkki varjoon")
    answer(run, guest, text="Rumat sanat")
    expect(page.get_by_label("Penkki varjoon")).to_be_visible()
    expect(page.locator("#steer-next")).to_be_focused()
    press(page, "Tauko")
    expect(page.locator("#steer-pause")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "Näytä vastaukset valkokankaalla")
    expect(room.wall.get_by_text("Rumat sanat")).to_be_visible()
    press(page, "Rumat sanat")
    expect(room.wall.get_by_text("Rumat sanat")).to_have_count(0)
    expect(room.wall.get_by_text("Penkki varjoon")).to_be_visible()
    while page.evaluate("document.activeElement.type") != "checkbox":
        press_until(page, "Penkki varjoon", most=120)
    page.keyboard.press("Space")
    press_until(page, "tai uusi")
    page.keyboard.type("Istumapaikat")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert list(Theme.objects.values_list("heading", "contributions__text")) == [
        ("Istumapaikat", "Penkki varjoon")
    ]
    page.goto(run.get_absolute_url())
    press(page, "Seuraavaksi: Vaihe 1")
    press(page, "Käytä säästynyt aika")
    press_until(page, "Takaisin", key="Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    run.refresh_from_db()
    assert run.phase.title == "Vaihe 0"
    press(page, "Lopeta toteutus")
    press(page, "Avaa uudelleen")
    run.refresh_from_db()
    assert run.is_open


@pytest.mark.long
def test_a_guest_takes_part_with_the_keyboard_alone(open_browser, coordinator):
    run = make_run(coordinator, "choice", "lines", "scale")
    page = open_browser(width=320)
    page.goto("/liity/")
    press_until(page, "Koodi")
    page.keyboard.type(run.code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{run.code}/")
    press_until(page, "Tule mukaan")
    page.keyboard.press("Enter")
    page.locator("#live").wait_for()
    press_until(page, "Yksi")
    page.keyboard.press("ArrowDown")
    press_until(page, "Lähetä")
    page.keyboard.press("Enter")
    arrived(page)
    expect(page.get_by_role("button", name="Lähetä muutos")).to_be_focused()
    press_until(page, "Kysymys 2", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**kysymys=*")
    press_until(page, "Vastauksesi")
    page.keyboard.type("Penkki varjoon")
    press_until(page, "Lähetä")
    page.keyboard.press("Enter")
    press_until(page, "Penkki varjoon")
    page.keyboard.press("Enter")
    expect(page.locator(".live-own")).to_have_count(0)
    choice = Contribution.objects.get(taken_back_at=None)
    assert choice.value == "o1"


# --- Names, roles, axe ----------------------------------------------------------------------

KINDS = ("lines", "choice", "several", "points", "scale", "place", "drawing", "counter", "agree")


@pytest.fixture
def furnished(coordinator):
    """A run with every kind, answered, shown, grouped, with a table."""
    run = make_run(coordinator, *KINDS, "themes", tables=2, minutes=60)
    guest = join(run, table=run.tables.first())
    answer(run, guest, text="Penkki varjoon")
    answer(run, guest, kind="choice", value="o1")
    answer(run, guest, kind="drawing", text="Talo", value={"strokes": [[1, 2, 300, 400]]})
    for kind in ("lines", "choice", "drawing"):
        answer_actions.show_results(prompt=prompt_of(run, kind), shown=True, by=coordinator)
    answer_actions.add_theme(prompt=prompt_of(run, "themes"), heading="Istuminen", by=coordinator)
    return run


@pytest.mark.long
def test_the_host_s_page_is_told_in_names_and_roles(room, furnished, assert_accessible):
    page = opened(room, furnished).host
    expect(page.get_by_role("group", name="Ohjaa toteutusta")).to_match_aria_snapshot(
        """
        - group "Ohjaa toteutusta":
          - paragraph
          - 'button "Seuraavaksi: Vaihe 1"'
          - button "Tauko"
        """
    )
    for name in ("Sulje liittyminen", "Lopeta toteutus"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    lines = page.get_by_role("region", name="Kysymys 1", exact=True)
    expect(lines.get_by_role("button", name="Piilota : Penkki varjoon")).to_be_visible()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


@pytest.mark.long
def test_the_wall_is_told_in_names_and_roles(room, furnished, assert_accessible):
    page = opened(room, furnished).wall
    expect(page.get_by_role("heading", level=1)).to_have_text("Vaihe 0")
    expect(page.get_by_role("region", name="Kysymys 2")).to_match_aria_snapshot(
        """
        - heading "Kysymys 2" [level=2]
        - table "Kysymys 2":
          - caption: Kysymys 2
          - rowgroup:
            - row "Vastaus Määrä % Osuus"
          - rowgroup:
            - row /Yksi 0 0.*/
            - row /Kaksi 1 100.*/
            - row /Kolme 0 0.*/
        """
    )
    expect(page.get_by_role("img", name="Talo")).to_be_visible()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


@pytest.mark.long
def test_a_guest_s_page_is_told_in_names_and_roles(room, furnished, assert_accessible):
    opened(room, furnished)
    page = room.phone(320, table="Pöytä 1")
    expect(page.get_by_role("navigation", name="Kysymykset")).to_be_visible()
    expect(page.locator("form[data-outbox]")).to_match_aria_snapshot(
        """
        - text: Vastauksesi
        - textbox "Vastauksesi"
        - button "Lähetä"
        """
    )
    for number, _kind in enumerate(KINDS, start=1):
        page.get_by_role("link", name=f"Kysymys {number}", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Kysymys {number}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert_accessible(page)
    actions.end_run(run=furnished, by=room.person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiitos")
    assert_accessible(page)


# --- Faults ---------------------------------------------------------------------------------

HIDDEN = """hidden => {
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.mark.long
def test_a_phone_that_slept_is_in_step_when_it_is_taken_out(room, coordinator):
    opened(room, make_run(coordinator))
    phone = room.phone(360)
    write(phone, "Puolikas lau")
    asked = []
    phone.evaluate(HIDDEN, True)
    phone.on("request", lambda request: asked.append(request.url))
    room.next("Vaihe 1")
    phone.wait_for_timeout(1_500)
    assert len(asked) <= 1
    phone.evaluate(HIDDEN, False)
    expect(phone.locator(".eyebrow")).to_contain_text("· Vaihe 1", timeout=2_000)
    room.press("Takaisin")
    expect(phone.get_by_label("Vastauksesi")).to_have_value("Puolikas lau", timeout=2_000)


@pytest.mark.long
def test_a_host_goes_on_from_another_device(room, coordinator, open_browser):
    opened(room, make_run(coordinator, steps=3))
    phone = room.phone(360)
    send(phone, "Penkki varjoon")
    arrived(phone)
    room.next("Vaihe 1")
    room.host.close()
    room.host = open_browser(coordinator, width=390)
    room.to_host()
    expect(room.host.get_by_role("heading", level=2, name="Vaihe 1")).to_be_visible()
    room.next("Vaihe 2")
    for page, place in ((phone, ".eyebrow"), (room.wall, ".wall__eyebrow")):
        expect(page.locator(place)).to_contain_text(re.compile("Vaihe 2|vaihe 3"), timeout=2_000)


@pytest.mark.long
def test_all_are_in_step_after_the_server_was_away(room, coordinator):
    run = make_run(coordinator, steps=3)
    pages = [opened(room, run).host, room.wall, room.phone(360)]
    phone = pages[2]
    for page in pages:
        page.context.route("**/*", lambda route: route.abort())
    expect(phone.get_by_text("Ei verkkoa.")).to_be_visible()
    send(phone, "Kirjoitettu katkon aikana")
    expect(phone.locator("[data-outbox-item]")).to_be_visible()
    held = phone.evaluate("Object.keys(localStorage).filter(key => key.includes('outbox')).length")
    assert held == 1
    actions.go_to_phase(run=run, order=2, by=coordinator)
    for page in pages:
        page.context.unroute_all(behavior="ignoreErrors")
    wanted = [("#phase-heading", "Vaihe 1"), ("h1", "Vaihe 1"), (".eyebrow", "· Vaihe 1")]
    for page, (place, text) in zip(pages, wanted, strict=True):
        expect(page.locator(place)).to_contain_text(text, timeout=3_000)
    arrived(phone)
    assert list(Contribution.objects.values_list("text", flat=True)) == [
        "Kirjoitettu katkon aikana"
    ]


@pytest.mark.long
def test_a_press_on_a_page_that_changes_is_not_lost(room, coordinator):
    run = make_run(coordinator)
    page = opened(room, run).host
    button = page.locator("#steer-pause")
    box = button.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    with page.expect_response(lambda one: one.url.endswith("/ohjaa/")):
        answer(run, join(run), text="Kesken painalluksen")
    page.wait_for_timeout(200)
    with page.expect_navigation():
        page.mouse.up()
    run.refresh_from_db()
    assert run.paused_at
    expect(page.get_by_text("Kesken painalluksen", exact=True)).to_be_visible()


@pytest.mark.long
def test_what_is_chosen_to_be_written_over_stays_chosen(room, coordinator):
    run = make_run(coordinator)
    opened(room, run)
    phone = room.phone(360)
    write(phone, "Laituri kun")
    field = phone.get_by_label("Vastauksesi")
    field.press("Control+a")
    with phone.expect_response(lambda one: one.url.endswith(f"/{run.code}/")):
        actions.pause_run(run=run, by=coordinator)
    expect(phone.locator(".eyebrow")).to_contain_text("tauko")
    phone.keyboard.type("Laituri kuntoon")
    expect(field).to_have_value("Laituri kuntoon")
    expect(field).to_be_focused()


@pytest.mark.long
def test_what_was_refused_stays_beside_its_faults_while_answers_come(room, coordinator):
    run = make_run(coordinator, "points", prompt={"limit": 3})
    page = opened(room, run).host
    page.get_by_text("Kirjoita puhelimettoman puolesta").click()
    for label in ("Yksi", "Kaksi"):
        page.get_by_role("spinbutton", name=label).fill("2")
    room.press("Tallenna")
    answer(run, join(run), kind="points", value={"o2": 3})
    cells = page.get_by_role("row", name="Kolme").get_by_role("cell")
    expect(cells.first).to_have_text("3")
    expect(page.get_by_role("spinbutton", name="Kaksi")).to_have_value("2")
    expect(page.get_by_text("Annoit 4 pistettä.").first).to_be_visible()
