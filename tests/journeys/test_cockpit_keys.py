"""From the cockpit to a reminder that went, without JavaScript and with the keyboard alone."""

import pytest

from participants.cohorts.models import CohortRole
from tests.factories import enrol, give_role, make_cohort, make_team, make_user
from valmennus.shared.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "() => document.activeElement.innerText || ''"
MOST_TABS = 60


def tab_to(page, text):
    """Press Tab until what has the focus begins with the text; returns how often."""
    for number in range(1, MOST_TABS + 1):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).strip().startswith(text):
            return number
    raise AssertionError(f"{text} is out of reach.")


def test_a_team_is_reminded_in_two_presses(open_browser):
    coordinator = make_user("koordinaattori@example.org", given_name="Kaisa", family_name="Koord")
    cohort = make_cohort(slug="ryhma")
    give_role(coordinator, cohort, CohortRole.Role.COORDINATOR)
    for name in ("Janakkala", "Sodankylä"):
        team = make_team(cohort, name)
        for _number in range(2):
            enrol(make_user(), team)
    page = open_browser(coordinator, javascript=False)
    page.goto("/koordinointi/ryhma/")

    tab_to(page, "Muistuta")
    page.keyboard.press("Enter")
    page.wait_for_url("**/muistuta/")
    assert "Janakkala" in page.locator("h1").inner_text()
    tab_to(page, "Lähetä 2 henkilölle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/koordinointi/ryhma/?open=*")

    places = cohort.enrolments.filter(team__organisation__name_fi="Janakkala")
    people = set(places.values_list("person__email", flat=True))
    assert {mail.to for mail in Mail.objects.all()} == people
