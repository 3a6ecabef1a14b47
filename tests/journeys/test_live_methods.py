"""Each packaged method run from beginning to end: a host, a wall, phones and tables on paper."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from methods.library.actions import load_library
from methods.runs.answer_models import Contribution
from methods.runs.models import RunPrompt
from tests.journeys.live_rooms import Room, arrived, reopen, send, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(open_browser, coordinator):
    cache.clear()
    load_library()
    return Room(open_browser, coordinator)


SENTENCES = {
    "siemen": "Penkit puuttuvat",
    "multa": "Talkooväki ja puut",
    "itu": "Kaksi penkkiä pihalle",
    "varsi": "Puistotyöntekijä toukokuussa",
    "sato": "Penkeillä istutaan",
}


def test_itu_moves_by_sentences_and_ends_in_a_draft_of_an_experiment(room):
    room.make("itu", tables=2)
    ikkuna = room.table_on_paper("Ikkuna", 4)
    ovi = room.table_on_paper("Ovi", 5)
    room.to_host()
    first, second = room.phone(320, table="Pöytä 1"), room.phone(360, table="Pöytä 2")
    room.people(11)
    room.press("Aloita")
    for phone in (first, second):
        phone.get_by_role("button", name="Minä kirjoitan pöytämme puolesta").click()
    for table in (ikkuna, ovi):
        for key, sentence in SENTENCES.items():
            room.type_in(table, key, f"{sentence}, pöytä {table}")
        room.type_in(table, "saa", f"Pyydämme naapurin avuksi, pöytä {table}")
    room.to_host()

    # No sentence, no move: the second table writes without network.
    send(first, "Penkit puuttuvat, pöytä 1")
    arrived(first)
    second.context.set_offline(True)
    send(second, "Penkit puuttuvat, pöytä 2")
    expect(second.locator("[data-outbox-item]")).to_contain_text("odottaa verkkoa")
    room.press("Seuraavaksi: Multa")
    expect(room.host.locator(".notices")).to_contain_text("Lause puuttuu vielä: Pöytä 2.")
    second.context.set_offline(False)
    arrived(second)
    room.next("Multa")

    # Half a sentence is there again after a reload and in a browser that was closed.
    expect(first.get_by_role("heading", level=1)).to_contain_text("mitä meillä jo on?")
    write(first, "Talkooväki")
    first.reload()
    expect(first.get_by_label("Lauseesi")).to_have_value("Talkooväki")
    first = reopen(first)
    expect(first.get_by_label("Lauseesi")).to_have_value("Talkooväki")
    for here, key, title in [
        ("Multa", "multa", "Itu"),
        ("Itu", "itu", "Varsi"),
        ("Varsi", "varsi", "Sää"),
    ]:
        for number, phone in ((1, first), (2, second)):
            expect(phone.locator(".eyebrow")).to_contain_text(f"· {here}")
            send(phone, f"{SENTENCES[key]}, pöytä {number}")
            arrived(phone)
        room.next(title)
        if title == "Varsi":
            late = room.phone(390, table="Pöytä 1")
            expect(late.locator(".eyebrow")).to_contain_text("Varsi")
            expect(late.get_by_text("toinen puhelin kirjoittaa")).to_be_visible()

    # Two weather cards for each table that draws.
    for number, phone in ((1, first), (2, second)):
        block = room.block("Mitä teemme, jos näin käy?")
        block.get_by_label("Kenelle").select_option(f"Pöytä {number}")
        room.press("Nosta kortti", within=block)
        answers = phone.locator("form[data-outbox] textarea")
        expect(answers).to_have_count(2)
        for place in range(2):
            answers.nth(place).fill(f"Sää {place} ei pysäytä, pöytä {number}")
        send(phone)
        arrived(phone)
    room.next("Sato")
    for number, phone in ((1, first), (2, second)):
        expect(phone.locator(".eyebrow")).to_contain_text("Sato")
        send(phone, f"Penkeillä istutaan, pöytä {number}")
        arrived(phone)
    room.show(re.compile("mistä huomaamme onnistuneemme"))
    expect(room.wall.locator(".answer")).to_have_count(4)
    expect(late.get_by_text("Penkeillä istutaan, pöytä 3")).to_be_visible()
    room.end()

    room.people(12)
    main = room.summary()
    expect(main).to_contain_text("12 (puhelimella 3, paperilla 9)")
    drafts = main.get_by_role("heading", name="Kokeilun luonnos")
    expect(drafts).to_have_text(
        [f"Kokeilun luonnos: {name}" for name in ("Ikkuna", "Ovi", "Pöytä 1", "Pöytä 2")]
    )
    for number in range(1, 5):
        for sentence in SENTENCES.values():
            expect(main.get_by_text(f"{sentence}, pöytä {number}")).to_have_count(1)
    kept = Contribution.objects.filter(run=room.run)
    assert kept.count() == 4 * 5 + 2 * 2 + 2 * 1


def test_dialogeillaan_draws_pairs_and_cards_and_gathers_insights(room):
    room.make("dialogeillaan", matter="Lähijuna")
    ikkuna, ovi = room.table_on_paper("Ikkuna", 4), room.table_on_paper("Ovi", 3)
    room.to_host()
    first, second = room.phone(320), room.phone(360)
    room.press("Aloita")
    expect(first.get_by_text("Nyt ei kirjoiteta.")).to_be_visible()
    room.next("Lämmittely")
    room.press("Nosta kortti")
    warm_up = room.wall.locator(".wall__cards li").inner_text()
    expect(first.get_by_label(warm_up)).to_be_visible()

    # The odd phone joins a pair; the pair's card is not the one that was drawn before.
    room.next("Parit")
    late = room.phone(390)
    expect(late.locator(".eyebrow")).to_contain_text("· Parit")
    room.press("Arvo parit")
    cards = set()
    for phone in (first, second, late):
        expect(phone.locator("#live")).to_contain_text("Olet parissa 1.")
        label = phone.locator("form[data-outbox] label").first
        expect(label).not_to_have_text("")
        cards.add(label.inner_text())
    assert len(cards) == 1
    assert warm_up not in cards.pop()
    room.next("Yhteiset kortit")
    for number in range(1, 4):
        room.press("Nosta kortti")
        expect(room.wall.locator(".wall__cards li")).to_have_count(number)
    drawn = [
        key
        for prompt in RunPrompt.objects.filter(run=room.run)
        for keys in prompt.drawn.values()
        for key in keys
    ]
    assert len(drawn) == len(set(drawn)) == 5

    room.next("Oivallukset")
    expect(first.locator(".eyebrow")).to_contain_text("· Oivallukset")
    write(first, "Nuorillekin juna on")
    first = reopen(first)
    expect(first.get_by_label("Vastauksesi")).to_have_value("Nuorillekin juna on")
    send(first, "Nuorillekin juna on tärkeä")
    expect(second.locator(".eyebrow")).to_contain_text("· Oivallukset")
    second.context.set_offline(True)
    send(second, "Hiljaisuus auttoi")
    late.reload()
    send(late, "Aikataulu ratkaisee")
    room.type_in(ikkuna, "oivallukset", "Kaikki pitävät junasta\n2 × Asemalla on kylmä")
    room.type_in(ovi, "oivallukset", "3 × Liput maksavat")
    room.to_host()
    second.context.set_offline(False)
    for phone in (first, second, late):
        arrived(phone)
    room.show(re.compile("Mitä sait"))
    expect(room.wall.locator(".answer")).to_have_count(6)
    expect(room.block(re.compile("Mitä sait")).locator(".answer-row")).to_have_count(6)

    room.next("Mitä tästä seuraa")
    first.get_by_role("link", name="Mitä sovimme tekevämme?").click()
    send(first, "Kysely junasta, viestintä, maaliskuu")
    arrived(first)
    room.end()
    room.people(10)
    main = room.summary()
    expect(main).to_contain_text("10 (puhelimella 3, paperilla 7)")
    expect(main).to_contain_text("Vastauksia: 9.")
    expect(main.get_by_text("Kysely junasta, viestintä, maaliskuu")).to_have_count(1)
    assert room.texts() == sorted(
        [
            "Nuorillekin juna on tärkeä",
            "Hiljaisuus auttoi",
            "Aikataulu ratkaisee",
            "Kaikki pitävät junasta",
            "Asemalla on kylmä",
            "Liput maksavat",
            "Kysely junasta, viestintä, maaliskuu",
        ]
    )


def test_penkkikahvila_votes_groups_slips_by_the_keyboard_and_is_handled(room):
    room.make("penkkikahvila", matter="Tori")
    ikkuna, ovi = room.table_on_paper("Ikkuna", 2), room.table_on_paper("Ovi", 3)
    room.to_host()
    room.press("Aloita")
    first, second = room.phone(320), room.phone(360)
    send(first, "Penkkejä varjoon")
    write(first, "Laituri kun")
    first = reopen(first)
    expect(first.get_by_label("Vastauksesi")).to_have_value("Laituri kun")
    send(first, "Laituri kuntoon")
    for phone in (first, second):
        phone.get_by_role("link", name=re.compile("Mitkä asiat")).click()
        expect(phone.get_by_role("spinbutton", name="Luonto")).to_be_visible()
    for label in ("Kohtaamispaikat", "Kohtaamispaikat", "Turvallisuus"):
        first.get_by_role("button", name=f"+1: {label}").click()
    expect(first.get_by_role("spinbutton", name="Kohtaamispaikat")).to_have_value("2")
    send(first)
    second.context.set_offline(True)
    second.get_by_role("button", name="+1: Turvallisuus").click()
    send(second)
    expect(second.locator("[data-outbox-item]")).to_contain_text("Turvallisuus 1")
    second.context.set_offline(False)
    for phone in (first, second):
        arrived(phone)
    late = room.phone(390)
    send(late, "Lisää penkkejä")

    for table, place, text in (
        (ikkuna, "Kohtaamispaikat", "2 × Tori hiljenee"),
        (ovi, "Luonto ja ulkoilu", "Valot polulle"),
    ):
        room.host.goto(
            room.address("paper:typing", table, room.run.phases.get(key="kahvila").order)
        )
        room.host.get_by_label("Mitä sinulla on mielessäsi?").fill(text)
        room.host.get_by_label(place).fill("2")
        room.host.get_by_label("Montako lappua näissä on").fill("2")
        room.press("Tallenna vastaukset")
    room.to_host()
    board = room.block(re.compile("Mitkä asiat"))
    room.press("Näytä vastaukset valkokankaalla", within=board)
    rows = ["Kohtaamispaikat 4", "Luonto ja ulkoilu 2", "Turvallisuus 2"]
    for page in (room.wall, board):
        for row in rows:
            words, number = row.rsplit(" ", 1)
            cells = page.get_by_role("row", name=words).get_by_role("cell")
            expect(cells.first).to_have_text(number)
    visitors = room.block("Keitä kahvilassa on käynyt?")
    for _each in range(2):
        room.press("+1", within=visitors.get_by_role("listitem").filter(has_text="lapsiperheitä"))

    # The slips are grouped with the keyboard alone.
    room.next("Purku")
    keys, themes = room.host.keyboard, room.block("Mitä kuulimme?")
    for text in ("Penkkejä varjoon", "Lisää penkkejä"):
        themes.get_by_label(text).focus()
        keys.press("Space")
    themes.get_by_label("tai uusi").focus()
    keys.type("Istumapaikat")
    with room.host.expect_navigation():
        keys.press("Enter")
    themes.get_by_label("Tori hiljenee").focus()
    keys.press("Space")
    themes.get_by_label("tai uusi").focus()
    keys.type("Torin elämä")
    with room.host.expect_navigation():
        keys.press("Enter")
    room.show("Mitä kuulimme?")
    for heading in ("Istumapaikat", "Torin elämä"):
        cells = room.wall.get_by_role("row", name=heading).get_by_role("cell")
        expect(cells.first).to_have_text("2")
    room.end()
    room.people(8)

    room.host.goto(room.address("bench_cafe:handling"))
    room.host.get_by_role("link", name="Kirjoita vastaus : Istumapaikat").click()
    room.host.get_by_label("tehdään", exact=True).check()
    room.host.get_by_label("Syy").fill("Kaksi penkkiä torille")
    room.press("Tallenna vastaus")
    expect(room.host.locator("main")).to_contain_text("Kaksi penkkiä torille")
    main = room.summary()
    expect(main).to_contain_text("8 (puhelimella 3, paperilla 5)")
    expect(main.get_by_role("heading", name="Istumapaikat")).to_contain_text("2 mainintaa")
    assert room.texts() == sorted(
        ["Penkkejä varjoon", "Laituri kuntoon", "Lisää penkkejä", "Tori hiljenee", "Valot polulle"]
    )
    votes = Contribution.objects.filter(run=room.run, prompt__kind="points")
    # One of each phone, and one of each of the four slips.
    assert (votes.exclude(guest=None).count(), votes.count()) == (2, 6)


def draw(phone):
    """Draw a line on the pad with the pointer."""
    pad = phone.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    left, top = box["x"] + 20, box["y"] + 20
    phone.mouse.move(left, top)
    phone.mouse.down()
    for step in range(1, 6):
        phone.mouse.move(left + 20 * step, top + 15 * step)
    phone.mouse.up()


def test_ystavani_kirja_is_looked_through_marked_and_answered(room):
    room.make("ystavani-kirja", matter="Kunta nuorten silmin")
    ikkuna, ovi = room.table_on_paper("Ikkuna", 3), room.table_on_paper("Ovi", 2)
    room.to_host()
    room.press("Aloita")
    first, second = room.phone(320), room.phone(360)
    room.next("Sivun täyttäminen")
    expect(first.locator(".pad canvas")).to_be_visible()
    draw(first)
    first.get_by_label("Piirrä lempipaikkasi").fill("Uimaranta ja laituri")
    first.get_by_label("Täällä parasta on").fill("Uimaranta")
    first = reopen(first)
    expect(first.get_by_label("Täällä parasta on")).to_have_value("Uimaranta")
    first.get_by_role("button", name="Lähetä").click()
    second.context.set_offline(True)
    second.get_by_label("Täältä puuttuu").fill("Bussi illalla")
    second.get_by_role("button", name="Lähetä").click()
    expect(second.locator("[data-outbox-item]")).to_contain_text("odottaa verkkoa")
    second.context.set_offline(False)
    for phone in (first, second):
        arrived(phone)
    for table, text in ((ikkuna, "Elokuvateatteri"), (ovi, "Skeittipaikka")):
        room.host.goto(
            room.address("paper:typing", table, room.run.phases.get(key="tayttaminen").order)
        )
        room.host.get_by_label("Täältä puuttuu").fill(text)
        room.press("Tallenna vastaukset")
    room.to_host()

    # Nothing of a phone is seen before the host has let it out.
    room.show("Kuntani, ystäväni")
    expect(room.wall.get_by_text("Skeittipaikka")).to_be_visible()
    expect(room.wall.get_by_text("Uimaranta")).to_have_count(0)
    room.press("Päästä kaikki näkyviin")
    expect(room.wall.get_by_text("Bussi illalla")).to_be_visible()
    expect(room.wall.get_by_role("img", name="Uimaranta ja laituri")).to_be_visible()
    room.next("Vaihto ja lukeminen")
    late = room.phone(390)
    expect(late.locator(".eyebrow")).to_contain_text("· Vaihto ja lukeminen")
    for phone in (first, late):
        mark = phone.get_by_role("button", name="Samaa mieltä : Bussi illalla")
        mark.click()
        expect(mark).to_have_attribute("aria-pressed", "true")
    expect(second.get_by_role("button", name=re.compile("Bussi illalla"))).to_have_count(0)
    room.show("Mistä olet samaa mieltä?")
    expect(room.wall.get_by_role("listitem").filter(has_text="Bussi illalla")).to_contain_text(
        "2 on samaa mieltä"
    )

    room.next("Yhteiset toiveet")
    for phone, wish in ((first, "Bussi kulkee illalla"), (second, "Ilta-auto"), (late, "Oma tila")):
        expect(phone.locator(".eyebrow")).to_contain_text("· Yhteiset toiveet")
        send(phone, wish)
        arrived(phone)
    room.to_host()
    room.press("Päästä kaikki näkyviin")
    themes = room.block("Yhteiset toiveet").last
    for wish in ("Bussi kulkee illalla", "Ilta-auto"):
        themes.get_by_label(wish).check()
    themes.get_by_label("tai uusi").fill("Kyyti kotiin illalla")
    room.press("Siirrä valitut", within=themes)
    room.press("Näytä vastaukset valkokankaalla", within=room.block("Yhteiset toiveet").last)
    cells = room.wall.get_by_role("row", name="Kyyti kotiin illalla").get_by_role("cell")
    expect(cells.first).to_have_text("2")
    room.end()

    # Weeks later: the decision-maker's reply, on the same code.
    room.people(8)
    main = room.summary()
    expect(main).to_contain_text("8 (puhelimella 3, paperilla 5)")
    expect(main.get_by_role("heading", name="Kyyti kotiin illalla")).to_contain_text("2 mainintaa")
    room.press("Julkaise kooste")
    room.to_host()
    room.host.get_by_role("link", name="Katso tätä : Päättäjä vastaa").click()
    reply = room.block("Päättäjän vastaus")
    reply.get_by_label("Luin sivusi, ja mieleeni jäi").fill("Bussi illalla. Sivistysjohtaja")
    room.press("Tallenna", within=reply)
    room.show("Päättäjän vastaus")
    first = reopen(first)
    expect(first.get_by_text("Bussi illalla. Sivistysjohtaja")).to_be_visible()
    first.get_by_role("link", name="Lue kooste").click()
    expect(first.get_by_role("heading", name="Kyyti kotiin illalla")).to_be_visible()
    pages = Contribution.objects.filter(run=room.run, prompt__key="sivut")
    assert sorted(pages.values_list("card", "text")) == [
        ("parasta", "Uimaranta"),
        ("piirra", "Uimaranta ja laituri"),
        ("puuttuu", "Bussi illalla"),
        ("puuttuu", "Elokuvateatteri"),
        ("puuttuu", "Skeittipaikka"),
    ]
    assert pages.get(card="piirra").value["strokes"]
    assert Contribution.objects.filter(run=room.run, prompt__kind="agree").count() == 2
