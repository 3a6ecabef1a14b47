"""A coordinator brings a list of forty people: with the keyboard alone, and without JavaScript."""

import re

import pytest
from django.urls import reverse

from participants.cohorts.models import Cohort, ProgrammeRole
from participants.enrolment.models import Enrolment
from participants.importing import confirming
from participants.importing.models import ImportBatch
from sessions.planning.actions import load_programme_template
from tests.factories import make_organisation
from tests.participants.importing.files import xlsx

from .conftest import press_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = ["Nimi", "Sähköpostiosoite", "Kunta", "Puh.", "Asema"]


@pytest.fixture
def forty(tmp_path):
    """A clean list of forty, as a file."""
    people = [
        [
            f"Esimerkki{chr(97 + i // 20)}{chr(97 + i % 20)} Aino",
            f"aino{i}@example.org",
            "Posion kunta" if i % 2 else "sodankylä",
            f"040 {1234500 + i}",
            "viranhaltija",
        ]
        for i in range(40)
    ]
    file = tmp_path / "osallistujat.xlsx"
    file.write_bytes(xlsx([["Ilmoittautuneet 24.11.2026"], [], HEADER, *people]))
    make_organisation("Posio")
    return file


@pytest.fixture
def messy(tmp_path):
    """Four rows, of which two need a person."""
    file = tmp_path / "lista.xlsx"
    rows = [
        ["Matti Virtanen", "matti@example.org", "Posio", "", "valtuutettu"],
        ["Åsa Nyman", "asa.nyman@", "Posio", "", ""],
        ["Olli Oja", "olli@example.org", "Posijo", "ei ole", "hyvinvointikoordinaattori"],
        ["Virtanen, Matti", "matti@example.org", "Posio", "", ""],
    ]
    file.write_bytes(xlsx([HEADER, *rows]))
    make_organisation("Posio")
    return file


def choose_file(page, file):
    """Choose the file by Enter on the field that has the focus."""
    # The browser hands its dialog over some moments after it is asked to.
    page.on("filechooser", lambda chooser: None)
    page.wait_for_timeout(300)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(file)


def test_forty_people_with_the_keyboard_alone(
    open_browser, assert_accessible, coordinator, cohort, team, forty
):
    page = open_browser(coordinator)
    page.goto(reverse("enrolment:people", args=[cohort.slug]))

    press_until(page, "Tuo luettelo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tuonti/")
    assert_accessible(page)
    press_until(page, "Luettelon tiedosto")
    choose_file(page, forty)
    press_until(page, "Lue luettelo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tuonti/*-*/")
    assert_accessible(page)
    press_until(page, "Jatka vahvistukseen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vahvista/")
    assert_accessible(page)
    press_until(page, "Ota 40 henkilöä mukaan")
    page.keyboard.press("Enter")
    page.get_by_text("Henkilöt on otettu mukaan.").wait_for()

    assert_accessible(page)
    assert Enrolment.objects.filter(cohort=cohort).count() == 40


def test_from_a_list_to_the_first_published_session(open_browser, coordinator, cohort, team, forty):
    """A new cohort of forty with the keyboard alone, as somebody who has not done it before."""
    ProgrammeRole.objects.create(programme=cohort.programme, user=coordinator)
    load_programme_template(cohort.programme)
    page = open_browser(coordinator)
    page.goto("/koordinointi/")

    def go(words, to):
        press_until(page, words, most=120)
        page.keyboard.press("Enter")
        page.wait_for_url(to)

    go("Uusi ryhmä", "**/uusi/")
    press_until(page, "Ryhmän nimi")
    page.keyboard.type("Kevään ryhmä")
    press_until(page, "Ensimmäinen tapaaminen")
    page.keyboard.type("12.1.2027")
    press_until(page, "Ehdota päiviä")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Luo ryhmä").wait_for()
    press_until(page, "Luo ryhmä", most=120)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("koordinointi/(?!uusi)"))
    made = Cohort.objects.get(name="Kevään ryhmä")

    go("Yleiskuva", f"**/koordinointi/{made.slug}/")
    go("Tuo osallistujat", "**/tuonti/")
    press_until(page, "Luettelon tiedosto")
    choose_file(page, forty)
    go("Lue luettelo", "**/tuonti/*-*/")
    go("Jatka vahvistukseen", "**/vahvista/")
    press_until(page, "Ota 40 henkilöä mukaan")
    page.keyboard.press("Enter")
    page.get_by_text("Henkilöt on otettu mukaan.").wait_for()

    go("Siirry osallistujiin", "**/osallistujat/")
    # The first of the two is the coordinator's own sessions, the second the cohort's.
    press_until(page, "Tapaamiset")
    go("Tapaamiset", f"**/{made.slug}/tapaamiset/")
    session = made.coaching_sessions.order_by("starts_at").first()
    go(session.title, f"**{session.get_absolute_url()}")
    press_until(page, "Julkaise")
    page.keyboard.press("Enter")
    page.get_by_text("julkaistu").first.wait_for()

    session.refresh_from_db()
    assert session.is_published
    assert made.enrolments.count() == 40


def test_every_step_without_javascript(open_browser, coordinator, cohort, team, messy):
    page = open_browser(coordinator, javascript=False, width=320)
    page.goto(reverse("importing:imports", args=[cohort.slug]))

    page.get_by_label("Luettelon tiedosto").set_input_files(messy)
    page.get_by_role("button", name="Lue luettelo").click()
    page.get_by_role("button", name="Valitse Posio").first.click()
    page.get_by_role("link", name=re.compile(r"Korjaa\s*: Rivi 3")).click()
    page.get_by_label("Sähköpostiosoite").fill("asa@example.org")
    page.get_by_role("button", name="Tallenna korjaukset").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("link", name="Jatka vahvistukseen").click()
    page.get_by_role("button", name="Ota 3 henkilöä mukaan").click()
    assert Enrolment.objects.filter(cohort=cohort).count() == 3

    page.get_by_role("link", name="Peru koko tuonti").click()
    page.get_by_role("button", name="Peru: 3 paikkaa").click()
    assert not Enrolment.objects.exists()


def test_a_long_list_shows_how_far_it_is(
    open_browser, assert_accessible, coordinator, cohort, team, forty, work, monkeypatch
):
    monkeypatch.setattr(confirming, "AT_ONCE", 1)
    page = open_browser(coordinator)
    page.goto(reverse("importing:imports", args=[cohort.slug]))
    page.get_by_label("Luettelon tiedosto").set_input_files(forty)
    page.get_by_role("button", name="Lue luettelo").click()
    page.get_by_role("link", name="Jatka vahvistukseen").click()
    page.get_by_role("button", name="Ota 40 henkilöä mukaan").click()
    page.get_by_text("0/40 riviä").wait_for()
    assert_accessible(page)

    # Left, and found again.
    page.goto(reverse("importing:imports", args=[cohort.slug]))
    page.get_by_role("link", name="osallistujat.xlsx").click()
    page.get_by_text("0/40 riviä").wait_for()
    work()
    page.get_by_role("link", name="Siirry osallistujiin").wait_for()

    assert Enrolment.objects.filter(cohort=cohort).count() == 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible_and_fit(
    open_browser, assert_accessible, coordinator, cohort, team, messy, width, scheme
):
    page = open_browser(coordinator, width=width, scheme=scheme)
    page.goto(reverse("importing:imports", args=[cohort.slug]))
    page.get_by_label("Luettelon tiedosto").set_input_files(messy)
    page.get_by_role("button", name="Lue luettelo").click()
    page.wait_for_url("**/tuonti/*-*/")
    preview = page.url
    for address in [preview, *(f"{preview}{one}/" for one in ["sarakkeet", "rivit/4", "vahvista"])]:
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.get_by_role("button", name="Ota 1 henkilö mukaan").click()
    for address in [preview, f"{preview}peru/"]:
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert ImportBatch.objects.get().state == "done"
