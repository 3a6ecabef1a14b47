"""A lost second factor, two accounts of one person, and consents."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from participants.accounts.actions import carry_out_second_factor_reset, set_consents
from participants.accounts.models import Consent, SecondFactorReset, User
from participants.cohorts.models import Team
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from tests.factories import enrol, make_cohort, make_team, make_user
from tests.session_factories import make_session
from valmennus.portal.merging import NotMergeable, merge_accounts, preview
from valmennus.portal.pages.actions import load_pages
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


class TestLostSecondFactor:
    @pytest.fixture
    def locked_out(self, editor):
        Authenticator.objects.create(user=editor, type="totp", data={"secret": "x"})
        return editor

    def ask(self, sign_in, admin, person):
        return sign_in(admin).post(reverse("portal:reset_second_factor", args=[person.uuid]))

    def test_it_goes_after_the_waiting_time_and_a_mail(self, sign_in, admin, locked_out, run_jobs):
        self.ask(sign_in, admin, locked_out)

        reset = SecondFactorReset.objects.get()
        carry_out_second_factor_reset(reset=reset.pk)
        assert Authenticator.objects.filter(user=locked_out).exists()

        with time_machine.travel(timezone.now() + datetime.timedelta(hours=24, minutes=1)):
            run_jobs()
            run_jobs()
        assert not Authenticator.objects.filter(user=locked_out).exists()
        assert [message.to for message in mail.outbox] == [[locked_out.email]] * 2
        assert Act.objects.get(verb="person.second_factor_reset").actor == admin

    def test_asking_twice_is_one_promise(self, sign_in, admin, locked_out):
        self.ask(sign_in, admin, locked_out)
        self.ask(sign_in, admin, locked_out)

        assert SecondFactorReset.objects.count() == 1

    def test_its_owner_keeps_it(self, sign_in, admin, locked_out):
        self.ask(sign_in, admin, locked_out)

        browser = sign_in(locked_out)
        assert browser.get(reverse("portal:own_data")).context["waiting_reset"] is not None
        browser.post(reverse("portal:keep_own_second_factor"))

        with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
            carry_out_second_factor_reset(reset=SecondFactorReset.objects.get().pk)
        assert Authenticator.objects.filter(user=locked_out).exists()


class TestMerge:
    def test_everything_of_the_lost_account_is_the_kept_ones(self, admin, cohort, participant):
        private = make_user("aino.kotoa@example.org", given_name="Aino", phone="+358 50 1")
        elsewhere = enrol(private, make_team(make_cohort("Toinen"), "Mikkeli"))
        Team.objects.filter(pk=elsewhere.team_id).update(contact=private)

        merge_accounts(kept=participant, lost=private, by=admin)

        assert not User.objects.filter(email="aino.kotoa@example.org").exists()
        assert set(participant.enrolments.values_list("cohort__name", flat=True)) == {
            cohort.name,
            "Toinen",
        }
        assert Team.objects.get(pk=elsewhere.team_id).contact == participant
        assert EmailAddress.objects.get(email="aino.kotoa@example.org").user == participant
        participant.refresh_from_db()
        assert participant.phone == "+358 50 1"
        assert Act.objects.get(verb="person.merged").data["address"] == "aino.kotoa@example.org"

    def test_two_places_in_one_cohort_become_one_with_what_hangs_on_both(
        self, admin, cohort, team, participant
    ):
        private = make_user("aino.kotoa@example.org")
        lost_place = enrol(private, team)
        session = make_session(cohort)
        Attendance.objects.create(
            session=session, enrolment=lost_place, state="remote", marked_at=timezone.now()
        )

        merge_accounts(kept=participant, lost=private, by=admin)

        place = Enrolment.objects.get(cohort=cohort, person=participant)
        assert Attendance.objects.get(session=session).enrolment == place
        assert Enrolment.objects.filter(cohort=cohort).count() == 1

    def test_staff_and_the_same_account_are_refused(self, admin, editor, participant):
        for lost in [editor, participant]:
            with pytest.raises(NotMergeable):
                merge_accounts(kept=participant, lost=lost, by=admin)

    def test_the_preview_changes_nothing(self, participant, outsider):
        moved = preview(kept=participant, lost=outsider)

        assert sum(moved.values()) >= 2
        assert Enrolment.objects.filter(person=outsider).exists()

    def test_the_page_shows_first_and_merges_then(self, sign_in, admin, participant, outsider):
        browser = sign_in(admin)
        address = reverse("portal:merge", args=[participant.uuid])

        shown = browser.post(address, {"address": outsider.email})
        assert shown.context["moved"]
        assert User.objects.filter(pk=outsider.pk).exists()
        browser.post(address, {"address": outsider.email, "confirmed": "1"})

        assert not User.objects.filter(pk=outsider.pk).exists()

    def test_an_unknown_address_is_refused(self, sign_in, admin, participant):
        response = sign_in(admin).post(
            reverse("portal:merge", args=[participant.uuid]), {"address": "ei@example.org"}
        )

        assert response.status_code == 422


class TestConsents:
    def typed(self, *consents):
        return {
            "given_name": "Aino",
            "family_name": "Esimerkki",
            "language": "fi",
            "role": "other",
            "consents": consents,
        }

    def test_they_are_given_and_taken_back_with_their_times(self, sign_in, participant):
        browser = sign_in(participant)
        browser.post(reverse("portal:own_data"), self.typed("share_email"))
        browser.post(reverse("portal:own_data"), self.typed("share_email"))
        browser.post(reverse("portal:own_data"), self.typed())

        consent = Consent.objects.get()
        assert consent.kind == "share_email"
        assert consent.withdrawn_at >= consent.given_at
        assert Act.objects.filter(verb="person.consents_changed").count() == 2

    def test_nothing_is_ticked_beforehand(self, sign_in, participant):
        page = sign_in(participant).get(reverse("portal:own_data"))

        boxes = page.context["form"]["consents"].subwidgets
        assert len(boxes) == len(Consent.Kind)
        assert not any(box.data["selected"] for box in boxes)

    @pytest.mark.parametrize(
        ("kind", "shown"),
        [
            ("share_email", "osallistuja@example.org"),
            ("share_phone", "+358 40 1112223"),
            ("share_title", "aluesuunnittelija"),
        ],
    )
    def test_each_detail_shows_to_the_cohort_by_its_own_consent(
        self, sign_in, participant, peer, cohort, kind, shown
    ):
        User.objects.filter(pk=participant.pk).update(phone="+358 40 1112223")
        participant.enrolments.update(title="aluesuunnittelija")
        every = {"osallistuja@example.org", "+358 40 1112223", "aluesuunnittelija"}

        def seen():
            page = sign_in(peer).get(cohort.get_absolute_url()).content.decode()
            return {text for text in every if text in page}

        assert seen() == set()
        set_consents(user=participant, kinds=[kind])
        assert seen() == {shown}
        set_consents(user=participant, kinds=[])
        assert seen() == set()

    def test_a_teammate_sees_the_job_title_by_consent_and_the_own_one_always(
        self, sign_in, participant, teammate
    ):
        participant.enrolments.update(title="aluesuunnittelija")
        teammate.enrolments.update(title="valtuutettu")

        page = sign_in(teammate).get(reverse("portal:my_page")).content.decode()
        assert "valtuutettu" in page
        assert "aluesuunnittelija" not in page

        set_consents(user=participant, kinds=["share_title"])
        page = sign_in(teammate).get(reverse("portal:my_page")).content.decode()
        assert "aluesuunnittelija" in page

    def test_the_version_of_the_privacy_notice_is_kept_with_them(self, sign_in, participant):
        load_pages()
        browser = sign_in(participant)
        page = browser.get(reverse("portal:own_data")).content.decode()
        assert re.search(r'name="notice"\s+value="1"', page)

        browser.post(reverse("portal:own_data"), self.typed("share_phone") | {"notice": "1"})

        assert Consent.objects.get().notice_number == 1
        page = browser.get(reverse("portal:own_data")).content.decode()
        assert reverse("portal:privacy_version", args=[1]) in page

    @pytest.mark.parametrize("notice", ["", "yksi", "-1", "99999999999999999999", "1\x00"])
    def test_a_number_that_is_none_stops_nobody(self, sign_in, participant, notice):
        answer = sign_in(participant).post(
            reverse("portal:own_data"), self.typed("share_phone") | {"notice": notice}
        )

        assert answer.status_code == 302
        assert Consent.objects.get().notice_number is None


class TestAddresses:
    def test_an_address_is_one_account_whatever_its_case(self, participant):
        found, is_new = User.objects.find_or_create("OSALLISTUJA@example.org")

        assert (found, is_new) == (participant, False)

    @pytest.mark.parametrize("address", ["osallistuja@example.org", "tuntematon@example.org"])
    def test_no_answer_tells_whether_an_address_has_an_account(self, client, participant, address):
        asked = client.post(reverse("account_request_login_code"), {"email": address})

        assert (asked.status_code, asked.url) == (302, reverse("account_confirm_login_code"))
        assert len(mail.outbox) == 1
        signed_up = client.post(reverse("account_signup"), {"email": address})
        assert signed_up.status_code == 302
        assert signed_up.url == reverse("account_email_verification_sent")

    def test_a_password_given_while_signing_up_opens_nothing(self, client):
        client.post(
            reverse("account_signup"),
            {"email": "uhri@example.org", "password1": "Hyokkaaja-2026"},
        )

        assert not User.objects.get(email="uhri@example.org").has_usable_password()

    def test_a_code_speaks_the_language_of_its_reader(self, client, participant):
        User.objects.filter(pk=participant.pk).update(language="sv")

        client.post(reverse("account_request_login_code"), {"email": participant.email})

        assert "Koden" in mail.outbox[0].body

    def test_a_person_whom_a_coordinator_added_comes_in_with_the_first_code(self, client):
        person, _ = User.objects.find_or_create("uusi.henkilo@example.org")
        client.post(reverse("account_request_login_code"), {"email": person.email})
        code = next(line for line in mail.outbox[0].body.splitlines() if line.isupper())

        response = client.post(reverse("account_confirm_login_code"), {"code": code.strip()})

        assert response.url == reverse("portal:my_page")
        assert EmailAddress.objects.get(user=person).verified

    def test_a_new_address_counts_when_its_code_has_been_typed(self, sign_in, participant):
        browser = sign_in(participant)
        browser.post(
            reverse("account_email"), {"action_add": "", "email": "uusi.osoite@example.org"}
        )
        participant.refresh_from_db()
        assert participant.email == "osallistuja@example.org"
        [asked] = [message for message in mail.outbox if "uusi.osoite@example.org" in message.to]
        code = next(line for line in asked.body.splitlines() if line.strip().isupper())

        browser.post(reverse("account_email_verification_sent"), {"code": code.strip()})

        participant.refresh_from_db()
        assert participant.email == "uusi.osoite@example.org"
        assert [address.email for address in EmailAddress.objects.filter(user=participant)] == [
            "uusi.osoite@example.org"
        ]

    def test_a_mail_server_that_is_away_is_no_error_page(
        self, client, participant, settings, run_jobs
    ):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

        asked = client.post(reverse("account_request_login_code"), {"email": participant.email})

        assert asked.status_code == 302
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2)):
            run_jobs()
        assert mail.outbox[0].to == [participant.email]
