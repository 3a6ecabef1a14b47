"""A team applies on a phone, without an account, in a real browser."""

import pytest
from django.core import mail
from django.core.cache import cache

from participants.recruiting.models import Application
from participants.recruiting.remembering import token_of
from tests.factories import make_cohort, make_organisation
from tests.mails import link_in
from tests.recruiting_factories import make_application, make_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call(transactional_db):
    cache.clear()
    make_organisation("Pedersören kunta")
    cohort = make_cohort("Viisaat päät yhteen, kevätkauden kuntatiimien ryhmä", state="open")
    return make_call(cohort)


def fill_in(page):
    page.get_by_label("Kunta tai muu organisaatio").fill("Pedersören kunta")
    page.get_by_label("Mitä haluatte saada aikaan").fill("Kuulla nuoria.")
    page.get_by_label("Esihenkilö, joka tietää").fill("Kalle Kunnanjohtaja, kunnanjohtaja")
    page.get_by_label("Esihenkilölle on kerrottu").check()
    people = [("Hilla", "hilla@example.org", "employee"), ("Otso", "otso@example.org", "employee")]
    for number, (name, email, role) in enumerate(people, 1):
        row = page.locator(f"#person-{number}")
        row.get_by_label("Etunimi").fill(name)
        row.get_by_label("Sukunimi").fill("Hakija")
        row.get_by_label("Sähköpostiosoite").fill(email)
        row.get_by_label("Rooli").select_option(role)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("javascript", [True, False])
def test_a_team_applies_on_a_phone(open_browser, work, call, assert_accessible, javascript):
    page = open_browser(width=320, javascript=javascript)
    page.goto(call.cohort.get_absolute_url())
    assert fits(page)
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="Hae mukaan").click()
    page.wait_for_timeout(3_000)
    fill_in(page)
    assert fits(page)
    if javascript:
        page.get_by_text("Luonnos tallennettu kello").wait_for()
        assert_accessible(page)
    page.get_by_role("button", name="Lisää henkilö").click()
    page.wait_for_url("**rows=3**")
    assert page.locator("#person-3").get_by_label("Etunimi").input_value() == ""
    assert page.locator("#person-2").get_by_label("Etunimi").input_value() == "Otso"
    page.wait_for_timeout(3_000)
    page.get_by_role("button", name="Lähetä hakemus").click()

    page.get_by_text("Hakemus on saapunut").wait_for()
    assert fits(page)
    if javascript:
        assert_accessible(page)
    application = Application.objects.get()
    assert (application.state, application.draft) == ("applied", {})
    assert application.people.count() == 2
    work()
    receipt = next(one for one in mail.outbox if one.to == ["hilla@example.org"])
    phone = open_browser(width=320, javascript=javascript)
    phone.goto(link_in(receipt))
    phone.get_by_role("link", name="Peru hakemus").click()
    if javascript:
        assert_accessible(phone)
    phone.get_by_role("button", name="Peru hakemus").click()
    phone.get_by_text("Hakemus on peruttu").wait_for()


def test_what_is_wrong_is_found_by_the_summary(open_browser, call, assert_accessible):
    page = open_browser(width=320)
    page.goto(call.cohort.get_absolute_url() + "hakemus/")
    page.get_by_label("Toiveet").fill("Etänä, kiitos")
    page.wait_for_timeout(3_000)
    page.get_by_role("button", name="Lähetä hakemus").click()
    page.locator(".error-summary").first.wait_for()

    assert_accessible(page)
    assert fits(page)
    assert page.get_by_label("Toiveet").input_value() == "Etänä, kiitos"


@pytest.mark.parametrize("state", ["joining", "waitlisted", "accepted", "declined", "withdrawn"])
def test_how_it_stands_is_accessible(open_browser, call, assert_accessible, state):
    application = make_application(call.cohort, state=state)
    page = open_browser(width=320)
    page.goto(call.cohort.get_absolute_url() + f"hakemus/{token_of(application)}/")

    assert_accessible(page)
    assert fits(page)
