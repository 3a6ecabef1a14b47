"""Who has read the lists of a cohort's people is noted, and can be read by those who may."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from participants.enrolment.exports import own_data
from tests.access.test_access import close
from tests.factories import enrol, make_team, make_user
from tests.portal.kept.test_kept import text_of
from tests.session_factories import make_session
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(sign_in, coordinator):
    return sign_in(coordinator)


def fetch(browser, address, query=None):
    """Get the page or file and read it to its end."""
    response = browser.get(address, query or {})
    b"".join(response)
    close(response)
    return response


def people(cohort, name="people"):
    return reverse(f"enrolment:{name}", args=[cohort.slug])


class TestNoting:
    def test_looking_is_noted_once_a_day_for_each_reader(self, browser, cohort, coordinator):
        for _time in range(3):
            browser.get(people(cohort))
        assert Act.objects.of(cohort).get().verb == "people.seen"

        with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
            browser.get(people(cohort))
        assert Act.objects.filter(verb="people.seen", actor=coordinator).count() == 2

    def test_it_is_not_noted_for_those_who_are_refused(
        self, sign_in, participant, outsider, cohort
    ):
        for person in [participant, outsider]:
            for name in ["people", "people_xlsx", "people_csv"]:
                assert sign_in(person).get(people(cohort, name)).status_code in {403, 404}

        assert not Act.objects.filter(verb__startswith="people.").exists()

    def test_a_list_taken_out_is_noted_with_its_number_and_without_what_was_typed(
        self, browser, cohort, participant, peer
    ):
        fetch(browser, people(cohort, "people_xlsx"), {"q": "Esimerkki"})

        act = Act.objects.get(verb="people.exported")
        [place] = participant.enrolments.values_list("pk", flat=True)
        assert act.data == {
            "list": "people",
            "form": "xlsx",
            "number": 1,
            "places": [place],
            "filter": ["text"],
        }

    def test_a_double_click_is_one(self, browser, cohort, participant):
        for _time in range(2):
            fetch(browser, people(cohort, "people_csv"))

        assert Act.objects.filter(verb="people.exported").count() == 1

    @pytest.mark.parametrize(
        ("name", "what"),
        [("attendance_xlsx", "attendance"), ("door_list", "door"), ("name_tags", "name_tags")],
    )
    def test_lists_of_attendance_are_noted(self, browser, cohort, participant, name, what):
        session = make_session(cohort)

        fetch(browser, reverse(f"coaching:{name}", args=[cohort.slug, session.slug]))

        data = Act.objects.get(verb="people.exported").data
        assert (data["list"], data["number"]) == (what, 1)


class TestReading:
    def test_it_tells_who_what_and_when(self, browser, cohort, participant):
        browser.get(people(cohort))
        fetch(browser, people(cohort, "people_xlsx"), {"role": "employee"})

        page = text_of(browser.get(reverse("cohorts:readings", args=[cohort.slug])))

        assert "Katsoi henkilöluetteloa" in page
        assert "Henkilöluettelo (XLSX), 0 henkilöä, rajattu: roolin mukaan" in page
        assert "Kaisa Koordinaattori" in page

    def test_administrators_read_it_too(self, browser, sign_in, cohort, admin):
        browser.get(people(cohort))

        page = sign_in(admin).get(reverse("cohorts:readings", args=[cohort.slug]))

        assert "Kaisa Koordinaattori" in text_of(page)

    @pytest.mark.parametrize("rows", [1, 4])
    def test_it_takes_twelve_statements(
        self, browser, cohort, rows, django_assert_max_num_queries, coordinator
    ):
        for number in range(rows):
            Act.objects.create(
                actor=make_user(),
                verb="people.seen",
                subject_uuid=cohort.uuid,
                subject_label=str(number),
            )

        with django_assert_max_num_queries(12):
            browser.get(reverse("cohorts:readings", args=[cohort.slug]))

    @pytest.mark.parametrize("name", ["people", "people_xlsx", "people_csv"])
    def test_the_lists_keep_to_twelve_statements(
        self, browser, cohort, name, django_assert_max_num_queries
    ):
        for _number in range(4):
            enrol(make_user(), make_team(cohort))

        with django_assert_max_num_queries(12):
            fetch(browser, people(cohort, name))

    def test_a_participant_sees_who_took_out_lists_with_the_own_name(
        self, browser, cohort, participant, peer
    ):
        fetch(browser, people(cohort, "people_csv"), {"q": "Esimerkki"})

        [[line], []] = [
            next(part for part in own_data(person) if part.key == "lists_taken_out").texts()
            for person in [participant, peer]
        ]

        told = dict(line)
        assert told["kuka"] == "Kaisa Koordinaattori"
        assert told["mitä"].startswith("Henkilöluettelo (CSV), 1 henkilö")
