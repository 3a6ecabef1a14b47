"""Sessions in people's calendars: invitation, change, cancellation, and who gets which."""

import datetime
from email import message_from_bytes, policy

import icalendar
import pytest
import vobject
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from participants.enrolment.actions import withdraw_person
from participants.enrolment.models import Enrolment
from sessions.invitations import queries
from sessions.invitations.actions import invite_newcomers, send_invitations
from sessions.invitations.models import Invitation
from sessions.schedule.actions import cancel_session, move_session
from sessions.schedule.models import CoachingSession
from tests.factories import enrol, make_user
from tests.mails import link_in
from tests.races import together
from tests.session_factories import make_session
from valmennus.shared.models import Act, Mail

pytestmark = pytest.mark.django_db


def helsinki(*parts):
    return timezone.make_aware(datetime.datetime(*parts))


def parts_of(message):
    whole = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    return {part.get_content_type(): part for part in whole.walk()}


def entry_of(message):
    """The calendar entry of a mail, as two parsers that know nothing of each other read it."""
    part = parts_of(message)["text/calendar"]
    content = part.get_payload(decode=True).decode()
    one = icalendar.Calendar.from_ical(content)
    other = vobject.readOne(content)
    event, second = one.walk("VEVENT")[0], other.vevent
    read = {
        "method": str(one["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": event["DTSTART"].dt,
        "end": event["DTEND"].dt,
        "status": str(event["STATUS"]),
        "attendee": str(event["ATTENDEE"]),
    }
    assert read == {
        "method": other.method.value,
        "uid": second.uid.value,
        "sequence": int(second.sequence.value),
        "start": second.dtstart.value,
        "end": second.dtend.value,
        "status": second.status.value,
        "attendee": second.attendee.value,
    }
    assert part.get_param("method") == read["method"]
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    return read


@pytest.fixture
def session(cohort, participant, peer):
    return make_session(cohort, title="Äänet kuuluviin", place="Kirjasto", pre_task="Lue.")


@pytest.fixture
def deliver(run_jobs):
    def do():
        mail.outbox.clear()
        run_jobs()
        return {message.to[0]: message for message in mail.outbox}

    return do


class TestSending:
    def test_everyone_gets_it_once(self, session, participant, peer, coordinator, deliver):
        assert send_invitations(session=session, by=coordinator) == 2
        assert send_invitations(session=session, by=coordinator) == 0

        sent = deliver()
        assert set(sent) == {participant.email, peer.email}
        message = sent[participant.email]
        assert message.subject == "Kutsu: Äänet kuuluviin"
        assert "Kirjasto" in message.body
        assert "koordinaattori@example.org" in message.message()["Reply-To"]
        read = entry_of(message)
        assert read["method"] == "REQUEST"
        assert read["uid"] == f"{session.uuid}@valmennus"
        assert read["attendee"] == f"mailto:{participant.email}"
        assert Act.objects.get(verb="session.invited").data == {"mails": 2}

    def test_the_mails_link_is_the_persons_own_door(
        self, session, participant, coordinator, deliver, client
    ):
        send_invitations(session=session, by=coordinator)
        address = link_in(deliver()[participant.email])

        assert f"/tapaamiset/{session.slug}/liity/" in address
        for _time in range(2):
            assert client.get(address).status_code == 200
            assert client.head(address).status_code == 200
        assert address not in Mail.objects.get(person=participant).text

    def test_a_change_replaces_the_entry(self, session, participant, coordinator, deliver):
        send_invitations(session=session, by=coordinator)
        first = entry_of(deliver()[participant.email])
        later = session.starts_at + datetime.timedelta(days=1)
        move_session(
            session=session, starts_at=later, ends_at=later + datetime.timedelta(hours=2),
            by=coordinator,
        )  # fmt: skip
        session.refresh_from_db()
        assert len(queries.unsent(session).changed) == 2
        send_invitations(session=session, by=coordinator)

        message = deliver()[participant.email]
        second = entry_of(message)
        assert message.subject == "Muutos: Äänet kuuluviin"
        assert second["uid"] == first["uid"]
        assert second["sequence"] > first["sequence"]
        assert second["start"] == later

    def test_a_cancellation_takes_it_out(self, session, participant, coordinator, deliver):
        send_invitations(session=session, by=coordinator)
        first = entry_of(deliver()[participant.email])
        cancel_session(session=session, reason="Lumimyrsky.", by=coordinator)
        send_invitations(session=session, by=coordinator)

        message = deliver()[participant.email]
        read = entry_of(message)
        assert (read["method"], read["status"]) == ("CANCEL", "CANCELLED")
        assert read["sequence"] > first["sequence"]
        assert "Lumimyrsky." in message.body
        assert "liity" not in message.body

    @pytest.mark.parametrize(
        ("day", "utc_hour"),
        [
            ((2026, 10, 24), 10),
            ((2026, 10, 25), 11),
            ((2027, 3, 27), 11),
            ((2027, 3, 28), 10),
        ],
    )
    def test_the_clock_is_right_on_both_sides_of_its_change(
        self, cohort, participant, coordinator, deliver, day, utc_hour, time_machine
    ):
        time_machine.move_to(helsinki(2026, 10, 1))
        session = make_session(cohort, starts_at=helsinki(*day, 13))
        send_invitations(session=session, by=coordinator)
        message = deliver()[participant.email]
        read = entry_of(message)
        assert (read["start"].hour, read["start"].utcoffset()) == (utc_hour, datetime.timedelta())
        assert "13.00–15.00" in message.body
        # A move to the other side of the change, and a cancellation.
        other = helsinki(*day, 13) + datetime.timedelta(days=7)
        move_session(
            session=session, starts_at=other, ends_at=other + datetime.timedelta(hours=2),
            by=coordinator,
        )  # fmt: skip
        session.refresh_from_db()
        send_invitations(session=session, by=coordinator)
        assert entry_of(deliver()[participant.email])["start"] == other
        cancel_session(session=session, reason="x", by=coordinator)
        send_invitations(session=session, by=coordinator)
        assert entry_of(deliver()[participant.email])["method"] == "CANCEL"


class TestNewcomers:
    def test_who_joins_later_is_invited_alone(self, session, team, coordinator, deliver):
        send_invitations(session=session, by=coordinator)
        deliver()
        late = make_user("myohainen@example.org")
        enrol(late, team)

        assert list(queries.sessions_told_of()) == [session]
        invite_newcomers(session=session)

        assert set(deliver()) == {"myohainen@example.org"}

    def test_who_leaves_is_told(self, session, participant, coordinator, deliver):
        send_invitations(session=session, by=coordinator)
        deliver()
        withdraw_person(
            enrolment=Enrolment.objects.get(person=participant), reason="", by=coordinator
        )

        invite_newcomers(session=session)

        [(address, message)] = deliver().items()
        assert address == participant.email
        assert entry_of(message)["method"] == "CANCEL"
        assert Invitation.objects.get(enrolment__person=participant).is_cancelled

    def test_a_change_that_waits_holds_them_back(self, session, team, coordinator, deliver):
        send_invitations(session=session, by=coordinator)
        deliver()
        CoachingSession.objects.filter(pk=session.pk).update(sequence=5)
        enrol(make_user(), team)

        assert invite_newcomers(session=session) == 0

    def test_nobody_is_invited_before_the_coordinator_has_sent(self, session):
        assert list(queries.sessions_told_of()) == []


class TestPage:
    def test_it_says_the_number_and_shows_the_mail(self, session, coordinator, sign_in, deliver):
        browser = sign_in(coordinator)
        address = reverse("coaching:invitations", args=[session.slug])

        page = browser.get(address).content.decode()

        assert "Lähetä 2 henkilölle" in page
        assert "Kutsu: Äänet kuuluviin" in page
        assert not Mail.objects.exists()
        answer = browser.post(address, follow=True)
        assert "2 henkilölle" in answer.content.decode()
        assert len(deliver()) == 2
        assert "Kaikilla on jo" in browser.get(address).content.decode()

    def test_publishing_leads_there(self, cohort, participant, coordinator, sign_in):
        draft = make_session(cohort, draft=True)
        answer = sign_in(coordinator).post(reverse("coaching:session_publish", args=[draft.slug]))

        assert answer.url == reverse("coaching:invitations", args=[draft.slug])

    def test_counts_its_queries(
        self, session, team, coordinator, sign_in, django_assert_max_num_queries
    ):
        browser = sign_in(coordinator)
        address = reverse("coaching:invitations", args=[session.slug])
        for _round in range(2):
            with django_assert_max_num_queries(12):
                browser.get(address)
            for _person in range(3):
                enrol(make_user(), team)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_sends_once(session, coordinator):
    answers = together(*[lambda: send_invitations(session=session, by=coordinator)] * 2)

    assert sorted(answers) == [0, 2]
    assert Mail.objects.count() == 2
