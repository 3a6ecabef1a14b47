"""One question after a webinar, to those who had a place, by mail; their answers without names."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from sessions.feedback.models import SurveyAnswer
from sessions.schedule.models import CoachingSession
from sessions.signup import actions, jobs
from sessions.signup.models import Signup
from tests.mails import link_in
from tests.races import together
from tests.session_factories import make_material, make_session
from valmennus.portal.own_data.actions import erase_guest
from valmennus.shared.models import Act, Mail, MailStop

pytestmark = pytest.mark.django_db
HELSINKI = timezone.get_default_timezone()
# Summer time began in the night between.
ENDED = datetime.datetime(2027, 3, 27, 15, 0, tzinfo=HELSINKI)
MORNING = datetime.datetime(2027, 3, 28, 9, 0, tzinfo=HELSINKI)
ANSWER = {"k-hyoty": "8"}


@pytest.fixture
def webinar(db):
    session = make_session(None, kind="webinar", title="Osallisuuskahvit")
    session.starts_at, session.ends_at = ENDED - datetime.timedelta(hours=1), ENDED
    session.save()
    return session


def seat(webinar, number=0, **fields):
    fields = {"state": "confirmed", "email": f"p{number}@example.org"} | fields
    return Signup.objects.create(session=webinar, queued_at=ENDED, **fields)


def at(moment=MORNING):
    return time_machine.travel(moment, tick=False)


def follow():
    jobs.follow_up.func(timestamp=0)
    return list(Mail.objects.filter(kind="signup.after").order_by("pk"))


def ask_all(webinar, number):
    return [seat(webinar, one) for one in range(number)]


class TestMail:
    def test_goes_once_the_next_morning_to_those_who_had_a_place(self, webinar, newcomer):
        seat(webinar, 1, language="sv", name="Vieras")
        seat(webinar, person=newcomer, email=newcomer.email)
        for number, state in enumerate(["waitlisted", "cancelled", "unconfirmed", "lapsed"], 2):
            seat(webinar, number, state=state)
        with at(MORNING - datetime.timedelta(minutes=1)):
            assert follow() == []
        with at():
            for _twice in range(2):
                mails = follow()
        assert [(one.to, one.language, one.person_id) for one in mails] == [
            ("p1@example.org", "sv", None),
            (newcomer.email, newcomer.language, newcomer.pk),
        ]
        assert mails[0].subject == "Tack: Osallisuuskahvit"
        assert Act.objects.get(verb="signup.followed").data == {"mails": 2}

    def test_has_the_materials(self, webinar):
        material = make_material(webinar, title="Kalvot")
        seat(webinar)
        with at():
            [one] = follow()
        assert "Kalvot" in one.text
        assert reverse("coaching:material", args=[material.uuid]) in one.text

    @pytest.mark.parametrize(
        "fields",
        [
            {"cancelled_at": ENDED, "cancel_reason": "Sairaus"},
            {"published_at": None},
            {"ends_at": ENDED + datetime.timedelta(days=7)},
        ],
        ids=["cancelled", "draft", "moved"],
    )
    def test_nothing_of_a_webinar_that_was_not(self, webinar, fields):
        seat(webinar)
        late = CoachingSession.objects.get(pk=webinar.pk)
        CoachingSession.objects.filter(pk=webinar.pk).update(**fields)
        with at():
            assert follow() == []
            # Also where it was changed between the look and the act.
            assert actions.follow_up(session=late) == 0

    def test_a_worker_that_was_away_makes_good_for_three_days(self, webinar):
        seat(webinar)
        with at(ENDED + datetime.timedelta(days=3, hours=2)):
            assert follow() == []
        with at(ENDED + datetime.timedelta(days=2, hours=20)):
            assert len(follow()) == 1

    def test_not_to_who_has_stopped_reminders(self, webinar):
        signup = seat(webinar)
        MailStop.objects.create(reader_uuid=signup.uuid, what="reminders")
        with at():
            assert [one.state for one in follow()] == [Mail.State.STOPPED]

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_write_one_mail(self, webinar):
        seat(webinar)
        with at():
            assert sorted(together(*[lambda: actions.follow_up(session=webinar)] * 2)) == [0, 1]
        assert Mail.objects.filter(kind="signup.after").count() == 1


class TestAnswering:
    def address(self, run_jobs):
        follow()
        run_jobs()
        return link_in(mail.outbox[-1])

    def test_the_address_asks_and_its_button_answers_once(self, webinar, client, run_jobs):
        signup = seat(webinar)
        with at():
            changed = Signup.objects.get().changed_at
            link = self.address(run_jobs)
            for method in ("get", "head", "get"):
                assert getattr(client, method)(link).status_code == 200
            assert not SurveyAnswer.objects.exists()
            assert client.post(link, {}).status_code == 422
            assert client.post(link, ANSWER).status_code == 302
            assert client.post(link, ANSWER).status_code == 409
            assert "k-hyoty" not in client.get(link).content.decode()
        [kept] = SurveyAnswer.objects.all()
        assert kept.values == {"hyoty": 8}
        signup.refresh_from_db()
        # That it was given is known, when and what is not.
        assert (signup.feedback_given, signup.changed_at) == (True, changed)
        assert not Act.objects.filter(actor=None, verb__contains="answer").exists()

    def test_the_place_cannot_be_touched_by_it_nor_the_answer_by_the_place(
        self, webinar, client, run_jobs
    ):
        seat(webinar)
        with at():
            token = self.address(run_jobs).rstrip("/").split("/")[-1]
            address = reverse("coaching:signup_own", args=[token])
            assert client.post(address, {"act": "cancel"}).status_code == 404

    def test_for_two_weeks(self, webinar, client, run_jobs):
        seat(webinar)
        with at():
            link = self.address(run_jobs)
        with at(ENDED + datetime.timedelta(days=15)):
            assert client.post(link, ANSWER).status_code == 409
        assert not SurveyAnswer.objects.exists()
        assert not Signup.objects.get().feedback_given

    def test_who_was_erased_is_unknown(self, webinar, client, run_jobs):
        signup = seat(webinar)
        with at():
            link = self.address(run_jobs)
            erase_guest(address=signup.email)
            assert client.get(link).status_code == 404

    @pytest.mark.django_db(transaction=True)
    def test_two_windows_at_once_give_one_answer(self, webinar):
        signup = seat(webinar)

        def give():
            try:
                actions.answer(signup=signup, values={"hyoty": 5})
            except actions.NotPossible:
                return "late"
            return "kept"

        with at():
            assert sorted(together(give, give)) == ["kept", "late"]
        assert SurveyAnswer.objects.count() == 1


class TestResults:
    def page(self, webinar, client):
        return client.get(reverse("coaching:signup_results", args=[webinar.slug])).content.decode()

    def test_come_to_be_seen_by_fives(self, webinar, admin, client):
        signups = ask_all(webinar, 6)
        with at():
            client.force_login(admin)
            for signup in signups[:4]:
                actions.answer(signup=signup, values={"hyoty": 7})
            html = self.page(webinar, client)
            assert "Vastanneita: 4 / 6." in html
            assert "Keskiarvo" not in html
            actions.answer(signup=signups[4], values={"hyoty": 7})
            assert "Keskiarvo 7" in self.page(webinar, client)
            actions.answer(signup=signups[5], values={"hyoty": 1})
            assert "Keskiarvo 7" in self.page(webinar, client)
