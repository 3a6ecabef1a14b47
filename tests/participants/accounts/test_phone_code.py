"""A code for one sign-in, read by telephone to one whom our mails do not reach."""

import datetime
from functools import partial

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from participants.accounts.actions import give_phone_code, use_phone_code
from participants.accounts.models import PhoneCode
from participants.cohorts.models import CohortRole, ProgrammeRole
from participants.enrolment.models import Enrolment
from tests.factories import enrol, give_role, make_cohort, make_team
from tests.races import together
from valmennus.shared.models import Act, Mail

pytestmark = pytest.mark.django_db
DOOR = "/tili/puhelinkoodi/"


@pytest.fixture(autouse=True)
def _no_limits_yet():
    cache.clear()


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


def giving(place):
    return reverse("enrolment:phone_code", args=[place.cohort.slug, place.uuid])


def door(client, email, code):
    return client.post(DOOR, {"email": email, "code": code})


def signed_in(client):
    return "_auth_user_id" in client.session


class TestGiving:
    def test_is_shown_once_and_kept_as_a_hash(self, place, coordinator, sign_in):
        browser = sign_in(coordinator)
        assert browser.get(giving(place)).status_code == 200
        assert not PhoneCode.objects.exists()
        response = browser.post(giving(place))
        code = response.context["code"]

        assert len(code) == 8
        kept = PhoneCode.objects.get()
        assert code not in kept.code_hash
        assert "no-store" in response["Cache-Control"]
        act = Act.objects.get(verb="person.phone_code_given")
        assert (act.actor, act.subject_uuid) == (coordinator, place.person.uuid)
        letter = Mail.objects.get(kind="accounts.phone_code")
        assert letter.to == place.person.email
        assert "Kaisa Koordinaattori" in letter.text
        assert code not in letter.text
        assert code not in browser.get(giving(place)).content.decode()

    @pytest.mark.parametrize(
        "who", ["staff", "programme", "other_cohort", "erased", "inactive", "self"]
    )
    def test_never_to_those_with_wider_rights(self, who, place, coordinator, sign_in):
        person = place.person
        if who == "staff":
            person.is_staff = True
        elif who == "programme":
            ProgrammeRole.objects.create(programme=place.cohort.programme, user=person)
        elif who == "other_cohort":
            give_role(person, make_cohort("Toinen"), CohortRole.Role.COACH)
        elif who == "erased":
            person.erased_at = timezone.now()
        elif who == "inactive":
            person.is_active = False
        else:
            place = enrol(coordinator, make_team(place.cohort, "Hattula"))
        person.save()
        browser = sign_in(coordinator)
        assert browser.post(giving(place)).status_code == 403
        assert (
            giving(place)
            not in browser.get(
                reverse("enrolment:person", args=[place.cohort.slug, place.uuid])
            ).content.decode()
        )
        assert not PhoneCode.objects.exists()

    def test_not_in_an_archived_cohort(self, place, coordinator, sign_in):
        place.cohort.state = "archived"
        place.cohort.save()
        assert sign_in(coordinator).post(giving(place)).status_code == 403


class TestUsing:
    def test_signs_in_once(self, participant, coordinator, client):
        EmailAddress.objects.filter(user=participant).update(verified=False)
        code = give_phone_code(user=participant, by=coordinator)
        typed = f" {code[:4].lower()}-{code[4:]} "

        response = door(client, participant.email.upper(), typed)

        assert (response.status_code, response.url) == (302, "/oma/")
        assert signed_in(client)
        assert client.get("/oma/").status_code == 200
        participant.refresh_from_db()
        assert participant.last_login is not None
        assert not EmailAddress.objects.get(user=participant).verified
        assert Act.objects.filter(verb="person.phone_code_used", actor=participant).exists()
        client.logout()
        assert door(client, participant.email, code).status_code == 422
        assert not signed_in(client)

    def test_the_second_factor_is_still_asked(self, participant, coordinator, client):
        TOTP.activate(participant, generate_totp_secret())
        code = give_phone_code(user=participant, by=coordinator)
        response = door(client, participant.email, code)
        assert (response.status_code, response.url) == (302, reverse("mfa_authenticate"))
        assert not signed_in(client)

    def test_a_newer_code_takes_the_place_of_the_older(self, participant, coordinator):
        old = give_phone_code(user=participant, by=coordinator)
        new = give_phone_code(user=participant, by=coordinator)
        assert use_phone_code(email=participant.email, code=old) is None
        assert use_phone_code(email=participant.email, code=new) == participant

    def test_lives_for_twenty_minutes(self, participant, coordinator):
        code = give_phone_code(user=participant, by=coordinator)
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=21)):
            assert use_phone_code(email=participant.email, code=code) is None

    def test_five_wrong_tries_end_it(self, participant, coordinator):
        code = give_phone_code(user=participant, by=coordinator)
        for _try in range(5):
            assert use_phone_code(email=participant.email, code="AAAAAAAA") is None
        assert use_phone_code(email=participant.email, code=code) is None

    def test_another_persons_code_opens_nothing(self, participant, peer, coordinator):
        code = give_phone_code(user=participant, by=coordinator)
        assert use_phone_code(email=peer.email, code=code) is None

    def test_known_and_unknown_get_the_same_answer(self, participant, coordinator, client):
        give_phone_code(user=participant, by=coordinator)
        answers = [
            door(client, email, "AAAAAAAA").context["form"].errors
            for email in (participant.email, "tuntematon@example.org")
        ]
        assert answers[0] == answers[1] != {}

    def test_the_address_has_a_limit(self, participant, coordinator, client):
        for _try in range(5):
            door(client, participant.email, "AAAAAAAA")
        code = give_phone_code(user=participant, by=coordinator)
        assert door(client, participant.email, code).status_code == 422
        assert not signed_in(client)

    @pytest.mark.parametrize(
        "data", [{}, {"email": "a\x00@b.fi", "code": "\x00"}, {"email": "x", "code": "A" * 99}]
    )
    def test_nasty_input_is_told(self, data, db, client):
        assert client.post(DOOR, data).status_code == 422

    def test_opening_the_page_changes_nothing(self, participant, coordinator, client):
        give_phone_code(user=participant, by=coordinator)
        for method in ("get", "head", "get", "head"):
            assert getattr(client, method)(DOOR).status_code == 200
        assert PhoneCode.objects.get().tries == 0


@pytest.mark.django_db(transaction=True)
def test_serves_once_at_the_same_moment(participant, coordinator):
    code = give_phone_code(user=participant, by=coordinator)
    answers = together(*[partial(use_phone_code, email=participant.email, code=code)] * 4)
    assert sorted(map(str, answers)) == sorted([str(participant), "None", "None", "None"])
