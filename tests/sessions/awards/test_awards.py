"""The way to the certificate: what counts, what is still needed."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.awards.actions import change_rule
from sessions.awards.queries import progress_of
from tests.session_factories import make_session
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


def mark(session, place, state):
    Attendance.objects.create(
        session=session, enrolment=place, state=state, source="marked", marked_at=timezone.now()
    )


@pytest.fixture
def sessions(cohort):
    """Three that have been held and one that is to come."""
    held = [
        make_session(cohort, in_hours=-24 * days, title=f"Pidetty {days}") for days in (9, 6, 3)
    ]
    return [*held, make_session(cohort, in_hours=24, title="Tuleva")]


def numbers(place):
    progress = progress_of(place)
    return progress.done, progress.needed, progress.of, progress.left, progress.is_reached


def test_made_up_counts_and_the_rest_is_told(sessions, place):
    for session, state in zip(sessions, ["remote", "absent", "made_up"], strict=False):
        mark(session, place, state)
    assert numbers(place) == (2, 3, 4, 1, False)
    progress = progress_of(place)
    assert [one.title for one in progress.coming] == ["Tuleva"]
    assert [one.title for one in progress.missed] == ["Pidetty 6"]
    mark(sessions[3], place, "on_site")
    assert numbers(place) == (3, 3, 4, 0, True)


def test_what_does_not_count(sessions, place, cohort, coordinator):
    make_session(cohort, in_hours=-48, kind="webinar")
    make_session(cohort, in_hours=-48, draft=True)
    make_session(cohort, in_hours=-48, cancelled_at=timezone.now())
    mark(sessions[0], place, "remote")
    change_rule(cohort=cohort, share=50, optional=sessions[1:3], by=coordinator)
    assert numbers(place) == (1, 1, 2, 0, True)


def test_without_sessions_nothing_is_reached(place):
    assert numbers(place) == (0, 0, 0, 0, False)


def test_the_person_sees_it(client, participant, sessions, place):
    mark(sessions[0], place, "remote")
    client.force_login(participant)
    page = client.get(reverse("portal:my_page")).content.decode()
    assert "1 / 3" in page


def test_the_coordinator_sets_the_rule(client, coordinator, cohort, sessions, place):
    mark(sessions[0], place, "remote")
    client.force_login(coordinator)
    page = reverse("coaching:awards", args=[cohort.slug])
    data = {"share": "25", "optional": [sessions[3].uuid]}
    for _twice in range(2):
        assert client.post(page, data).status_code == 302
    assert Act.objects.of(cohort).filter(verb="award_rule.changed").count() == 1
    assert numbers(place) == (1, 1, 3, 0, True)
    assert client.post(page, {"share": "101"}).status_code == 422
    assert "Henkilö täyttyy" in client.get(page).content.decode()
    got = client.get(reverse("coaching:awards_xlsx", args=[cohort.slug]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(got.getvalue())).get_sheet_by_index(0)
    assert rows.to_python()[1][3:6] == [1, 1, 3]


@pytest.mark.parametrize("rows", [1, 4])
def test_statements(client, coordinator, cohort, place, rows, django_assert_max_num_queries):
    for number in range(rows):
        mark(make_session(cohort, in_hours=-24 * (number + 1)), place, "remote")
    client.force_login(coordinator)
    with django_assert_max_num_queries(12):
        client.get(reverse("coaching:awards", args=[cohort.slug]))
