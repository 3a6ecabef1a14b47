"""Whole journeys, as people walk them: with the keyboard alone, on a phone, without JavaScript."""

import io
import re

import pytest
from django.core import mail
from django.urls import reverse
from python_calamine import CalamineWorkbook

from participants.accounts.models import User
from participants.cohorts.models import Cohort, ProgrammeRole
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.planning.actions import load_programme_template
from sessions.schedule.models import Absence
from sessions.tasks.models import TaskAnswer
from tests.factories import enrol, make_organisation, make_team, make_user
from tests.method_factories import make_method
from tests.session_factories import make_material, make_session

from .conftest import press_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_coordinator_adds_a_person_who_signs_in_and_reads(
    open_browser, coordinator, cohort, team, work
):
    session = make_session(cohort, title="Menetelmät käteen", pre_task="Valitkaa yksi ryhmä.")
    make_material(session, title="Näin valmennus etenee")
    desk = open_browser(coordinator)
    desk.goto(reverse("portal:my_page"))

    # With the keyboard alone, from the first page to the added person.
    press_until(desk, "Koordinointi")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/koordinointi/")
    press_until(desk, cohort.name)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/koordinointi/*/")
    press_until(desk, "Lisää henkilö")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/lisaa/")
    for label, text in [
        ("Etunimi", "Helmi"),
        ("Sukunimi", "Keksitty"),
        ("Sähköpostiosoite", "helmi@example.org"),
        ("Kunta tai muu", "Sodankylä"),
    ]:
        press_until(desk, label)
        desk.keyboard.type(text)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/osallistujat/")

    assert Enrolment.objects.get(person__email="helmi@example.org").team == team
    work()
    [told] = mail.outbox
    assert told.to == ["helmi@example.org"]

    # The person comes by the mail's address, on a phone.
    phone = open_browser(width=320)
    phone.goto(re.search(r"http://\S+(/valmennukset/\S+)", told.body)[1])
    phone.get_by_label("Sähköpostiosoite").first.fill("helmi@example.org")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/tili/login/code/**")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.M)[1]
    phone.get_by_label("Koodi").fill(code)
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**{cohort.get_absolute_url()}")
    phone.get_by_role("link", name="Menetelmät käteen").click()

    assert phone.get_by_text("Valitkaa yksi ryhmä.").is_visible()
    assert phone.get_by_text("Näin valmennus etenee").first.is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert User.objects.get(email="helmi@example.org").last_login is not None


def test_a_participant_prepares_without_javascript(open_browser, participant, cohort):
    session = make_session(cohort, title="Työpaja", pre_task="Lue tämä.")
    page = open_browser(participant, javascript=False, width=320)
    page.goto(session.get_absolute_url())

    page.get_by_role("button", name="Merkitse tehdyksi").click()
    assert TaskAnswer.objects.handed_in().filter(enrolment__person=participant).exists()

    page.get_by_text("En pääse paikalle").first.click()
    page.get_by_role("textbox").first.fill("Olen lomalla.")
    page.get_by_role("button", name="Ilmoita, etten pääse").click()
    assert Absence.objects.get(enrolment__person=participant).word == "Olen lomalla."


def test_a_cohort_from_its_template_to_its_first_list_without_javascript(
    open_browser, coordinator, cohort
):
    """The whole path of the programme: plan, add, publish, read, print, mark, take out."""
    ProgrammeRole.objects.create(programme=cohort.programme, user=coordinator)
    load_programme_template(cohort.programme)
    make_organisation("Posio")
    method = make_method()
    desk = open_browser(coordinator, javascript=False)

    desk.goto("/koordinointi/uusi/")
    desk.get_by_label("Ryhmän nimi").fill("Kevään ryhmä")
    desk.get_by_label("Ensimmäinen tapaaminen").fill("12.1.2027")
    desk.get_by_role("button", name="Ehdota päiviä").click()
    desk.get_by_role("button", name="Luo ryhmä").click()
    made = Cohort.objects.get(name="Kevään ryhmä")
    session = made.coaching_sessions.first()
    assert made.state == Cohort.State.DRAFT
    assert made.coaching_sessions.count() == 6
    assert session.published_at is None

    desk.goto(reverse("enrolment:add", args=[made.slug]))
    desk.get_by_label("Etunimi").fill("Helmi")
    desk.get_by_label("Sukunimi").fill("Keksitty")
    desk.get_by_label("Sähköpostiosoite").fill("helmi@example.org")
    desk.get_by_label("Kunta tai muu organisaatio").fill("Posio")
    desk.get_by_role("button", name="Lisää ja lähetä viesti").click()
    helmi = User.objects.get(email="helmi@example.org")

    desk.goto(reverse("coaching:agenda_edit", args=[session.slug]))
    desk.locator("input[name$=title]").first.fill("Tervetuloa")
    desk.locator("input[name$=minutes]").first.fill("30")
    desk.get_by_role("button", name="Tallenna ohjelma").click()
    desk.goto(reverse("coaching:material_new", args=[session.slug]) + "?laji=text")
    desk.locator("input[name=title]").fill("Lue ennen tapaamista")
    desk.locator("textarea[name=text]").fill("Pari sanaa.")
    desk.locator("main form button").first.click()
    desk.goto(session.get_absolute_url())
    desk.get_by_role("button", name="Julkaise").click()
    desk.goto(reverse("cohorts:settings", args=[made.slug]))
    desk.get_by_role("button", name=re.compile("käynnissä", re.I)).click()

    phone = open_browser(helmi, javascript=False, width=320)
    phone.goto("/oma/")
    phone.get_by_role("link", name=session.title).first.click()
    assert phone.get_by_text("Tervetuloa").is_visible()
    assert phone.get_by_text("Lue ennen tapaamista").first.is_visible()
    calendar = phone.request.get(reverse("coaching:session_ics", args=[session.slug]))
    assert f"SUMMARY:{session.title[:20]}" in calendar.text()
    cards = phone.request.get(reverse("methods:deck_pdf", args=[method.slug]))
    assert cards.body().startswith(b"%PDF")

    desk.goto(reverse("coaching:attendance", args=[made.slug, session.slug]))
    desk.get_by_label("etänä").check()
    desk.get_by_role("button", name="Tallenna kaikki merkinnät").click()
    assert Attendance.objects.get().state == "remote"
    workbook = desk.request.get(reverse("coaching:attendance_xlsx", args=[made.slug, session.slug]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.body()))
    assert any("Keksitty" in str(row) for row in book.get_sheet_by_index(0).to_python())


def test_a_participant_joins_only_by_a_button(open_browser, participant, cohort):
    session = make_session(cohort, in_hours=0.2)
    page = open_browser(participant)
    page.goto(reverse("coaching:join", args=[session.slug]))
    assert not Attendance.objects.exists()

    page.get_by_role("button", name="Liity").click()

    mark = Attendance.objects.get()
    # What the link tells is a suggestion: the coordinator has the word.
    assert (mark.enrolment.person, mark.state) == (participant, "expected")
    assert mark.joined_at is not None
    link = page.get_by_role("link", name=re.compile("kokous.example.org|Avaa"))
    assert link.first.get_attribute("href") == "https://kokous.example.org/huone"


def test_attendance_is_marked_with_the_keyboard_and_saved_as_one_goes(
    open_browser, coordinator, cohort
):
    for number in range(3):
        enrol(
            make_user(given_name="Aino", family_name=f"Esimerkki-{number}"),
            make_team(cohort, f"Kunta {number}"),
        )
    session = make_session(cohort)
    page = open_browser(coordinator)
    page.goto(reverse("coaching:attendance", args=[cohort.slug, session.slug]))
    page.locator("input[type=radio]").first.focus()

    for _ in range(3):
        with page.expect_response("**/lasnaolo/**"):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")

    marks = Attendance.objects.order_by("enrolment__person__family_name")
    assert [mark.state for mark in marks] == ["on_site", "on_site", "on_site"]
    assert {mark.marked_by for mark in marks} == {coordinator}


def test_a_visitor_changes_the_language(open_browser):
    page = open_browser(width=320)
    page.goto("/")

    page.get_by_role("button", name="På svenska").click()

    assert page.locator("html").get_attribute("lang") == "sv"
