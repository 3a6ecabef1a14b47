"""Writing to many: the number first, then the letter, once and in each reader's name."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort
from participants.enrolment.actions import withdraw_person
from participants.enrolment.models import Enrolment
from tests.factories import enrol, make_user
from tests.races import together
from tests.session_factories import make_session
from valmennus.portal.mass_post import actions, queries
from valmennus.portal.mass_post.models import MassPost
from valmennus.shared.models import Act, BadAddress, Mail, MailStop

pytestmark = pytest.mark.django_db

TYPED = {"audience": "all", "subject": "Terveisiä", "body": "{tervehdys},\n\nnähdään pian. {tiimi}"}


@pytest.fixture
def browser(sign_in, coordinator, participant, peer):
    return sign_in(coordinator)


def url(name, cohort, *args):
    return reverse(f"portal:{name}", args=[cohort.slug, *args])


def write(browser, cohort, **fields):
    """Write a letter; returns it as a draft."""
    answer = browser.post(url("mass_post_new", cohort), TYPED | fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return MassPost.objects.latest("pk")


def send(browser, letter):
    address = url("mass_post_send", letter.cohort, letter.uuid)
    return browser.post(address, {"seen": letter.seen}, follow=True)


class TestLetter:
    def test_nothing_goes_before_the_number_is_confirmed(self, browser, cohort, run_jobs):
        letter = write(browser, cohort)
        page = browser.get(url("mass_post", cohort, letter.uuid)).text
        assert "Lähetä 2 henkilölle" in page
        assert "Hei Aino," in page
        actions.send_due()
        assert not Mail.objects.exists()

        answer = send(browser, letter)
        assert "2 henkilölle" in answer.text
        for _time in range(2):
            actions.send_due()
        run_jobs()
        bodies = {message.to[0]: message.body for message in mail.outbox}
        assert len(bodies) == len(mail.outbox) == 2
        assert "Hei Pirjo," in bodies["vertainen@example.org"]
        assert "Janakkala" in bodies["vertainen@example.org"]
        assert mail.outbox[0].message()["List-Unsubscribe-Post"]
        letter.refresh_from_db()
        assert (letter.state, letter.sent_to) == ("sent", 2)
        assert Act.objects.get(verb="mass_post.confirmed").data["people"] == 2

    def test_it_waits_for_its_time_and_can_be_stopped(self, browser, cohort):
        day = timezone.localdate() + datetime.timedelta(days=2)
        later = {"day": f"{day.day}.{day.month}.{day.year}", "clock": "9.00"}
        stopped, goes = write(browser, cohort, **later), write(browser, cohort, **later)
        for letter in (stopped, goes):
            send(browser, letter)
        actions.send_due()
        assert not Mail.objects.exists()
        browser.post(url("mass_post_stop", cohort, stopped.uuid))
        with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
            actions.send_due()

        assert Mail.objects.count() == 2
        assert set(Mail.objects.values_list("cause_uuid", flat=True)) == {goes.uuid}
        with pytest.raises(actions.NotPossible):
            actions.stop(post=goes, by=None)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"body": "{% for x in y %}"}, "{% for x in y %}"),
            ({"body": "{nimi}"}, "{nimi}"),
            ({"day": "1.1.2026"}, "jo mennyt"),
            ({"clock": "9.00"}, "myös päivä"),
            ({"audience": "kaikki"}, ""),
            ({"subject": ""}, ""),
        ],
    )
    def test_what_cannot_go_is_said_and_kept(self, browser, cohort, fields, words):
        answer = browser.post(url("mass_post_new", cohort), TYPED | {"subject": "S"} | fields)

        assert answer.status_code == 422
        assert words in answer.text
        assert not MassPost.objects.exists()

    def test_what_was_written_anew_is_looked_at_again(self, browser, cohort, team, run_jobs):
        team_only = f"team-{team.uuid}"
        shown = write(browser, cohort, audience=team_only)
        assert "Lähetä 1 henkilölle" in browser.get(url("mass_post", cohort, shown.uuid)).text
        # A colleague, or another window, chooses everybody meanwhile.
        browser.post(url("mass_post_edit", cohort, shown.uuid), TYPED)

        answer = send(browser, shown)

        assert "Kirje on kirjoitettu tällä välin uudelleen." in answer.text
        assert "Lähetä 2 henkilölle" in answer.text
        assert MassPost.objects.get().state == "draft"
        assert "2 henkilölle" in send(browser, MassPost.objects.get()).text

    def test_a_stopped_letter_is_not_said_to_go(self, browser, cohort):
        letter = write(browser, cohort)
        send(browser, letter)
        browser.post(url("mass_post_stop", cohort, letter.uuid))
        answer = send(browser, letter)
        assert "Kirje on pysäytetty tällä välin." in answer.text
        assert "Kirje lähtee" not in answer.text

    def test_nothing_goes_in_a_cohort_that_was_archived(self, browser, cohort):
        letter = write(browser, cohort)
        send(browser, letter)
        Cohort.objects.update(state=Cohort.State.ARCHIVED)
        actions.send_due()
        assert MassPost.objects.get().state == "stopped"
        assert not Mail.objects.exists()

    def test_who_has_left_stopped_or_bounced_gets_nothing(
        self, browser, cohort, coordinator, participant, peer, teammate, run_jobs
    ):
        letter = write(browser, cohort)
        send(browser, letter)
        withdraw_person(
            enrolment=Enrolment.objects.get(person=participant), reason="", by=coordinator
        )
        MailStop.objects.create(reader_uuid=peer.uuid, what="news")
        BadAddress.objects.create(address=teammate.email)
        actions.send_due()
        run_jobs()

        assert mail.outbox == []
        assert dict(Mail.objects.values_list("to", "state")) == {
            peer.email: "stopped",
            teammate.email: "held",
        }

    def test_the_choices_are_those_of_the_cockpit(self, cohort, participant, teammate, peer):
        make_session(cohort, pre_task="Lue.", title="Työpaja")
        participant.last_login = timezone.now()
        participant.save()
        found = {value: len(places) for value, _label, places in queries.audiences_of(cohort)}

        assert found["all"] == 3
        assert found["unseen"] == 2
        assert found["elected"] == 1
        assert found["pre_task"] == 3
        assert "absent" not in found
        assert sum(value.startswith("team-") for value in found) == 2

    def test_counts_its_queries(self, browser, cohort, team, django_assert_max_num_queries):
        letter = write(browser, cohort)
        for _round in range(2):
            for page in [
                url("mass_post_new", cohort),
                url("mass_post", cohort, letter.uuid),
                url("mass_posts", cohort),
            ]:
                with django_assert_max_num_queries(12):
                    browser.get(page)
            for _number in range(3):
                enrol(make_user(), team)
                write(browser, cohort)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(cohort, participant, peer, coordinator):
    letter = MassPost.objects.create(
        cohort=cohort,
        written_by=coordinator,
        audience="all",
        subject="S",
        body="B",
        places=list(Enrolment.objects.values_list("pk", flat=True)),
    )
    together(*[lambda: actions.confirm(post=letter, seen=letter.seen, by=coordinator)] * 2)
    together(*[actions.send_due] * 3)

    assert Mail.objects.count() == 2
