"""Applying without an account: kept as it is filled, sent once, changed, joined, withdrawn."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from participants.recruiting import actions, queries
from participants.recruiting.models import Application, ApplicationPerson, CallInterest
from participants.recruiting.remembering import token_of
from tests.factories import make_cohort, make_organisation, make_user
from tests.mails import link_in
from tests.races import together
from tests.recruiting_factories import make_application, make_call, typed_application
from valmennus.shared.models import Mail

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture(autouse=True)
def _fresh_limits(db, monkeypatch):
    """Nobody has tried yet, and tests fill forms in as quickly as they can."""
    cache.clear()
    monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 0)


@pytest.fixture
def call():
    return make_call(make_cohort("Viisaat päät, kevät", state="open"))


@pytest.fixture
def sodankyla(call):
    return make_organisation("Sodankylä")


def apply_url(call):
    return reverse("recruiting:apply", args=[call.cohort.slug])


def own_url(application, name="application", *more):
    return reverse(
        f"recruiting:{name}", args=[application.cohort.slug, token_of(application), *more]
    )


def shown_in(response):
    """The hidden time of the form, as a browser sends it back."""
    return re.search(r'name="shown" value="([^"]+)"', response.content.decode())[1]


def seen_in(response):
    """Which sending the form stands on."""
    return re.search(r'name="seen" value="(\d+)"', response.content.decode())[1]


def send(client, url, **fields):
    """Open the form and send it."""
    page = client.get(url, follow=True)
    hidden = {"shown": shown_in(page)}
    if "goal" in page.context["form"].fields and 'name="seen" value' in page.text:
        hidden["seen"] = seen_in(page)
    return client.post(url, typed_application(**fields) | hidden)


def queued_jobs():
    """What the queue knows, as text."""
    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


class TestCallPage:
    def test_everybody_reads_it(self, call, client):
        page = client.get(call.cohort.get_absolute_url(), follow=True)

        assert page.redirect_chain[0][0] == call.get_absolute_url()
        assert "Asukkaiden ääni kuuluu." in page.text
        assert apply_url(call) in page.text

    @pytest.mark.parametrize(
        ("times", "words"),
        [({"opens_in": 3, "closes_in": 9}, "Haku avautuu"), ({"closes_in": -1}, "päättynyt")],
    )
    def test_before_and_after_nobody_applies(self, client, sodankyla, times, words):
        call = make_call(make_cohort(state="open"), **times)
        page = client.get(call.get_absolute_url()).text

        assert words in page
        assert f'{apply_url(call)}"' not in page
        assert reverse("recruiting:news", args=[call.cohort.programme.slug]) in page
        assert client.get(apply_url(call)).url == call.get_absolute_url()

    def test_an_unpublished_one_is_none(self, client):
        hidden = make_call(make_cohort(state="open"), published_at=None)
        draft = make_call(make_cohort(state="draft"))

        for one in (hidden, draft):
            assert client.get(one.get_absolute_url()).status_code == 404
            assert client.get(apply_url(one)).status_code == 404

    def test_members_see_their_own_page(self, call, cohort, participant, sign_in):
        make_call(cohort)
        assert sign_in(participant).get(cohort.get_absolute_url()).status_code == 200

    def test_counts_its_queries(self, call, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):
            client.get(call.get_absolute_url())


class TestSending:
    def test_it_arrives_whole_and_everybody_is_told(self, call, sodankyla, client, run_jobs):
        answer = send(client, apply_url(call), wishes="Etänä", notice="3")

        sent = Application.objects.get()
        assert answer.url.startswith(f"/valmennukset/{call.cohort.slug}/hakemus/")
        assert (sent.state, sent.organisation, sent.wishes) == ("applied", sodankyla, "Etänä")
        assert (sent.notice_number, sent.draft, sent.language) == (3, {}, "fi")
        assert [person.email for person in sent.people.all()] == [
            "hilla@example.org",
            "lauri@example.org",
        ]
        run_jobs()
        receipt, named = mail.outbox
        assert receipt.to == ["hilla@example.org"]
        assert "Kuulla nuoria." in receipt.body
        assert named.to == ["lauri@example.org"]
        assert "Hilla Hakija on nimennyt sinut" in named.body
        assert client.get(link_in(receipt)).status_code == 200
        assert "/hakemus/" not in named.body
        page = client.get(answer.url).text
        assert "Mitä seuraavaksi tapahtuu" in page

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"organisation": "Olematon"}, "Olematon"),
            ({"goal": ""}, ""),
            ({"superior_informed": ""}, "Kerro ensin esihenkilölle"),
            ({"people": [("Hilla", "Hakija", "hilla@example.org", "employee")]}, "kaksi"),
            (
                {
                    "people": [
                        ("A", "B", "a@example.org", "elected_official"),
                        ("C", "D", "c@example.org", "elected_official"),
                    ]
                },
                "viranhaltija",
            ),
            (
                {
                    "people": [
                        ("A", "B", "a@example.org", "employee"),
                        ("C", "D", "A@example.org", "employee"),
                    ]
                },
                "kahdesti",
            ),
            ({"people": [("Å", "Ö", "åke@example.org", "employee")] * 2}, ""),
        ],
    )
    def test_what_is_wrong_is_said_and_everything_kept(
        self, call, sodankyla, client, fields, words
    ):
        answer = send(client, apply_url(call), **{"wishes": "Älä hukkaa tätä", **fields})

        assert answer.status_code == 422
        assert words in answer.text
        kept = Application.objects.get()
        assert (kept.state, kept.draft["wishes"]) == ("draft", "Älä hukkaa tätä")
        assert not Mail.objects.exists()
        # The draft comes back in this browser, and in no other.
        again = client.get(apply_url(call), follow=True)
        assert "Älä hukkaa tätä" in again.text
        assert "Älä hukkaa tätä" not in type(client)().get(apply_url(call)).text

    @pytest.mark.parametrize("text", ["x" * 50_000, "a\x00b", "=HYPERLINK(1)", "<script>"])
    def test_hostile_text_is_never_an_error(self, call, sodankyla, client, text):
        answer = send(client, apply_url(call), goal=text, organisation=text, wishes=text)

        assert answer.status_code == 422
        assert "<script>" not in answer.text.replace('<script src="', "")

    def test_a_name_with_line_breaks_makes_no_header(self, call, sodankyla, client, run_jobs):
        people = [
            ("Hilla\r\nBcc: x@example.org", "Hakija", "hilla@example.org", "employee"),
            ("Lauri", "L", "lauri@example.org", "elected_official"),
        ]
        send(client, apply_url(call), people=people)
        run_jobs()

        for message in mail.outbox:
            assert message.message()["Bcc"] is None

    def test_a_robot_is_told_what_to_do(self, call, sodankyla, client, monkeypatch):
        monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 3)
        shown = shown_in(client.get(apply_url(call)))

        quick = client.post(apply_url(call), typed_application() | {"shown": shown})
        assert quick.status_code == 422
        assert "hetki" in quick.text
        monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 0)
        filled = send(client, apply_url(call), website="https://spam.example")
        assert filled.status_code == 422
        forged = client.post(apply_url(call), typed_application() | {"shown": "x"})
        assert forged.status_code == 422
        assert not Application.objects.exists()

    def test_what_is_saved_while_typing_may_be_quick_but_not_a_robots(
        self, call, sodankyla, client, monkeypatch
    ):
        monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 3)
        data = typed_application(send=None) | {"shown": shown_in(client.get(apply_url(call)))}
        by_itself = {"HX-Request": "true"}

        robot = client.post(apply_url(call), data | {"website": "x"}, headers=by_itself)
        assert (robot.status_code, Application.objects.count()) == (200, 0)
        assert "Jätä tämä tyhjäksi" in robot.text
        client.post(apply_url(call), data, headers=by_itself)
        assert Application.objects.count() == 1

    def test_the_summary_tells_of_the_people(self, call, sodankyla, client):
        people = [("Hilla", "Hakija", "ei osoite", "employee"), ("A", "", "", "")]
        page = send(client, apply_url(call), people=people)

        assert "Tarkista tiimin ihmiset." in page.text.split("</h2>")[1]

    def test_too_many_new_ones_from_one_network(self, call, sodankyla, client):
        for _number in range(30):
            answer = send(type(client)(), apply_url(call), send=None, save="1")
            assert answer.status_code == 302
        assert send(type(client)(), apply_url(call), send=None, save="1").status_code == 422

    def test_after_the_deadline_the_text_is_kept(self, call, sodankyla, client):
        shown = shown_in(client.get(apply_url(call)))
        type(call).objects.update(closes_at=timezone.now() + datetime.timedelta(seconds=5))
        with time_machine.travel(timezone.now() + datetime.timedelta(seconds=30)):
            answer = client.post(apply_url(call), typed_application() | {"shown": shown})

        assert answer.status_code == 422
        assert "Haku on päättynyt" in answer.text
        assert Application.objects.get().draft["goal"] == "Kuulla nuoria."

    def test_counts_its_queries(self, call, client, django_assert_max_num_queries):
        cache.get_or_set("organisations.options", "")
        with django_assert_max_num_queries(4):
            client.get(apply_url(call))


class TestDraft:
    def test_a_person_more_keeps_everything(self, call, sodankyla, client):
        answer = send(client, apply_url(call), send=None, add="1")
        page = client.get(answer.url).text

        assert 'name="people-TOTAL_FORMS" value="3"' in page
        assert 'value="lauri@example.org"' in page

    def test_it_is_saved_while_typing(self, call, sodankyla, client):
        shown = shown_in(client.get(apply_url(call)))
        for goal in ["Kuul", "Kuulla nuoria"]:
            data = typed_application(goal=goal, send=None) | {"shown": shown}
            answer = client.post(apply_url(call), data, headers={"HX-Request": "true"})
            assert "tallennettu" in answer.text

        assert Application.objects.get().draft["goal"] == "Kuulla nuoria"

    def test_saving_sends_its_address(self, call, sodankyla, client, run_jobs):
        send(client, apply_url(call), send=None, save="1")
        run_jobs()

        [message] = mail.outbox
        page = type(client)().get(link_in(message))
        assert "Kuulla nuoria." in page.text

    def test_a_code_opens_it_on_another_device(self, call, sodankyla, client, run_jobs):
        send(client, apply_url(call), send=None, save="1")
        phone = type(client)()
        resume = reverse("recruiting:resume", args=[call.cohort.slug])
        code_page = reverse("recruiting:resume_code", args=[call.cohort.slug])
        shown = shown_in(phone.get(resume))
        phone.post(resume, {"email": "Hilla@Example.org", "shown": shown})
        assert "hilla@example.org" not in str(queued_jobs())
        run_jobs()
        [message] = [one for one in mail.outbox if "Koodi" in one.subject]
        code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", message.body)[0]

        assert phone.post(code_page, {"code": "AAAA-AAAA"}).status_code == 422
        opened = phone.post(code_page, {"code": code.lower()})

        assert "Kuulla nuoria." in phone.get(opened.url).text
        assert code not in str(Mail.objects.values())
        # A code works once.
        assert actions.use_code(cohort=call.cohort, email="hilla@example.org", code=code) is None

    def test_a_code_ends_after_five_wrong_ones(self, call, sodankyla, run_jobs):
        application = make_application(call.cohort, sodankyla)
        email = application.contact_email
        actions.ask_code(cohort=call.cohort, email=email, language="fi")
        run_jobs()
        code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mail.outbox[0].body)[0]
        for _number in range(5):
            assert actions.use_code(cohort=call.cohort, email=email, code="X") is None

        assert actions.use_code(cohort=call.cohort, email=email, code=code) is None

    def test_an_unknown_address_gets_the_same_answer(self, call, client, run_jobs):
        known = make_application(call.cohort).contact_email
        resume = reverse("recruiting:resume", args=[call.cohort.slug])
        answers, statements = [], []
        # The first of all differs: limits begin to be counted.
        for email in ["ensin@example.org", "kuka@example.org", known]:
            browser = type(client)()
            shown = shown_in(browser.get(resume))
            with CaptureQueriesContext(connection) as asked:
                answers.append(browser.post(resume, {"email": email, "shown": shown}).url)
            statements.append(len(asked))
        assert answers == [reverse("recruiting:resume_code", args=[call.cohort.slug])] * 3
        # Nothing is looked up before the answer, so its time tells nothing either.
        assert statements[1] == statements[2]
        assert mail.outbox == []

        run_jobs()
        assert [message.to for message in mail.outbox] == [[known]]

    def test_codes_to_one_address_are_few(self, call, client, run_jobs):
        known = make_application(call.cohort).contact_email
        resume = reverse("recruiting:resume", args=[call.cohort.slug])
        shown = shown_in(client.get(resume))
        for _number in range(7):
            assert client.post(resume, {"email": known, "shown": shown}).status_code == 302
        run_jobs()

        assert len(mail.outbox) == 5

    def test_its_address_is_not_mailed_without_end(self, call, sodankyla, client, run_jobs):
        for _number in range(7):
            send(client, apply_url(call), send=None, save="1")
        run_jobs()

        assert len(mail.outbox) == 5

    def test_rows_are_emptied_and_removed(self, call, sodankyla, client):
        people = [
            ("Hilla", "Hakija", "hilla@example.org", "office_holder"),
            ("Väärä", "Ihminen", "vaara@example.org", "employee"),
            ("Lauri", "Luottamus", "lauri@example.org", "elected_official"),
            ("", "", "", ""),
        ]
        answer = send(client, apply_url(call), people=people, send=None, remove="1")
        assert "rows=3" in answer.url
        page = client.get(answer.url).text
        assert 'name="people-INITIAL_FORMS" value="0"' in page
        assert 'name="people-TOTAL_FORMS" value="3"' in page
        assert "vaara@example.org" not in page
        # The empty row does not count.
        sent = send(client, apply_url(call), people=[people[0], people[3], people[2]])

        assert sent.status_code == 302
        names = [person.given_name for person in Application.objects.get().people.all()]
        assert names == ["Hilla", "Lauri"]

    def test_there_is_one_row_more_though_rows_are_empty(self, call, sodankyla, client):
        people = [("Hilla", "Hakija", "hilla@example.org", "office_holder"), ("", "", "", "")]
        answer = send(client, apply_url(call), people=people, send=None, add="1")

        assert answer.url.endswith("&rows=3#person-2")
        assert 'name="people-TOTAL_FORMS" value="3"' in client.get(answer.url).text

    def test_the_account_finds_it_on_another_device(self, call, sodankyla, client, sign_in):
        person = make_user("hilla@example.org")
        EmailAddress.objects.filter(user=person).update(verified=True)
        send(client, apply_url(call), send=None, save="1")
        other = sign_in(person)

        assert "Kuulla nuoria." in other.get(apply_url(call), follow=True).text
        # A new one is begun beside it, not over it.
        anew = apply_url(call) + "?uusi=1"
        page = other.get(anew).text
        assert "Kuulla nuoria." not in page
        assert f'action="{anew}"' in page
        send(other, anew, goal="Toinen", send=None, save="1")
        goals = Application.objects.values_list("draft__goal", flat=True)
        assert set(goals) == {"Kuulla nuoria.", "Toinen"}

    def test_it_can_be_read_after_the_call_has_closed(self, sodankyla, client):
        call = make_call(make_cohort(state="open"), closes_in=-1)
        draft = Application.objects.create(
            cohort=call.cohort, language="fi", draft={"goal": "Kesken jäänyt", "people": []}
        )

        assert "Kesken jäänyt" in client.get(own_url(draft)).text

    def test_old_drafts_are_forgotten(self, call, sodankyla):
        draft = Application.objects.create(cohort=call.cohort, language="fi", draft={"goal": "x"})
        sent = make_application(call.cohort, sodankyla)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
            actions.forget_old()

        assert list(Application.objects.all()) == [sent]
        assert draft.pk


class TestChanging:
    def test_it_is_changed_until_the_call_closes(self, call, sodankyla, client, run_jobs):
        application = make_application(call.cohort, sodankyla)
        contact = application.people.first()
        answer = send(
            client,
            own_url(application) + "?muuta=1",
            goal="Uusi tavoite",
            people=[
                ("Hilla", "Hakija", contact.email, "office_holder"),
                ("Uusi", "Ihminen", "uusi@example.org", "employee"),
            ],
        )

        assert answer.status_code == 302
        application.refresh_from_db()
        assert application.goal == "Uusi tavoite"
        assert application.people.count() == 2
        assert application.people.first() == contact
        run_jobs()
        assert {message.to[0] for message in mail.outbox} == {contact.email, "uusi@example.org"}

    def test_a_double_click_sends_it_once(self, call, sodankyla, client, run_jobs):
        shown = shown_in(client.get(apply_url(call)))
        for _click in range(2):
            answer = client.post(apply_url(call), typed_application() | {"shown": shown})
            assert answer.status_code == 302
        run_jobs()

        application = Application.objects.get()
        assert application.changes.count() == 1
        assert len(mail.outbox) == 2

    def test_two_who_change_it_see_both(self, call, sodankyla, client):
        application = make_application(call.cohort, sodankyla)
        url = own_url(application) + "?muuta=1"
        page = client.get(url)
        fields = typed_application(goal="Minun tavoitteeni") | {
            "shown": shown_in(page),
            "seen": seen_in(page),
        }
        assert send(type(client)(), url, goal="Toisen tavoite").status_code == 302

        answer = client.post(url, fields)
        assert answer.status_code == 422
        assert "Toisen tavoite" in answer.text
        assert "Minun tavoitteeni" in answer.text
        application.refresh_from_db()
        assert (application.goal, application.draft) == ("Toisen tavoite", {})
        again = client.post(url, fields | {"seen": seen_in(answer)})
        assert again.status_code == 302
        application.refresh_from_db()
        assert application.goal == "Minun tavoitteeni"

    def test_what_is_saved_late_is_no_change(self, call, sodankyla, client):
        shown = shown_in(client.get(apply_url(call)))
        data = typed_application() | {"shown": shown}
        client.post(apply_url(call), data)
        late = {name: value for name, value in data.items() if name != "send"}
        client.post(apply_url(call), late, headers={"HX-Request": "true"})

        application = Application.objects.get()
        assert (application.state, application.draft) == (State.APPLIED, {})

    def test_changes_that_were_not_sent_are_shown(self, call, sodankyla, client):
        application = make_application(call.cohort, sodankyla)
        url = own_url(application)
        send(client, url + "?muuta=1", goal="Vasta luonnos", send=None, save="1")

        page = client.get(url).text
        assert "Vasta luonnos" in page
        application.refresh_from_db()
        assert application.goal == "Kuulla nuoria."

    @pytest.mark.parametrize("state", ["waitlisted", "accepted", "declined", "withdrawn"])
    def test_what_is_written_to_a_decided_one_is_kept_on_the_page(
        self, call, sodankyla, client, state
    ):
        application = make_application(call.cohort, sodankyla)
        shown = shown_in(client.get(own_url(application) + "?muuta=1"))
        Application.objects.update(state=state)
        answer = client.post(
            own_url(application), typed_application(goal="Uusi") | {"shown": shown}
        )

        assert answer.status_code == 422
        assert "Uusi" in answer.text
        application.refresh_from_db()
        assert (application.goal, application.draft) == ("Kuulla nuoria.", {})

    @pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn"])
    def test_a_decided_one_is_not_withdrawn(self, call, sodankyla, client, state):
        application = make_application(call.cohort, sodankyla, state=state)
        for method in [client.get, client.post]:
            assert method(own_url(application, "withdraw")).status_code == 302
        application.refresh_from_db()
        assert application.state == state
        assert not application.changes.exists()

    @pytest.mark.parametrize("state", State.values)
    def test_its_page_counts_its_queries(
        self, call, sodankyla, client, state, django_assert_max_num_queries
    ):
        application = make_application(call.cohort, sodankyla, state=state, people=8)
        cache.get_or_set("organisations.options", "")
        with django_assert_max_num_queries(4):
            page = client.get(own_url(application))
        assert page.status_code == 200

    def test_sendings_have_an_end(self, call, sodankyla, client):
        application = make_application(call.cohort, sodankyla)
        url = own_url(application) + "?muuta=1"
        for number in range(20):
            assert send(client, url, goal=f"Muutos {number}").status_code == 302
        assert send(client, url, goal="Vielä yksi").status_code == 422

    def test_not_after_it(self, sodankyla, client):
        call = make_call(make_cohort(state="open"), closes_in=-1)
        application = make_application(call.cohort, sodankyla)

        page = client.get(own_url(application) + "?muuta=1").text
        assert "Lähetä hakemus" not in page
        assert client.post(own_url(application), typed_application()).status_code in {302, 422}
        application.refresh_from_db()
        assert application.goal == "Kuulla nuoria."

    def test_a_scanner_changes_nothing(self, call, sodankyla, client):
        application = make_application(call.cohort, sodankyla)
        before = Application.objects.values().get()
        for name in ("application", "withdraw"):
            for _time in range(2):
                assert client.get(own_url(application, name)).status_code == 200
                assert client.head(own_url(application, name)).status_code == 200
        for name in ("answer_offer",):
            assert client.get(own_url(application, name)).status_code == 405
        assert Application.objects.values().get() == before

    def test_withdrawing_tells_everybody(self, call, sodankyla, client, run_jobs):
        application = make_application(call.cohort, sodankyla)
        for _time in range(2):
            client.post(own_url(application, "withdraw"))
        run_jobs()

        application.refresh_from_db()
        assert application.state == State.WITHDRAWN
        assert len(mail.outbox) == 2
        assert application.changes.count() == 1

    def test_a_forged_address_is_none(self, call, sodankyla, client):
        application = make_application(call.cohort, sodankyla)
        other = make_call(make_cohort(state="open"))
        wrong = reverse("recruiting:application", args=[other.cohort.slug, token_of(application)])
        for url in [wrong, own_url(application)[:-3] + "xx/"]:
            assert client.get(url).status_code == 404


class TestTwice:
    def test_the_same_organisation_is_recognised_and_joins(self, call, sodankyla, client, run_jobs):
        first = make_application(call.cohort, sodankyla, goal="Salainen tavoite")
        answer = send(client, apply_url(call))

        assert answer.status_code == 422
        assert "on jo hakenut" in answer.text
        assert "Salainen" not in answer.text
        assert first.contact_email not in answer.text
        draft = Application.objects.get(state=State.DRAFT)
        send(client, own_url(draft), join="1")
        draft.refresh_from_db()
        assert (draft.state, draft.joins) == (State.JOINING, first)
        run_jobs()
        [message] = mail.outbox
        assert message.to == [first.contact_email]
        assert "Hilla Hakija" in message.body
        # The contact takes them in, once; they are told.
        page = client.get(link_in(message)).text
        assert "lauri@example.org" in page
        mail.outbox.clear()
        for _click in range(2):
            client.post(own_url(first, "joiner", draft.uuid), {"take_in": "1"})
        assert first.people.count() == 4
        draft.refresh_from_db()
        assert draft.state == State.WITHDRAWN
        run_jobs()
        joined, named = mail.outbox
        assert (joined.to, named.to) == (["hilla@example.org"], ["lauri@example.org"])
        assert "otti nimeämäsi ihmiset mukaan" in joined.body
        assert "Hilla Hakija on nimennyt sinut" in named.body
        assert "Ihmisesi ovat nyt" in client.get(own_url(draft)).text

    def test_a_refusal_is_told_and_names_nobody(self, call, sodankyla, client, run_jobs):
        first = make_application(call.cohort, sodankyla)
        asking = make_application(call.cohort, sodankyla, state=State.JOINING, joins=first)
        client.post(own_url(first, "joiner", asking.uuid), {"refuse": "1"})
        run_jobs()

        assert first.people.count() == 2
        [message] = mail.outbox
        assert message.to == [asking.contact_email]
        assert first.contact_email not in message.body

    def test_an_answer_may_come_after_the_call_until_the_decision(self, call, sodankyla, client):
        first = make_application(call.cohort, sodankyla)
        asking = make_application(call.cohort, sodankyla, state=State.JOINING, joins=first)
        type(call).objects.update(closes_at=timezone.now())
        Application.objects.filter(pk=first.pk).update(state=State.ACCEPTED)
        client.post(own_url(first, "joiner", asking.uuid), {"take_in": "1"})
        assert first.people.count() == 2
        Application.objects.filter(pk=first.pk).update(state=State.APPLIED)
        client.post(own_url(first, "joiner", asking.uuid), {"take_in": "1"})
        assert first.people.count() == 4

    def test_nine_people_are_too_many(self, call, sodankyla, client):
        first = make_application(call.cohort, sodankyla, people=7)
        asking = make_application(call.cohort, sodankyla, state=State.JOINING, joins=first)
        answer = client.post(own_url(first, "joiner", asking.uuid), {"take_in": "1"}, follow=True)

        assert "enintään kahdeksan" in answer.text
        assert first.people.count() == 7
        asking.refresh_from_db()
        assert asking.state == State.JOINING

    def test_who_waits_may_send_when_the_earlier_one_is_withdrawn(
        self, call, sodankyla, client, run_jobs
    ):
        first = make_application(call.cohort, sodankyla)
        asking = make_application(call.cohort, sodankyla, state=State.JOINING, joins=first)
        client.post(own_url(first, "withdraw"))
        run_jobs()

        [freed] = [message for message in mail.outbox if message.to == [asking.contact_email]]
        page = client.get(link_in(freed))
        assert asking.people.last().email in page.text
        asking.refresh_from_db()
        assert (asking.state, asking.joins) == (State.DRAFT, None)
        contact = asking.contact_email
        people = [
            ("A", "B", contact, "employee"),
            ("C", "D", "c@example.org", "elected_official"),
        ]
        assert send(client, own_url(asking), people=people).status_code == 302
        asking.refresh_from_db()
        assert asking.state == State.APPLIED

    def test_the_second_click_of_joining_changes_nothing(self, call, sodankyla, client):
        first = make_application(call.cohort, sodankyla)
        send(client, apply_url(call))
        draft = Application.objects.get(state=State.DRAFT)
        shown = shown_in(client.get(own_url(draft)))
        for _click in range(2):
            answer = client.post(
                own_url(draft), typed_application(join="1", send=None) | {"shown": shown}
            )
            assert answer.status_code == 302
        assert first.joiners.count() == 1

    def test_a_stranger_cannot_take_people_in(self, call, sodankyla, client):
        first = make_application(call.cohort, sodankyla)
        other = make_application(call.cohort)
        asking = make_application(call.cohort, sodankyla, state=State.JOINING, joins=first)

        assert client.post(own_url(other, "joiner", asking.uuid)).status_code == 404
        assert first.people.count() == 2

    def test_the_same_person_is_recognised(self, call, sodankyla, client):
        make_application(call.cohort)
        taken = ApplicationPerson.objects.first().email
        answer = send(
            client,
            apply_url(call),
            people=[("A", "B", taken, "employee"), ("C", "D", "c@example.org", "employee")],
        )

        assert answer.status_code == 422
        assert taken in answer.text
        assert Application.objects.filter(state=State.APPLIED).count() == 1


class TestNews:
    def test_it_is_confirmed_by_a_button_and_told_once(self, client, run_jobs):
        old = make_call(make_cohort(state="closed"), closes_in=-30)
        news = reverse("recruiting:news", args=[old.cohort.programme.slug])
        shown = shown_in(client.get(news))
        client.post(news, {"email": "odottaja@example.org", "shown": shown})
        run_jobs()
        link = link_in(mail.outbox[0])
        for _time in range(2):
            client.get(link)
            client.head(link)
        assert CallInterest.objects.get().confirmed_at is None

        client.post(link)
        assert CallInterest.objects.get().confirmed_at is not None
        mail.outbox.clear()
        new = make_call(make_cohort(programme=old.cohort.programme, state="open"))
        for _time in range(2):
            actions.tell_of_call(call=new)
        run_jobs()
        [message] = mail.outbox
        assert new.get_absolute_url() in message.body
        client.post(link, {"stop": "1"})
        assert not CallInterest.objects.exists()

    def test_a_programme_without_a_call_can_be_waited_for(self, client, run_jobs):
        programme = make_cohort(state="closed").programme
        news = reverse("recruiting:news", args=[programme.slug])

        assert news in client.get(reverse("portal:programmes")).text
        shown = shown_in(client.get(news))
        for _number in range(5):
            client.post(news, {"email": "odottaja@example.org", "shown": shown})
        run_jobs()
        # Nobody's box is filled by others.
        assert len(mail.outbox) == 3

    def test_calls_are_looked_at_no_longer_than_somebody_waits(self, call, run_jobs):
        interest = CallInterest.objects.create(
            programme=call.cohort.programme,
            email="odottaja@example.org",
            language="fi",
            confirmed_at=timezone.now(),
        )
        assert list(queries.opened_and_untold()) == [call]
        actions.tell_of_call(call=call)
        assert list(queries.opened_and_untold()) == []
        # Who stops and comes back does not hear of the same call twice.
        actions.stop_news(interest=interest)
        CallInterest.objects.create(
            programme=call.cohort.programme,
            email="odottaja@example.org",
            language="fi",
            confirmed_at=timezone.now(),
        )
        assert list(queries.opened_and_untold()) == []

    def test_who_does_not_confirm_is_forgotten(self, call):
        actions.ask_for_news(programme=call.cohort.programme, email="a@example.org", language="fi")
        with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
            actions.forget_old()

        assert not CallInterest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_of_one_organisation_at_once_are_one():
    call = make_call(make_cohort(state="open"))
    organisation = make_organisation("Sodankylä")
    drafts = [Application.objects.create(cohort=call.cohort, language="fi") for _number in range(2)]
    fields = {"organisation": organisation, "goal": "x", "superior": "y"}

    def people(number):
        return [
            {"given_name": "A", "family_name": "B", "email": f"{number}{row}@example.org",
             "phone": "", "role": "employee", "title": ""}
            for row in range(2)
        ]  # fmt: skip

    answers = together(
        *[
            lambda draft=draft: actions.submit(
                application=draft, fields=fields, people=people(draft.pk)
            )
            for draft in drafts
        ]
    )

    assert sum(isinstance(one, actions.OrganisationApplied) for one in answers) == 1
    assert Application.objects.living().count() == 1


def people_of(number, *more):
    """A team as the actions take it, with addresses of its own."""
    emails = [f"{number}{row}@example.org" for row in range(2)]
    return [
        {"given_name": "A", "family_name": "B", "email": email,
         "phone": "", "role": "employee", "title": ""}
        for email in [*emails, *more]
    ]  # fmt: skip


def fields_of(organisation):
    return {
        "organisation": organisation,
        "goal": "x",
        "superior": "y",
        "wishes": "",
        "accessibility": "",
    }


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_person_is_in_one_application(self):
        call = make_call(make_cohort(state="open"))
        drafts = [Application.objects.create(cohort=call.cohort, language="fi") for _ in range(2)]
        towns = [make_organisation("Inari"), make_organisation("Utsjoki")]

        answers = together(
            *[
                lambda draft=draft, town=town: actions.submit(
                    application=draft,
                    fields=fields_of(town),
                    people=people_of(draft.pk, "sama@example.org"),
                )
                for draft, town in zip(drafts, towns, strict=True)
            ]
        )

        assert sum(isinstance(one, actions.PeopleElsewhere) for one in answers) == 1
        assert ApplicationPerson.objects.filter(email="sama@example.org").count() == 1

    def test_two_clicks_send_one(self):
        call = make_call(make_cohort(state="open"))
        draft = Application.objects.create(cohort=call.cohort, language="fi")
        town = make_organisation("Inari")

        answers = together(
            *[
                lambda: actions.submit(
                    application=draft, fields=fields_of(town), people=people_of(1), seen=0
                )
            ]
            * 2
        )

        assert answers == [draft, draft]
        assert draft.changes.count() == 1
        assert Mail.objects.count() == 2

    def test_those_who_join_are_taken_in_once(self):
        call = make_call(make_cohort(state="open"))
        first = make_application(call.cohort)
        asking = make_application(call.cohort, first.organisation, state=State.JOINING, joins=first)

        together(
            *[lambda: actions.answer_joiner(application=first, joiner=asking, take_in=True)] * 2
        )

        assert first.people.count() == 4
        assert Mail.objects.filter(kind="recruiting.joined").count() == 1

    def test_withdrawing_and_changing_is_one_of_them(self):
        call = make_call(make_cohort(state="open"))
        application = make_application(call.cohort)

        sent, _withdrawn = together(
            lambda: actions.submit(
                application=application,
                fields=fields_of(application.organisation),
                people=people_of(1),
            ),
            lambda: actions.withdraw_application(application=application),
        )

        application.refresh_from_db()
        assert application.state == State.WITHDRAWN
        assert sent == application or isinstance(sent, actions.Decided)

    def test_one_call_is_told_once(self):
        call = make_call(make_cohort(state="open"))
        CallInterest.objects.create(
            programme=call.cohort.programme,
            email="odottaja@example.org",
            language="fi",
            confirmed_at=timezone.now(),
        )
        together(*[lambda: actions.tell_of_call(call=call)] * 2)

        assert Mail.objects.count() == 1


class TestSignedIn:
    def test_pages_count_their_queries(
        self, call, sodankyla, sign_in, participant, django_assert_max_num_queries
    ):
        cache.get_or_set("organisations.options", "")
        application = make_application(call.cohort, sodankyla)
        browser = sign_in(participant)
        urls = [call.get_absolute_url(), apply_url(call), own_url(application)]
        for url in [*urls, own_url(application) + "?muuta=1", reverse("portal:programmes")]:
            with django_assert_max_num_queries(12):
                assert browser.get(url).status_code == 200

    def test_the_form_begins_with_the_persons_own_data(self, call, sign_in, participant):
        page = sign_in(participant).get(apply_url(call)).text

        assert f'value="{participant.email}"' in page

    def test_members_find_the_call(self, cohort, sign_in, participant):
        call = make_call(cohort)
        page = sign_in(participant).get(cohort.get_absolute_url()).text

        assert call.get_absolute_url() in page
