"""Feedback on accessibility: open to everyone, answered within fourteen days."""

import datetime
import time
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.admin import site
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone

from participants.accounts.models import User
from tests.portal.kept.test_kept import Browser, text_of
from valmennus.portal.own_data.actions import erase_person
from valmennus.portal.own_data.queries import all_parts
from valmennus.portal.pages import actions, views
from valmennus.portal.pages.forms import SALT
from valmennus.portal.pages.models import AccessibilityFeedback
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db

ADDRESS = "/saavutettavuus/palaute/"


def opened(seconds=60):
    return signing.dumps(int(time.time()) - seconds, salt=SALT)


def typed(**changes):
    return {
        "page": "/menetelmat/itu/",
        "what": "Ruudunlukija ei lue korttia.",
        "email": "Lukija@example.org",
        "more": "",
        "opened": opened(),
    } | changes


class TestGiving:
    def test_it_is_taken_with_the_day_of_the_answer(self, client, admin, run_jobs):
        actions.load_pages()

        answer = client.post(ADDRESS, typed(), follow=True)

        assert answer.redirect_chain == [(reverse("portal:accessibility"), 302)]
        assert "vastaamme 14 päivässä" in text_of(answer)
        feedback = AccessibilityFeedback.objects.get()
        assert (feedback.page, feedback.email, feedback.language) == (
            "/menetelmat/itu/",
            "lukija@example.org",
            "fi",
        )
        assert feedback.answer_by == timezone.localdate() + datetime.timedelta(days=14)
        assert Act.objects.get().verb == "accessibility_feedback.received"
        run_jobs()
        assert {message.to[0] for message in mail.outbox} == {"lukija@example.org", admin.email}
        told = next(one for one in mail.outbox if one.to == [admin.email])
        assert f"/hallinta/portal/accessibilityfeedback/{feedback.pk}/change/" in told.body
        assert "Ruudunlukija ei lue korttia." in told.body

    def test_the_version_of_the_privacy_notice_is_kept(self, client):
        actions.load_pages()
        form = client.get(ADDRESS).content.decode()

        client.post(ADDRESS, typed(notice="1"))
        client.post(ADDRESS, typed(notice="1a", what="Toinen."))

        assert 'value="1"' in form
        numbers = AccessibilityFeedback.objects.order_by("pk").values_list("notice_number")
        assert list(numbers) == [(1,), (None,)]

    def test_nobodys_words_reach_a_stranger_in_the_portals_name(self, client, run_jobs):
        client.post(ADDRESS, typed(what="Osta heti: https://spam.example"))
        run_jobs()

        [thanks] = mail.outbox
        assert thanks.to == ["lukija@example.org"]
        assert "spam.example" not in thanks.subject + thanks.body

    def test_nobodys_mailbox_is_filled(self, client, run_jobs):
        answers = [client.post(ADDRESS, typed(what=f"Ei toimi, {n}.")) for n in range(7)]
        run_jobs()

        assert [answer.status_code for answer in answers] == [302] * 5 + [422] * 2
        assert len(mail.outbox) == 5
        assert client.post(ADDRESS, typed(email="")).status_code == 302

    def test_line_breaks_make_no_header(self, client, admin, run_jobs):
        client.post(ADDRESS, typed(page="/a/\r\nBcc: x@example.org", email="a@example.org"))
        run_jobs()

        assert all(message.recipients() == message.to for message in mail.outbox)
        assert not any("Bcc" in message.subject for message in mail.outbox)

    def test_a_double_click_is_taken_once(self, client, run_jobs):
        answers = [client.post(ADDRESS, typed()) for _ in range(2)]
        run_jobs()

        assert [answer.status_code for answer in answers] == [302, 302]
        assert AccessibilityFeedback.objects.count() == len(mail.outbox) == 1
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
            client.post(ADDRESS, typed())
        assert AccessibilityFeedback.objects.count() == 2

    def test_neither_address_nor_page_is_needed(self, client):
        client.post(ADDRESS, typed(email="", page=""))

        assert AccessibilityFeedback.objects.count() == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"more": "http://spam.example"},
            {"opened": ""},
            {"opened": "x" * 5000},
            {"opened": signing.dumps(int(time.time()), salt="other")},
            {"what": ""},
            {"what": "x" * 5001},
            {"email": "ei osoite"},
            {"page": "x" * 501},
            {"what": "a\0b"},
        ],
    )
    def test_what_a_program_sends_or_is_faulty_is_refused_with_the_text(self, client, changes):
        answer = client.post(ADDRESS, typed(**changes))

        assert answer.status_code == 422
        assert AccessibilityFeedback.objects.count() == 0
        if "what" not in changes:
            assert "Ruudunlukija ei lue korttia." in text_of(answer)

    def test_a_second_sending_by_a_person_is_taken(self, client):
        now = int(time.time())
        with time_machine.travel(now, tick=False):
            refused = client.post(ADDRESS, typed(opened=opened(seconds=1)))
        assert refused.status_code == 422
        stamp = refused.context["form"]["opened"].value()
        assert signing.loads(stamp, salt=SALT) == now

        with time_machine.travel(now + 10):
            client.post(ADDRESS, typed(opened=stamp))

        assert AccessibilityFeedback.objects.count() == 1

    def test_much_from_one_network_is_asked_to_wait(self, client, monkeypatch):
        monkeypatch.setattr(views, "FEEDBACK_LIMITS", {"feedback": "2/h/ip"})

        answers = [client.post(ADDRESS, typed()) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [302, 302, 422]
        assert "Ruudunlukija ei lue korttia." in text_of(answers[-1])

    def test_the_page_one_comes_from_is_named(self, client):
        for given, shown in [
            ("/menetelmat/", "/menetelmat/"),
            ("https://evil.example/", None),
            ("//evil.example", None),
        ]:
            page = client.get(ADDRESS, {"sivu": given})
            assert page.context["form"]["page"].value() == (shown or "")

    def test_a_stale_page_keeps_the_text(self, participant):
        browser = Browser()
        token = browser.open(ADDRESS)
        browser.enter(participant)

        sent = browser.send(ADDRESS, token, typed())

        assert sent.url == ADDRESS
        page = text_of(browser.get(ADDRESS))
        assert "Ruudunlukija ei lue korttia.</textarea>" in page
        assert "sitä ei ole vielä tallennettu" in page


class TestAnswering:
    @pytest.fixture
    def feedback(self):
        return actions.take_feedback(page="/a/", what="Ei toimi.", email="lukija@example.org")

    def answer(self, browser, feedback, text):
        address = reverse("admin:portal_accessibilityfeedback_change", args=[feedback.pk])
        return browser.post(address, {"answer": text})

    def test_saving_the_answer_mails_it_once(self, sign_in, admin, feedback, run_jobs):
        run_jobs()
        mail.outbox.clear()
        browser = sign_in(admin)

        self.answer(browser, feedback, "Korjasimme sen.")
        self.answer(browser, feedback, "Toinen vastaus.")
        actions.answer_feedback(feedback=feedback, answer="Kolmas.", by=admin)

        feedback.refresh_from_db()
        assert (feedback.answer, feedback.answered_by) == ("Korjasimme sen.", admin)
        run_jobs()
        assert [message.to for message in mail.outbox] == [["lukija@example.org"]]
        assert "Korjasimme sen." in mail.outbox[0].body
        assert "Ei toimi." in mail.outbox[0].body
        assert Act.objects.get(verb="accessibility_feedback.answered").actor == admin

    def test_who_answers_second_is_told_so(self, rf, admin, feedback):
        form = SimpleNamespace(cleaned_data={"answer": "Minun vastaukseni."})
        request = rf.post("/")
        request.user = admin
        request._messages = SimpleNamespace(add=lambda *args: told.append(str(args[1])))
        told = []
        actions.answer_feedback(feedback=feedback, answer="Ensimmäinen.", by=admin)

        site._registry[AccessibilityFeedback].save_model(request, feedback, form, True)

        assert told == ["Joku muu ehti vastata ensin, joten vastaustasi ei lähetetty."]

    def test_an_empty_answer_is_refused(self, sign_in, admin, feedback):
        assert self.answer(sign_in(admin), feedback, "").status_code == 200

        feedback.refresh_from_db()
        assert feedback.answered_at is None

    @pytest.mark.parametrize(
        ("which", "count"), [("waiting", 2), ("late", 1), ("given", 1), ("", 3)]
    )
    def test_the_list_tells_what_waits(self, sign_in, admin, feedback, which, count):
        late = actions.take_feedback(page="/b/", what="Ei toimi.", email="")
        AccessibilityFeedback.objects.filter(pk=late.pk).update(
            answer_by=timezone.localdate() - datetime.timedelta(days=1)
        )
        given = actions.take_feedback(page="/c/", what="Ei toimi.", email="")
        actions.answer_feedback(feedback=given, answer="Kiitos.", by=admin)

        page = sign_in(admin).get(
            reverse("admin:portal_accessibilityfeedback_changelist"),
            {"vastaus": which} if which else {},
        )

        assert page.context["cl"].result_count == count


def test_it_belongs_to_the_data_of_the_one_who_left_an_address(participant):
    feedback = actions.take_feedback(
        page="", what="Aino Esimerkki ei päässyt.", email=participant.email
    )
    actions.take_feedback(page="", what="Toisen.", email="toinen@example.org")

    [part] = [part for part in all_parts(participant) if part.key == "accessibility_feedback"]
    assert [row["what"] for row in part.records()] == ["Aino Esimerkki ei päässyt."]

    erase_person(user=participant, by=participant)

    feedback.refresh_from_db()
    assert (feedback.email, feedback.what) == ("", "– ei päässyt.")
    assert User.objects.filter(pk=participant.pk, erased_at__isnull=False).exists()
