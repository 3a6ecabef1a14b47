"""Reminders as rules: when they go, whom they reach, and that they move with the session."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from participants.enrolment.models import Enrolment
from sessions.reminders import queries
from sessions.reminders.actions import change_rule, send_due
from sessions.reminders.models import ReminderRule
from sessions.reminders.queries import plan_of
from sessions.schedule.actions import cancel_session, move_session, tell_absence
from tests.factories import enrol, make_user
from tests.session_factories import do_pre_task, make_material, make_session
from valmennus.shared.models import Act, Mail, MailStop

pytestmark = pytest.mark.django_db
Kind = ReminderRule.Kind


def helsinki(*parts):
    return timezone.make_aware(datetime.datetime(*parts))


@pytest.fixture
def session(cohort, participant, peer, time_machine):
    time_machine.move_to(helsinki(2026, 12, 1, 12), tick=False)
    return make_session(
        cohort, starts_at=helsinki(2026, 12, 15, 13), title="Työpaja", pre_task="Lue juttu."
    )


@pytest.fixture
def turn_on(cohort, coordinator):
    def do(kind, days=None):
        change_rule(
            cohort=cohort, kind=kind, days=days or ReminderRule.DAYS[kind], is_on=True,
            by=coordinator,
        )  # fmt: skip

    return do


def at(time_machine, cohort, *parts):
    """What goes at that time: the addresses."""
    time_machine.move_to(helsinki(*parts), tick=False)
    before = set(Mail.objects.values_list("pk", flat=True))
    send_due(cohort=cohort)
    return sorted(Mail.objects.exclude(pk__in=before).values_list("to", flat=True))


BOTH = ["osallistuja@example.org", "vertainen@example.org"]


class TestRules:
    def test_nothing_goes_before_it_is_turned_on(self, session, cohort, time_machine):
        assert at(time_machine, cohort, 2026, 12, 14, 9, 5) == []

    def test_a_day_before_once(self, session, cohort, turn_on, time_machine, run_jobs):
        turn_on(Kind.DAY_BEFORE)
        assert at(time_machine, cohort, 2026, 12, 14, 8, 59) == []
        assert at(time_machine, cohort, 2026, 12, 14, 9, 1) == BOTH
        assert at(time_machine, cohort, 2026, 12, 14, 9, 6) == []
        run_jobs()
        assert "Lue juttu." in mail.outbox[0].body
        assert mail.outbox[0].message()["List-Unsubscribe"]
        assert Act.objects.get(verb="reminder.sent").data == {"rule": "day_before", "mails": 2}

    def test_both_days_before_are_mails_of_their_own(self, session, cohort, turn_on, time_machine):
        turn_on(Kind.WEEK_BEFORE)
        turn_on(Kind.DAY_BEFORE)
        assert at(time_machine, cohort, 2026, 12, 8, 9, 1) == BOTH
        assert at(time_machine, cohort, 2026, 12, 14, 9, 1) == BOTH

    def test_moving_the_session_moves_them(
        self, session, cohort, turn_on, coordinator, time_machine
    ):
        turn_on(Kind.DAY_BEFORE)
        assert at(time_machine, cohort, 2026, 12, 14, 9, 1) == BOTH
        move_session(
            session=session,
            starts_at=helsinki(2026, 12, 20, 13),
            ends_at=helsinki(2026, 12, 20, 15),
            by=coordinator,
        )
        assert at(time_machine, cohort, 2026, 12, 14, 12) == []
        assert at(time_machine, cohort, 2026, 12, 19, 9, 1) == BOTH

    def test_a_cancelled_session_reminds_of_nothing(
        self, session, cohort, turn_on, coordinator, time_machine
    ):
        turn_on(Kind.DAY_BEFORE)
        cancel_session(session=session, reason="x", by=coordinator)
        assert at(time_machine, cohort, 2026, 12, 14, 9, 1) == []

    def test_what_waits_for_the_mail_server_tells_the_present_time(
        self, session, cohort, turn_on, time_machine, coordinator
    ):
        turn_on(Kind.DAY_BEFORE)
        turn_on(Kind.PRE_TASK, days=1)
        assert at(time_machine, cohort, 2026, 12, 14, 9, 5) == sorted(BOTH * 2)
        Mail.objects.filter(to=BOTH[0]).update(state="sent")
        # No mail has gone to the other one when the session is moved by two hours.
        move_session(
            session=session,
            starts_at=helsinki(2026, 12, 15, 15),
            ends_at=helsinki(2026, 12, 15, 17),
            by=coordinator,
        )
        assert not Mail.objects.filter(state="queued").exists()

        assert at(time_machine, cohort, 2026, 12, 14, 9, 10) == BOTH[1:] * 2
        assert all("15.00" in one.text for one in Mail.objects.filter(state="queued"))

        cancel_session(session=session, reason="Sairaus", by=coordinator)
        assert not Mail.objects.filter(state="queued").exists()
        assert at(time_machine, cohort, 2026, 12, 14, 9, 15) == []

    def test_a_session_that_is_cancelled_in_this_moment_reminds_of_nothing(
        self, session, cohort, turn_on, time_machine, coordinator, monkeypatch
    ):
        turn_on(Kind.DAY_BEFORE)
        people = queries.People

        def slow(*args):
            cancel_session(session=session, reason="Sairaus", by=coordinator)
            return people(*args)

        monkeypatch.setattr(queries, "People", slow)
        assert at(time_machine, cohort, 2026, 12, 14, 9, 5) == []

    def test_none_to_those_who_have_done_it_or_do_not_come(
        self, session, cohort, turn_on, participant, peer, teammate, time_machine
    ):
        turn_on(Kind.PRE_TASK)
        done = Enrolment.objects.get(person=participant)
        absent = Enrolment.objects.get(person=peer)
        do_pre_task(session, done)
        tell_absence(session=session, enrolment=absent, word="", by=peer)
        assert at(time_machine, cohort, 2026, 12, 12, 9, 1) == [teammate.email]

    def test_after_the_session_with_its_materials(
        self, session, cohort, turn_on, time_machine, run_jobs
    ):
        turn_on(Kind.DAY_AFTER)
        make_material(session, title="Kalvot")
        assert at(time_machine, cohort, 2026, 12, 16, 9, 1) == BOTH
        run_jobs()
        assert "Kalvot" in mail.outbox[0].body

    def test_the_place_that_is_not_confirmed(
        self, session, cohort, turn_on, participant, time_machine
    ):
        turn_on(Kind.UNCONFIRMED)
        cohort.confirm_until = datetime.date(2026, 12, 10)
        cohort.save()
        Enrolment.objects.filter(person=participant).update(state="confirmed")
        assert at(time_machine, cohort, 2026, 12, 7, 9, 1) == ["vertainen@example.org"]

    def test_what_was_due_before_it_was_turned_on_does_not_go(
        self, session, cohort, turn_on, time_machine
    ):
        time_machine.move_to(helsinki(2026, 12, 14, 12), tick=False)
        turn_on(Kind.DAY_BEFORE)
        assert at(time_machine, cohort, 2026, 12, 14, 12, 5) == []

    def test_a_worker_that_was_away_sends_it_late_but_not_after_the_beginning(
        self, session, cohort, turn_on, time_machine
    ):
        turn_on(Kind.DAY_BEFORE)
        assert at(time_machine, cohort, 2026, 12, 15, 8, 30) == BOTH
        turn_on(Kind.DAY_BEFORE, days=0)
        assert at(time_machine, cohort, 2026, 12, 15, 13, 30) == []

    def test_who_has_stopped_reminders_gets_none(
        self, session, cohort, turn_on, peer, time_machine, run_jobs
    ):
        turn_on(Kind.DAY_BEFORE)
        MailStop.objects.create(reader_uuid=peer.uuid, what="reminders")
        at(time_machine, cohort, 2026, 12, 14, 9, 1)
        run_jobs()
        assert [message.to for message in mail.outbox] == [["osallistuja@example.org"]]

    def test_the_clock_of_helsinki_over_its_change(self, cohort, participant, turn_on,
                                                   time_machine):  # fmt: skip
        time_machine.move_to(helsinki(2027, 3, 20), tick=False)
        make_session(cohort, starts_at=helsinki(2027, 3, 28, 13))
        turn_on(Kind.DAY_BEFORE)
        rule = ReminderRule.objects.get()
        session = cohort.coaching_sessions.get()
        assert timezone.localtime(rule.runs_at(session)).hour == 9
        assert at(time_machine, cohort, 2027, 3, 27, 9, 1) == [participant.email]


class TestPage:
    def test_it_shows_the_next_time_and_whom(self, session, sign_in, coordinator, cohort):
        page = sign_in(coordinator).get(reverse("coaching:reminders", args=[cohort.slug]))

        plan = {row.rule.kind: row for row in page.context["plan"]}
        assert plan["day_before"].at == helsinki(2026, 12, 14, 9)
        assert len(plan["day_before"].people) == 2
        assert "14.12.2026" in page.text
        assert "2 henkilölle" in page.text

    def test_days_and_state_are_set(self, session, sign_in, coordinator, cohort):
        browser = sign_in(coordinator)
        address = reverse("coaching:reminders", args=[cohort.slug])
        browser.post(address, {"rule": "day_before", "day_before-days": "2", "on": "1"})
        rule = ReminderRule.objects.get()
        assert (rule.days, rule.is_on) == (2, True)
        browser.post(address, {"rule": "day_before", "day_before-days": "3"})
        rule.refresh_from_db()
        assert (rule.days, rule.is_on) == (3, True)
        browser.post(address, {"rule": "day_before", "day_before-days": "3", "off": "1"})
        rule.refresh_from_db()
        assert not rule.is_on
        for bad in ("-1", "x", "99", ""):
            data = {"rule": "day_before", "day_before-days": bad}
            assert browser.post(address, data).status_code == 422
        assert browser.post(address, {"rule": "höpö"}).status_code == 404

    def test_counts_its_queries(
        self, session, sign_in, coordinator, cohort, team, django_assert_max_num_queries
    ):
        browser = sign_in(coordinator)
        for _round in range(2):
            with django_assert_max_num_queries(12):
                browser.get(reverse("coaching:reminders", args=[cohort.slug]))
            for _number in range(3):
                enrol(make_user(), team)
                make_session(cohort)
        assert plan_of(cohort)
