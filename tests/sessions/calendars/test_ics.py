import datetime

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from participants.enrolment.actions import withdraw_person
from sessions.calendars.models import CalendarFeed
from sessions.schedule import actions
from tests.factories import make_cohort
from tests.session_factories import make_session
from valmennus.shared.models import Act


def helsinki(*parts):
    return timezone.make_aware(datetime.datetime(*parts))


def event_of(content):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")[0]


def entry(browser, session):
    response = browser.get(reverse("coaching:session_ics", args=[session.slug]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return event_of(response.content)


@pytest.fixture
def feed(participant):
    return CalendarFeed.objects.create(user=participant)


def test_an_entry_has_all_of_the_session(cohort, participant, sign_in):
    session = make_session(
        cohort, starts_at=helsinki(2026, 12, 1, 13), title="Äänet, kuulolle; nyt", place="Kirjasto"
    )

    event = entry(sign_in(participant), session)

    assert event["UID"] == f"{session.uuid}@valmennus"
    assert event["SUMMARY"] == "Äänet, kuulolle; nyt"
    assert event["LOCATION"] == "Kirjasto"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == session.starts_at
    assert f"http://127.0.0.1:8000/tapaamiset/{session.slug}/liity/" in event["DESCRIPTION"]
    assert session.join_url not in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ((2026, 10, 23, 13), "20261023T100000Z"),
        ((2026, 10, 26, 13), "20261026T110000Z"),
        ((2027, 3, 26, 13), "20270326T110000Z"),
        ((2027, 3, 29, 13), "20270329T100000Z"),
    ],
)
def test_the_hour_is_right_on_both_sides_of_the_clock_change(
    start, utc, cohort, participant, sign_in
):
    session = make_session(cohort, starts_at=helsinki(*start))

    assert entry(sign_in(participant), session)["DTSTART"].to_ical().decode() == utc


def test_page_entry_and_feed_agree_after_a_change(
    cohort, coordinator, participant, feed, sign_in, client
):
    session = make_session(cohort, starts_at=timezone.now() + datetime.timedelta(hours=30))
    later = session.starts_at + datetime.timedelta(hours=2)
    actions.change_session(
        session=session,
        by=coordinator,
        starts_at=later,
        ends_at=later + datetime.timedelta(hours=1),
        place="Uusi paikka",
        join_url="https://kokous.example.org/uusi",
    )
    browser = sign_in(participant)

    one = entry(browser, session)
    subscribed = event_of(client.get(feed.get_absolute_url()).content)
    page = browser.get(session.get_absolute_url()).content.decode()

    for event in (one, subscribed):
        assert (event["SEQUENCE"], event["LOCATION"]) == (1, "Uusi paikka")
        assert event["DTSTART"].dt == later.replace(microsecond=0)
    assert "Uusi paikka" in page


def test_a_cancelled_session_stays_as_cancelled(cohort, coordinator, feed, client):
    session = make_session(cohort)
    actions.cancel_session(session=session, reason="Lumimyrsky", by=coordinator)

    event = event_of(client.get(feed.get_absolute_url()).content)

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert "Lumimyrsky" in event["DESCRIPTION"]


@pytest.mark.parametrize("rows", [1, 4])
def test_the_feed_shows_what_the_person_sees_in_four_queries(
    rows, cohort, feed, client, django_assert_max_num_queries
):
    for _number in range(rows):
        make_session(cohort, title="Oma")
    make_session(cohort, title="Luonnos", draft=True)
    make_session(make_cohort("Muu"), title="Muiden")

    with django_assert_max_num_queries(4):
        content = client.get(feed.get_absolute_url()).content.decode()

    assert content.count("SUMMARY:Oma") == rows
    assert "Luonnos" not in content
    assert "Muiden" not in content


def test_the_address_is_renewed_and_stopped(participant, sign_in, client):
    browser = sign_in(participant)
    page = reverse("coaching:calendar")

    browser.post(reverse("coaching:calendar_renew"))
    first = CalendarFeed.objects.get()
    assert f"http://127.0.0.1:8000{first.get_absolute_url()}" in browser.get(page).content.decode()
    assert len(first.token) == 43

    browser.post(reverse("coaching:calendar_renew"))
    second = CalendarFeed.objects.get()
    assert client.get(first.get_absolute_url()).status_code == 404
    assert client.get(second.get_absolute_url()).status_code == 200

    browser.post(reverse("coaching:calendar_revoke"))
    assert client.get(second.get_absolute_url()).status_code == 404
    verbs = Act.objects.of(participant).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "calendar_feed.renewed",
        "calendar_feed.renewed",
        "calendar_feed.revoked",
    ]


def test_a_closed_account_has_no_feed(feed, participant, client):
    participant.is_active = False
    participant.save()

    assert client.get(feed.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 500, "a%00b", "..%2F"])
def test_a_wrong_address_is_not_found(token, db, client):
    assert client.get(f"/oma/kalenteri/{token}.ics").status_code == 404


def test_an_entry_costs_few_queries(cohort, participant, sign_in, django_assert_max_num_queries):
    session = make_session(cohort)
    browser = sign_in(participant)

    with django_assert_max_num_queries(4):
        browser.get(reverse("coaching:session_ics", args=[session.slug]))


def test_meeting_on_site_instead_is_news_for_calendars(cohort, coordinator, participant, sign_in):
    session = make_session(cohort)
    before = entry(sign_in(participant), session)

    actions.change_session(session=session, by=coordinator, mode="on_site")

    after = entry(sign_in(participant), session)
    assert after["LOCATION"] != before["LOCATION"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1


def test_who_has_withdrawn_gets_an_empty_feed(cohort, participant, coordinator, feed, client):
    make_session(cohort)
    place = participant.enrolments.get()

    withdraw_person(enrolment=place, reason="", by=coordinator)

    assert "VEVENT" not in client.get(feed.get_absolute_url()).content.decode()


def test_long_and_strange_texts_keep_the_form(cohort, participant, sign_in):
    session = make_session(
        cohort, title="Yöpymisjärjestelyjä, ä; \\ n" * 5, summary="Eka\r\n\r\nToka:; \x0b," * 90
    )

    content = sign_in(participant).get(reverse("coaching:session_ics", args=[session.slug])).content

    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert event_of(content)["SUMMARY"] == session.title
