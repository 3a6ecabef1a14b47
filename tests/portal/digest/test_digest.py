"""The digest: what is new since the last time, never empty, never what has been seen."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from participants.messages.models import DigestChoice
from sessions.schedule.actions import cancel_session, change_session
from sessions.schedule.models import SessionSeen
from tests.races import together
from tests.session_factories import make_material, make_session
from valmennus.portal.digest.actions import send_due, tell
from valmennus.portal.digest.models import DigestSent
from valmennus.shared.models import Mail, MailStop

pytestmark = pytest.mark.django_db


def helsinki(*parts):
    return timezone.make_aware(datetime.datetime(*parts))


@pytest.fixture
def clock(time_machine):
    """`clock(…)` moves to that time in Helsinki; 1.12.2026 is a Tuesday."""

    def move(*parts):
        time_machine.move_to(helsinki(*parts), tick=False)

    move(2026, 11, 27, 12)
    return move


@pytest.fixture
def go(run_jobs):
    """`go()` sends what is due and gives the bodies by address."""

    def do():
        mail.outbox.clear()
        send_due()
        run_jobs()
        return {message.to[0]: message.body for message in mail.outbox}

    return do


@pytest.fixture
def session(clock, cohort, participant):
    return make_session(cohort, starts_at=helsinki(2026, 12, 15, 13), title="Työpaja 1")


class TestTime:
    def test_weekly_on_tuesday_at_eight_once(self, session, participant, clock, go):
        clock(2026, 11, 30, 12)
        assert go() == {}
        clock(2026, 12, 1, 7, 59)
        assert go() == {}
        clock(2026, 12, 1, 8, 1)
        [(address, body)] = go().items()
        assert address == participant.email
        assert "Uusi tapaaminen: Työpaja 1" in body
        assert "eivät näy keskusteluissa" in body
        clock(2026, 12, 1, 9)
        assert go() == {}

    def test_daily_and_at_once_by_choice(self, session, participant, clock, go):
        choice = DigestChoice.objects.create(user=participant, often="daily")
        clock(2026, 11, 30, 8, 1)
        assert len(go()) == 1
        choice.often = "at_once"
        choice.save()
        make_material(session, title="Kalvot")
        clock(2026, 11, 30, 14)
        assert "Uusi aineisto: Kalvot" in go()[participant.email]
        assert go() == {}

    def test_never_by_choice(self, session, participant, clock, go):
        MailStop.objects.create(reader_uuid=participant.uuid, what="digest")
        clock(2026, 12, 1, 8, 1)
        assert go() == {}


class TestContents:
    def test_who_wants_them_again_gets_no_year_at_once(self, session, participant, clock, go):
        stop = MailStop.objects.create(reader_uuid=participant.uuid, what="digest")
        make_session(session.cohort, title="Jouluglögit", starts_at=helsinki(2026, 12, 20, 13))
        clock(2027, 3, 2, 9)
        stop.delete()
        DigestSent.objects.create(user=participant, until=helsinki(2026, 11, 1, 8))
        make_session(session.cohort, title="Kevätpaja", starts_at=helsinki(2027, 4, 20, 13))
        clock(2027, 3, 2, 10)
        [body] = go().values()
        assert "Kevätpaja" in body
        assert "Jouluglögit" not in body

    def test_never_an_empty_one(self, session, clock, go):
        clock(2026, 12, 1, 8, 1)
        go()
        clock(2026, 12, 8, 8, 1)
        assert go() == {}
        assert Mail.objects.count() == 1

    def test_changes_and_cancellations_are_told(self, session, coordinator, participant, clock, go):
        clock(2026, 12, 1, 8, 1)
        go()
        clock(2026, 12, 2, 12)
        change_session(session=session, by=coordinator, place="Kirjasto")
        clock(2026, 12, 8, 8, 1)
        assert "Muuttunut: Työpaja 1" in go()[participant.email]
        clock(2026, 12, 9, 12)
        cancel_session(session=session, reason="x", by=coordinator)
        clock(2026, 12, 15, 8, 1)
        assert "Peruttu: Työpaja 1" in go()[participant.email]

    def test_what_was_read_on_the_site_is_not_told_again(
        self, session, participant, sign_in, clock, go
    ):
        make_material(session, title="Kalvot")
        clock(2026, 11, 29, 12)
        sign_in(participant).get(session.get_absolute_url())
        assert SessionSeen.objects.get().user == participant
        clock(2026, 12, 1, 8, 1)
        assert go() == {}
        clock(2026, 12, 2, 12)
        make_material(session, title="Lisäys")
        clock(2026, 12, 8, 8, 1)
        body = go()[participant.email]
        assert "Lisäys" in body
        assert "Kalvot" not in body

    def test_a_material_that_waits_for_its_day_comes_when_it_is_there(
        self, session, participant, clock, go
    ):
        make_material(session, title="Salaisuus", visible_from=helsinki(2026, 12, 5))
        clock(2026, 12, 1, 8, 1)
        assert "Salaisuus" not in go()[participant.email]
        clock(2026, 12, 8, 8, 1)
        assert "Salaisuus" in go()[participant.email]

    def test_drafts_and_other_cohorts_are_not_told(
        self, session, cohort, participant, outsider, clock, go
    ):
        make_session(cohort, draft=True, title="Luonnos", starts_at=helsinki(2026, 12, 20, 13))
        clock(2026, 12, 1, 8, 1)
        sent = go()
        assert set(sent) == {participant.email}
        assert "Luonnos" not in sent[participant.email]

    def test_it_is_in_the_readers_language_with_a_way_to_stop(
        self, session, participant, clock, go
    ):
        participant.language = "sv"
        participant.save()
        clock(2026, 12, 1, 8, 1)
        assert "Ny träff: Työpaja 1" in go()[participant.email]
        assert "/posti/lopeta/digest/" in mail.outbox[0].message()["List-Unsubscribe"]


def test_looking_at_the_session_stays_in_its_budget(
    session, participant, sign_in, django_assert_max_num_queries
):
    browser = sign_in(participant)
    with django_assert_max_num_queries(12):
        browser.get(reverse("coaching:session", args=[session.slug]))


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(cohort, participant):
    make_session(cohort)
    now = timezone.now()
    together(*[lambda: tell(user=participant, until=now)] * 3)

    assert Mail.objects.count() == 1
