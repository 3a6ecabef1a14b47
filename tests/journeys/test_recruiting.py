"""A call from its writing to confirmed places: a coordinator, an applicant, and one on a phone.

Every mail goes to a real mail server, and every link in it is opened first as a scanner of a mail
filter does, twice by GET and twice by HEAD.
"""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from participants.cohorts.models import CohortRole
from participants.enrolment.models import Enrolment
from participants.recruiting.deciding import offer_free_places
from participants.recruiting.models import Application, Call
from tests.factories import give_role, make_cohort, make_organisation, make_user
from tests.mails import link_in, links_in
from valmennus.portal.pages.actions import load_pages
from valmennus.shared.models import Act, Mail
from valmennus.shared.post import delivery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def state():
    """All that a scanner must leave as it is."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Application, Enrolment, Act, Mail, CohortRole)
    ]


class Filter:
    """A municipal mail filter: it opens every link before the reader does."""

    def __init__(self, smtp):
        self.smtp, self.read = smtp, 0

    def deliver(self):
        """Send what waits; returns the new messages, after the scanner has been at their links."""
        delivery.deliver_due()
        new = self.smtp.messages[self.read :]
        self.read = len(self.smtp.messages)
        before = state()
        scanner = Client()
        for message in new:
            for link in links_in(message):
                for _time in range(2):
                    assert scanner.get(link).status_code in {200, 302}, link
                    assert scanner.head(link).status_code in {200, 302, 405}, link
        assert state() == before
        return {message["To"]: message for message in new}


def fill(page, organisation, people, goal):
    page.get_by_label("Kunta tai muu organisaatio").fill(organisation)
    page.get_by_label("Mitä haluatte saada aikaan?").fill(goal)
    page.get_by_label("Esihenkilö, joka tietää hakemuksesta").fill("Kalle Kunnanjohtaja")
    page.get_by_label("Esihenkilölle on kerrottu").check()
    for row, (given, family, email, role) in enumerate(people):
        one = page.locator("fieldset").nth(row)
        one.get_by_label("Etunimi").fill(given)
        one.get_by_label("Sukunimi").fill(family)
        one.get_by_label("Sähköpostiosoite").fill(email)
        one.get_by_label("Rooli").select_option(role)


def test_a_call_from_writing_to_confirmed_places(
    open_browser, smtp, live_server, monkeypatch, assert_accessible, settings
):
    monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 0)
    settings.BASE_URL = live_server.url
    post = Filter(smtp)
    load_pages()
    coordinator = make_user("koordinaattori@example.org", given_name="Kaisa", family_name="Koord")
    cohort = make_cohort("Viisaat päät, kevät", state="open", slug="kevat")
    give_role(coordinator, cohort, CohortRole.Role.COORDINATOR)
    for name in ("Sodankylä", "Janakkala"):
        make_organisation(name)
    today = timezone.localdate()

    def day(days):
        one = today + datetime.timedelta(days=days)
        return f"{one.day}.{one.month}.{one.year}"

    # The coordinator writes and publishes the call.
    desk = open_browser(coordinator)
    desk.goto("/koordinointi/kevat/haku/")
    for label, value in [
        ("Avautuu päivänä", day(-1)),
        ("Avautuu kello", "9.00"),
        ("Päättyy päivänä", day(7)),
        ("Päättyy kello", "16.00"),
        ("Päätökset kerrotaan viimeistään", day(14)),
        ("Mihin valmennus tähtää", "Kuulla asukkaita."),
        ("Mitä tiimiltä odotetaan", "Kaksi ihmistä."),
        ("Mitä se maksaa", "Maksuton"),
        ("Kuka päättää ja miten", "Koordinaattori."),
        ("Paikkojen määrä", "1"),
    ]:
        desk.get_by_label(label).first.fill(value)
    desk.get_by_role("button", name="Tallenna haku").click()
    desk.get_by_role("button", name="Julkaise haku").click()
    desk.get_by_text("Haku on julkinen.").wait_for()

    # The first applicant applies on a laptop, without an account.
    laptop = open_browser()
    laptop.goto("/valmennukset/kevat/")
    laptop.get_by_role("link", name="Hae mukaan").click()
    fill(
        laptop,
        "Sodankylä",
        [
            ("Aino", "Esimerkki", "aino@example.org", "office_holder"),
            ("Mikko", "Malli", "mikko@example.org", "elected_official"),
        ],
        "Kuulla nuoria.",
    )
    laptop.get_by_role("button", name="Lähetä hakemus").click()
    laptop.get_by_text("Hakemus on saapunut.").wait_for()
    assert_accessible(laptop)
    first = post.deliver()
    assert set(first) == {"aino@example.org", "mikko@example.org"}

    # The second one begins on a phone, is stopped by a fault, and loses nothing.
    phone = open_browser(width=320)
    phone.goto("/valmennukset/kevat/hakemus/")
    fill(
        phone, "Janakala", [("Pirjo", "Pohdi", "pirjo@example.org", "employee")], "Uudet asukkaat."
    )
    phone.get_by_role("button", name="Lähetä hakemus").click()
    phone.get_by_text("tarkoititko", exact=False).first.wait_for()
    assert_accessible(phone)
    assert phone.get_by_label("Mitä haluatte saada aikaan?").input_value() == "Uudet asukkaat."
    phone.get_by_label("Kunta tai muu organisaatio").fill("Janakkala")
    second = phone.locator("fieldset").nth(1)
    second.get_by_label("Etunimi").fill("Veikko")
    second.get_by_label("Sukunimi").fill("Valtuutettu")
    second.get_by_label("Sähköpostiosoite").fill("veikko@example.org")
    second.get_by_label("Rooli").select_option("elected_official")
    phone.get_by_role("button", name="Lähetä hakemus").click()
    phone.get_by_text("Hakemus on saapunut.").wait_for()
    post.deliver()

    # The coordinator accepts one and puts the other on the waiting list.
    desk.goto("/koordinointi/kevat/hakemukset/")
    desk.get_by_label("Sodankylä", exact=True).check()
    desk.get_by_role("button", name="Hyväksy valitut").click()
    desk.get_by_label("Mitä haluat sanoa päätöksestä?").fill("Selkeä tavoite.")
    desk.get_by_role("button", name="Päätä ja lähetä 1 viesti").click()
    desk.get_by_text("1 hakemus on päätetty").wait_for()
    desk.get_by_label("Janakkala", exact=True).check()
    desk.get_by_role("button", name="Siirrä jonoon").click()
    desk.get_by_role("button", name="Päätä ja lähetä 1 viesti").click()
    desk.get_by_text("1 hakemus on päätetty").wait_for()
    decided = post.deliver()
    assert {"aino@example.org", "mikko@example.org", "pirjo@example.org"} == set(decided)
    assert "sijalla 1" in decided["pirjo@example.org"].get_body("plain").get_content()

    # One of the accepted confirms, the other gives up: a button each.
    confirmations = {
        message["To"]: message
        for message in smtp.messages
        if message["Subject"].startswith("Vahvista paikkasi")
    }
    laptop.goto(link_in(confirmations["aino@example.org"]))
    laptop.get_by_role("button", name="Vahvista paikkani").click()
    laptop.get_by_text("Paikkasi on vahvistettu.").first.wait_for()
    post.deliver()
    for address in ("aino@example.org", "mikko@example.org"):
        laptop.goto(link_in(confirmations[address]))
        laptop.get_by_text("Luovun paikastani").click()
        laptop.get_by_role("button", name="Luovu paikasta").click()
        laptop.get_by_text("ettet pääse mukaan").first.wait_for()

    # When the call has closed, the freed place is offered to the phone, which takes it.
    Call.objects.update(closes_at=timezone.now())
    assert offer_free_places(cohort=cohort) == 1
    offered = post.deliver()
    phone.goto(link_in(offered["pirjo@example.org"]))
    phone.get_by_role("button", name="Ota paikka").click()
    phone.get_by_text("Teidät on valittu mukaan.").wait_for()
    assert_accessible(phone)
    last = post.deliver()
    assert set(last) >= {"pirjo@example.org", "veikko@example.org"}
    assert Enrolment.objects.taking_part().count() == 2
