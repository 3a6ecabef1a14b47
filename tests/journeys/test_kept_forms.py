"""The sign-in ends in the middle of typing, in a real browser."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail

from participants.accounts.models import User

from .conftest import press_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_typed_comes_back_after_the_sign_in(open_browser, participant, javascript):
    page = open_browser(participant, width=320, javascript=javascript)
    page.goto("/oma/tiedot/")
    page.get_by_label("Sukunimi").fill("Muuttunut")
    page.get_by_label("Nimike").fill('Osallisuuden "tulkki" & kuuntelija')
    Session.objects.all().delete()

    page.get_by_role("button", name="Tallenna tietoni").click()
    page.wait_for_url("**/tili/login/?next=/oma/tiedot/")
    assert page.get_by_text("Kirjoittamasi säilyy tunnin").is_visible()
    page.get_by_label("Sähköpostiosoite").first.fill(participant.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tili/login/code/**")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.M)[1]
    page.get_by_label("Koodi").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/oma/tiedot/")

    assert page.get_by_text("sitä ei ole vielä tallennettu").is_visible()
    assert page.get_by_label("Sukunimi").input_value() == "Muuttunut"
    assert page.get_by_label("Nimike").input_value() == 'Osallisuuden "tulkki" & kuuntelija'
    assert User.objects.get(pk=participant.pk).family_name == "Esimerkki"
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    press_until(page, "Tallenna tietoni")
    page.keyboard.press("Enter")
    page.get_by_text("Tietosi on tallennettu").wait_for()
    assert User.objects.get(pk=participant.pk).family_name == "Muuttunut"
    page.goto("/oma/tiedot/")
    assert not page.get_by_text("sitä ei ole vielä tallennettu").is_visible()


def test_a_colleague_who_signs_in_meanwhile_does_not_get_it(
    open_browser, participant, teammate, assert_accessible
):
    page = open_browser(participant)
    page.goto("/oma/tiedot/")
    page.get_by_label("Sukunimi").fill("Salainen")
    other = page.context.new_page()
    for person in [teammate, participant]:
        # Sign in as people do, in another tab.
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        other.goto("/tili/login/")
        other.get_by_label("Sähköpostiosoite").first.fill(person.email)
        other.keyboard.press("Enter")
        other.wait_for_url("**/tili/login/code/**")
        code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.M)[1]
        other.get_by_label("Koodi").fill(code)
        other.keyboard.press("Enter")
        other.wait_for_url("**/oma/")
        if person == teammate:
            page.get_by_role("button", name="Tallenna tietoni").click()
            page.wait_for_url("**/oma/tiedot/")
            assert page.get_by_label("Sukunimi").input_value() == "Malliksi"
            assert not page.get_by_text("tallella").is_visible()
    page.goto("/oma/tiedot/")

    assert page.get_by_label("Sukunimi").input_value() == "Salainen"
    assert_accessible(page)
