"""A cohort's post on the site: what was sent, sending again, and texts of its own."""

import pytest
from django.core import mail
from django.urls import reverse

from participants.enrolment.mails import send_places
from participants.enrolment.models import Enrolment
from participants.places.actions import ask_to_confirm
from tests.mails import link_in
from valmennus.shared import post
from valmennus.shared.models import Act, BadAddress, Mail, MailText

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cohort, participant, coordinator, run_jobs):
    """A mail with a personal address that has gone."""
    place = Enrolment.objects.get(person=participant)
    ask_to_confirm(cohort=cohort, enrolments=[place], by=coordinator)
    run_jobs()
    return Mail.objects.get()


def url(name, cohort, *args):
    return reverse(f"post:{name}", args=[cohort.slug, *args])


class TestList:
    def test_it_tells_what_went_to_whom_and_how(self, sent, cohort, sign_in, coordinator):
        browser = sign_in(coordinator)
        page = browser.get(url("mails", cohort)).text
        assert sent.subject in page
        assert "Lähetetty" in page
        one = browser.get(url("mail", cohort, sent.uuid)).text
        assert "Sinulle on paikka" in one or "sinulle on paikka" in one
        assert "[henkilökohtainen, ei tallessa]" in one
        assert link_in(mail.outbox[0]) not in one

    def test_it_is_narrowed_down(self, sent, cohort, sign_in, coordinator):
        browser = sign_in(coordinator)

        def number(**query):
            return len(browser.get(url("mails", cohort), query).context["mails"])

        assert number(q="osallistuja") == 1
        assert number(q="kukaan") == 0
        assert number(q="a\x00b") == 1
        assert number(state="failed") == 0
        assert number(state="höpö") == 1
        assert number(kind="places.confirm") == 1

    def test_another_cohorts_mail_is_none(self, sent, cohort, outsider, sign_in, coordinator):
        other = Enrolment.objects.get(person=outsider)
        send_places([other], cohort=other.cohort, by=coordinator)
        foreign = Mail.objects.get(person=outsider)
        browser = sign_in(coordinator)
        assert browser.get(url("mail", cohort, foreign.uuid)).status_code == 404
        assert browser.post(url("mail_again", cohort, foreign.uuid)).status_code == 404

    def test_counts_its_queries(self, cohort, coordinator, participant, sign_in,
                                django_assert_max_num_queries):  # fmt: skip
        browser = sign_in(coordinator)
        place = Enrolment.objects.get(person=participant)
        for number in (1, 3):
            for _time in range(number):
                place.save()
                send_places([place], cohort=cohort, by=coordinator)
            with django_assert_max_num_queries(12):
                browser.get(url("mails", cohort))


class TestAgain:
    def test_it_goes_with_a_fresh_link_to_the_present_address(
        self, sent, cohort, participant, sign_in, coordinator, client, run_jobs
    ):
        participant.replace_address("uusi.osoite@example.org", verified=True)
        BadAddress.objects.create(address="uusi.osoite@example.org")
        mail.outbox.clear()
        answer = sign_in(coordinator).post(url("mail_again", cohort, sent.uuid))
        run_jobs()

        assert answer.status_code == 302
        [message] = mail.outbox
        assert message.to == ["uusi.osoite@example.org"]
        assert client.get(link_in(message)).status_code == 200
        assert not BadAddress.objects.exists()
        assert Act.objects.filter(verb="mail.sent_again").count() == 1

    def test_not_one_that_waits_or_held_a_code(self, sent, cohort, sign_in, coordinator):
        browser = sign_in(coordinator)
        Mail.objects.filter(pk=sent.pk).update(state="queued")
        browser.post(url("mail_again", cohort, sent.uuid))
        Mail.objects.filter(pk=sent.pk).update(state="sent", links={})
        browser.post(url("mail_again", cohort, sent.uuid))

        assert Mail.objects.count() == 1


class TestTexts:
    ARGS = ("places.confirm", "fi")
    OWN = {"subject": "Oma {ryhma}", "body": "{tervehdys},\n\n[Vahvista]({paikka})"}

    def test_a_text_of_ones_own_counts_for_this_cohort(
        self, sent, cohort, sign_in, coordinator, peer, run_jobs
    ):
        browser = sign_in(coordinator)
        browser.post(url("text", cohort, *self.ARGS), self.OWN | {"save": "1"})
        ask_to_confirm(
            cohort=cohort, enrolments=[Enrolment.objects.get(person=peer)], by=coordinator
        )
        assert Mail.objects.get(person=peer).subject == f"Oma {cohort.name}"
        line = Act.objects.get(verb="mail_text.changed")
        assert line.data["subject"] == ["Vahvista paikkasi: {ryhma}", "Oma {ryhma}"]
        page = browser.get(url("text", cohort, *self.ARGS)).text
        assert "Tämä on ryhmän oma teksti" in page
        browser.post(url("text", cohort, *self.ARGS), {"drop": "1"})
        assert not MailText.objects.exists()

    def test_it_is_shown_with_a_real_persons_data_and_sent_to_oneself(
        self, sent, cohort, sign_in, coordinator, participant
    ):
        browser = sign_in(coordinator)
        page = browser.post(url("text", cohort, *self.ARGS), self.OWN | {"look": "1"})
        assert f"Hei {participant.given_name}," in page.text
        assert not MailText.objects.exists()
        mail.outbox.clear()
        browser.post(url("text", cohort, *self.ARGS), self.OWN | {"test": "1"})
        [message] = mail.outbox
        assert message.to == [coordinator.email]
        assert message.subject == f"Oma {cohort.name}"

    @pytest.mark.parametrize(
        "fields",
        [
            {"body": "{nimmi}"},
            {"body": "{% for x in y %}{% endfor %}"},
            {"subject": "a\nb{x}"},
            {"body": ""},
        ],
    )
    def test_a_text_that_cannot_work_is_not_saved(self, cohort, sign_in, coordinator, fields):
        answer = sign_in(coordinator).post(
            url("text", cohort, *self.ARGS), self.OWN | fields | {"save": "1"}
        )
        assert answer.status_code == 422
        assert not MailText.objects.exists()

    def test_mails_of_the_portal_itself_are_not_a_cohorts(self, cohort, sign_in, coordinator):
        browser = sign_in(coordinator)
        for kind in ("messages.sign_in", "accounts.reset_done", "höpö"):
            assert browser.get(url("text", cohort, kind, "fi")).status_code == 404
        assert browser.get(url("text", cohort, "places.confirm", "de")).status_code == 404

    def test_every_kind_can_be_looked_at(self, cohort, participant, sign_in, coordinator):
        browser = sign_in(coordinator)
        for kind in post.KINDS.values():
            if kind.texts and kind.of_cohort:
                for language in ("fi", "sv", "en"):
                    page = browser.get(url("text", cohort, kind.name, language))
                    assert page.status_code == 200, kind.name
                    assert "{tervehdys}" not in page.context["preview"].text, kind.name
