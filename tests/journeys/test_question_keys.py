"""A short form is made with the keyboard alone; Enter saves, and more questions keep the focus."""

import pytest

from participants.cohorts.models import CohortRole
from sessions.feedback.models import Survey
from sessions.tasks.models import Task
from tests.factories import give_role, make_cohort, make_user
from tests.journeys.conftest import press_until
from tests.session_factories import make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_enter_saves_and_more_questions_go_on_where_one_was(open_browser, assert_accessible):
    coordinator = make_user()
    cohort = make_cohort(slug="ryhma")
    give_role(coordinator, cohort, CohortRole.Role.COORDINATOR)
    session = make_session(cohort, slug="tyopaja")
    page = open_browser(coordinator, width=320)
    keys = page.keyboard

    page.goto("/tapaamiset/tyopaja/palaute/kysymykset/")
    press_until(page, "kysymykset-2-label")
    keys.type("Mitä jäi puuttumaan?")
    press_until(page, "Lisää kysymyksiä")
    keys.press("Enter")
    page.get_by_role("group", name="Kysymys 8").wait_for()
    # The first of the new ones has the focus, and what was typed is there.
    assert page.evaluate("document.activeElement.name") == "kysymykset-5-label"
    assert_accessible(page)
    keys.type("Kenelle kerrot tästä?")
    keys.press("Enter")
    page.wait_for_url("**/palaute/tulokset/")
    labels = [question.label for question in Survey.objects.get(session=session).asked]
    assert labels[2:] == ["Mitä jäi puuttumaan?", "Kenelle kerrot tästä?"]

    # In a task too, where the questions are folded away.
    page.goto("/tapaamiset/tyopaja/tehtavat/uusi/")
    press_until(page, "title")
    keys.type("Kysely kotiin")
    press_until(page, "instruction")
    keys.type("Kysy kolmelta.")
    press_until(page, "title", key="Shift+Tab")
    keys.press("Enter")
    page.get_by_role("heading", name="Kysely kotiin", level=1).wait_for()
    assert Task.objects.get().title == "Kysely kotiin"
