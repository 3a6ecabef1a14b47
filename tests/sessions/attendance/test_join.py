import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.attendance.permissions import join_link, join_token
from tests.session_factories import make_session
from valmennus.shared.models import Act
from valmennus.shared.post.delivery import address_of


@pytest.fixture
def session(cohort):
    return make_session(cohort, in_hours=0.5, minutes=60)


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


def by_link(session, place):
    return reverse("coaching:join_by_link", args=[session.slug, join_token(session, place)])


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing_and_shows_no_link(method, session, place, client):
    response = getattr(client, method)(by_link(session, place))

    assert response.status_code == 200
    assert session.join_url not in response.content.decode()
    assert not Attendance.objects.exists()
    assert "no-store" in response["Cache-Control"]


def test_the_button_suggests_who_came_and_gives_the_link(session, place, client):
    response = client.post(by_link(session, place))
    client.post(by_link(session, place))

    assert response.status_code == 200
    assert session.join_url in response.content.decode()
    attendance = Attendance.objects.get()
    assert (attendance.enrolment, attendance.state, attendance.version) == (place, "expected", 0)
    assert attendance.joined_at is not None
    assert Act.objects.of(session).get().verb == "attendance.joined"


def test_signed_in_the_same(session, place, participant, sign_in):
    response = sign_in(participant).post(reverse("coaching:join", args=[session.slug]))

    assert session.join_url in response.content.decode()
    assert Attendance.objects.get().enrolment == place


def test_a_coach_gets_the_link_and_is_not_counted(session, coach, sign_in):
    response = sign_in(coach).post(reverse("coaching:join", args=[session.slug]))

    assert session.join_url in response.content.decode()
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("state", "suggested"),
    [
        ("on_site", False),
        ("made_up", False),
        ("remote", False),
        ("expected", True),
        ("absent", True),
        ("excused", True),
    ],
)
def test_opening_the_link_is_a_suggestion_and_no_mark(state, suggested, session, place, client):
    Attendance.objects.create(
        session=session, enrolment=place, state=state, source="marked", marked_at=timezone.now()
    )

    client.post(by_link(session, place))

    attendance = Attendance.objects.get()
    assert (attendance.state, attendance.version) == (state, 0)
    assert attendance.is_suggested is suggested


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-61, False), (-60, True), (0, True), (60, True), (61, False)]
)
def test_opens_an_hour_before_and_closes_at_the_end(minutes, is_open, cohort, place, client):
    start = timezone.make_aware(datetime.datetime(2026, 12, 1, 13))
    session = make_session(cohort, starts_at=start, minutes=60)

    with time_machine.travel(start + datetime.timedelta(minutes=minutes), tick=False):
        response = client.post(by_link(session, place))

    assert response.status_code == (200 if is_open else 409)
    assert (session.join_url in response.content.decode()) is is_open
    assert Attendance.objects.exists() is is_open


@pytest.mark.parametrize(
    "fields",
    [
        {"cancelled_at": timezone.now(), "cancel_reason": "Lumimyrsky"},
        {"join_url": ""},
        {"join_url": "", "mode": "on_site"},
    ],
)
def test_says_why_one_cannot_join(fields, cohort, place, client):
    session = make_session(cohort, in_hours=0.5, **fields)

    response = client.post(by_link(session, place))

    assert response.status_code == 409
    assert "notice" in response.content.decode()


def test_an_archived_cohort_notes_nobody(session, cohort, place, client):
    cohort.state = Cohort.State.ARCHIVED
    cohort.save()

    response = client.post(by_link(session, place))

    assert response.status_code == 409
    assert session.join_url not in response.content.decode()
    assert not Attendance.objects.exists()


def test_a_link_belongs_to_one_person_and_one_session(session, cohort, place, client):
    other = make_session(cohort, in_hours=0.5)
    token = join_token(session, place)
    forged = ("A" if token[-2] != "A" else "B").join([token[:-2], token[-1]])

    for slug, mark in [(other.slug, token), (session.slug, forged), (session.slug, "x" * 900)]:
        address = reverse("coaching:join_by_link", args=[slug, mark])
        assert client.get(address).status_code == 404


def test_the_link_stops_with_the_place(session, place, client):
    address = by_link(session, place)
    place.state = Enrolment.State.WITHDRAWN
    place.save()

    assert client.get(address).status_code == 404


def test_a_draft_has_no_link(cohort, place, client):
    draft = make_session(cohort, in_hours=0.5, draft=True)

    assert client.get(by_link(draft, place)).status_code == 404


def test_a_new_link_shows_at_once(session, place, client):
    session.join_url = "https://kokous.example.org/vaihdettu"
    session.save()

    assert session.join_url in client.post(by_link(session, place)).content.decode()


def test_a_guest_joins_a_webinar(db, client):
    webinar = make_session(None, kind="webinar", in_hours=0.5)
    address = reverse("coaching:join", args=[webinar.slug])

    assert client.get(address).status_code == 200
    assert webinar.join_url in client.post(address).content.decode()


def test_the_mails_address_is_the_same_door(session, place, client):
    address = address_of(join_link(session, place).recipe())

    assert address.startswith(f"http://127.0.0.1:8000/tapaamiset/{session.slug}/liity/")
    assert client.get(address).status_code == 200


def test_counts_its_queries(session, place, participant, client, sign_in,
                            django_assert_max_num_queries):  # fmt: skip
    with django_assert_max_num_queries(4):
        client.get(by_link(session, place))
    browser = sign_in(participant)
    with django_assert_max_num_queries(12):
        browser.get(reverse("coaching:join", args=[session.slug]))
