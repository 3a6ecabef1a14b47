"""Each packaged method run from beginning to end: a host, a wall, phones and tables on paper."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from methods.library.actions import load_library
from methods.runs.models import Contribution
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
    for key, title in [("multa", "Itu"), ("itu", "Varsi"), ("varsi", "Sää")]:
        for number, phone in ((1, first), (2, second)):
            expect(phone.locator(".eyebrow")).not_to_contain_text(title)
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
