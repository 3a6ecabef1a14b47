"""One's own place: confirmed by a button, left, handed to a colleague; the contact's team."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.places import actions
from tests.factories import enrol, make_user
from tests.mails import link_in
from tests.races import together
from valmennus.shared import tokens
from valmennus.shared.models import Act, Mail

pytestmark = pytest.mark.django_db

COLLEAGUE = {
    "given_name": "Tyyne",
    "family_name": "Työkaveri",
    "email": "tyyne@example.org",
    "role": "employee",
    "title": "",
}


@pytest.fixture
def place(participant):
    return Enrolment.objects.select_related("cohort", "team", "person").get(person=participant)


@pytest.fixture
def address(place):
    return reverse("places:place", args=[tokens.make("place", place.uuid)])


class TestConfirming:
    def test_the_button_confirms_once(self, place, address, client, coordinator, run_jobs):
        for _time in range(2):
            client.post(address, {"act": "confirm"}, follow=True)
        run_jobs()

        place.refresh_from_db()
        assert place.state == "confirmed"
        assert EnrolmentChange.objects.filter(to_state="confirmed").count() == 1
        assert Act.objects.get(verb="enrolment.confirmed").actor == place.person
        [message] = mail.outbox
        assert message.subject.startswith("Paikkasi on vahvistettu")
        assert "koordinaattori@example.org" in message.message()["Reply-To"]

    def test_a_scanner_changes_nothing(self, place, address, client):
        for _time in range(2):
            assert client.get(address).status_code == 200
            assert client.head(address).status_code == 200

        place.refresh_from_db()
        assert place.state == "accepted"
        assert not Mail.objects.exists()

    def test_asked_by_the_coordinator_after_a_page_with_the_number(
        self, place, peer, sign_in, coordinator, cohort, client, run_jobs
    ):
        ask = reverse("places:ask", args=[cohort.slug])
        browser = sign_in(coordinator)
        page = browser.get(ask).text
        assert "Lähetä 2 henkilölle" in page
        assert "Vahvista paikkasi" in page
        assert not Mail.objects.exists()

        browser.post(ask)
        run_jobs()

        assert len(mail.outbox) == 2
        mine = next(one for one in mail.outbox if one.to == [place.person.email])
        client.post(link_in(mine), {"act": "confirm"})
        place.refresh_from_db()
        assert place.state == "confirmed"

    def test_signed_in_without_the_mail(self, place, participant, teammate, sign_in):
        own = reverse("places:own_place", args=[place.uuid])
        sign_in(participant).post(own, {"act": "confirm"})

        place.refresh_from_db()
        assert place.state == "confirmed"
        assert sign_in(teammate).get(own).status_code == 404

    def test_an_old_link_offers_a_new_one(self, place, address, client, run_jobs):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=61)):
            page = client.get(address)
            assert "vanhentunut" in page.text
            assert place.person.email not in page.text
            client.post(address, {"act": "confirm"})
            place.refresh_from_db()
            assert place.state == "accepted"
            client.post(address, {"uusi": "1"})
            run_jobs()
            fresh = link_in(mail.outbox[0])
            client.post(fresh, {"act": "confirm"})
        place.refresh_from_db()
        assert place.state == "confirmed"

    @pytest.mark.parametrize("state", ["archived", "closed"])
    def test_not_after_the_coaching(self, place, address, cohort, client, state):
        cohort.state = state
        cohort.save()
        client.post(address, {"act": "confirm"})

        place.refresh_from_db()
        assert place.state == "accepted"

    def test_a_link_for_another_purpose_opens_nothing(self, place, client):
        wrong = reverse("places:place", args=[tokens.make("application", place.uuid)])
        assert client.get(wrong).status_code == 404


class TestLeaving:
    def test_the_coordinator_is_told(self, place, address, client, coordinator, run_jobs):
        for _time in range(2):
            client.post(address, {"act": "leave", "word": "Vaihdoin työtä."})
        run_jobs()

        place.refresh_from_db()
        assert place.state == "withdrawn"
        [message] = mail.outbox
        assert message.to == [coordinator.email]
        assert "Vaihdoin työtä." in message.body

    def test_a_colleague_takes_the_place_and_the_tasks(
        self, place, address, client, coordinator, run_jobs
    ):
        place.team.contact = place.person
        place.team.save()
        client.post(address, {"act": "replace", **COLLEAGUE})
        run_jobs()

        place.refresh_from_db()
        place.team.refresh_from_db()
        new = Enrolment.objects.get(person__email="tyyne@example.org")
        assert (place.state, new.state, new.team) == ("withdrawn", "accepted", place.team)
        assert place.team.contact == new.person
        sent = {message.to[0]: message for message in mail.outbox}
        assert set(sent) == {"tyyne@example.org", coordinator.email}
        assert "Aino Esimerkki on nimennyt sinut" in sent["tyyne@example.org"].body
        assert "Tyyne Työkaveri" in sent[coordinator.email].body

    @pytest.mark.parametrize(
        "fields",
        [
            {"email": "luottamus@example.org"},
            {"email": "osallistuja@example.org"},
            {"email": "åke@example.org"},
            {"email": "x"},
            {"given_name": ""},
            {"role": "kuningas"},
        ],
    )
    def test_what_cannot_be_is_said_and_kept(self, place, teammate, address, client, fields):
        answer = client.post(address, {"act": "replace", **COLLEAGUE, **fields})

        assert answer.status_code == 422
        assert "Työkaveri" in answer.text
        place.refresh_from_db()
        assert place.state == "accepted"


class TestContact:
    @pytest.fixture
    def mine(self, place, cohort):
        place.team.contact = place.person
        place.team.save()
        cohort.confirm_until = timezone.localdate() + datetime.timedelta(days=3)
        cohort.save()
        return reverse("places:team", args=[place.team.uuid])

    def test_names_a_colleague_until_the_day(self, mine, participant, sign_in, run_jobs, cohort):
        browser = sign_in(participant)
        browser.post(mine, COLLEAGUE)
        run_jobs()

        assert Enrolment.objects.get(person__email="tyyne@example.org").state == "accepted"
        assert [message.to for message in mail.outbox] == [["tyyne@example.org"]]
        cohort.confirm_until = timezone.localdate() - datetime.timedelta(days=1)
        cohort.save()
        assert browser.post(mine, COLLEAGUE | {"email": "a@example.org"}).status_code == 403

    def test_nobody_else_does(self, mine, teammate, peer, coordinator, sign_in):
        for person in (teammate, peer, coordinator):
            assert sign_in(person).get(mine).status_code == 404

    def test_counts_its_queries(self, mine, participant, team, sign_in,
                                django_assert_max_num_queries):  # fmt: skip
        browser = sign_in(participant)
        for _round in range(2):
            with django_assert_max_num_queries(12):
                browser.get(mine)
            for _person in range(3):
                enrol(make_user(), team)


@pytest.mark.django_db(transaction=True)
def test_leaving_and_handing_over_at_once_is_one_of_them(place, coordinator):
    answers = together(
        lambda: actions.leave_place(enrolment=place, word="", by=place.person),
        lambda: actions.replace(enrolment=place, colleague=COLLEAGUE, by=place.person),
        lambda: actions.replace(
            enrolment=place, colleague=COLLEAGUE | {"email": "toinen@example.org"}, by=place.person
        ),
    )

    place.refresh_from_db()
    assert place.state == "withdrawn"
    handed = sum(isinstance(one, Enrolment) for one in answers[1:])
    assert handed <= 1
    assert Enrolment.objects.exclude(pk=place.pk).count() == handed
