"""Signing up for a webinar: the word by mail, the queue, offers, and who sees the list."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from sessions.schedule.actions import cancel_session, change_session
from sessions.signup import actions, queries
from sessions.signup.actions import NotPossible
from sessions.signup.models import Signup
from sessions.signup.permissions import SIGNUP
from tests.access.test_access import close
from tests.mails import link_in
from tests.session_factories import make_session
from valmennus.portal.own_data.actions import erase_guest
from valmennus.shared import tokens
from valmennus.shared.models import Act, Mail

pytestmark = pytest.mark.django_db
State = Signup.State
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 0)
    cache.clear()


@pytest.fixture
def webinar(db):
    return make_session(None, kind="webinar", title="Osallisuuskahvit", capacity=1)


def address(webinar):
    return reverse("coaching:signup", args=[webinar.slug])


def own(signup):
    return reverse("coaching:signup_own", args=[tokens.make(SIGNUP, signup.uuid)])


def typed(client, webinar, **data):
    shown = client.get(address(webinar)).context["form"].initial["shown"]
    values = {"name": "Aino Esimerkki", "email": "Aino@Example.org", "shown": shown}
    return client.post(address(webinar), values | data)


def ask(webinar, number):
    return actions.ask(
        session=webinar,
        email=f"p{number}@example.org",
        name=f"Vieras {number}",
        organisation_text="",
        language="fi",
        notice_number=None,
    )


def take(webinar, number):
    return actions.take(signup=ask(webinar, number))


def state_of(signup):
    signup.refresh_from_db()
    return signup.state


def kinds(signup):
    rows = Mail.objects.filter(cause_uuid=signup.uuid).order_by("pk")
    return list(rows.values_list("kind", flat=True))


class TestAsking:
    def test_takes_the_place_by_the_button_of_the_page_alone(self, webinar, client, run_jobs):
        response = typed(client, webinar)

        assert response.status_code == 302
        signup = Signup.objects.get()
        assert (signup.email, signup.state) == ("aino@example.org", State.UNCONFIRMED)
        run_jobs()
        [message] = mail.outbox
        assert "Aino" not in message.body, "a stranger's words do not go to an address"
        link = link_in(message)
        # A scanner opens the address as often as it likes.
        for method in ("get", "head", "get", "head"):
            assert getattr(client, method)(link).status_code == 200
            assert state_of(signup) == State.UNCONFIRMED
        for _twice in range(2):
            assert client.post(link, {"act": "take"}).status_code == 302
        assert state_of(signup) == State.CONFIRMED
        assert kinds(signup) == ["signup.confirm", "signup.place"]
        assert Act.objects.filter(verb="signup.confirmed").count() == 1
        run_jobs()
        assert "METHOD:REQUEST" in mail.outbox[-1].message().as_string()

    def test_a_known_address_gets_the_same_answer(self, webinar, client):
        first = typed(client, webinar)
        signup = Signup.objects.get()
        actions.take(signup=signup)
        second = typed(client, webinar, name="Joku Muu")

        assert (first.status_code, first.url) == (second.status_code, second.url)
        assert Signup.objects.get().name == "Aino Esimerkki"
        assert kinds(signup) == ["signup.confirm", "signup.place", "signup.again"]

    def test_nobody_fills_anothers_mailbox(self, webinar, client):
        for _time in range(6):
            assert typed(client, webinar).status_code == 302
        assert Mail.objects.count() == 3

    @pytest.mark.parametrize(
        "data",
        [
            {"website": "https://example.org"},
            {"shown": "väärä"},
            {"email": "ei-osoite"},
            {"name": ""},
            {"name": "x" * 161},
            {"name": "a\x00b"},
        ],
    )
    def test_refuses_with_the_typed_text(self, data, webinar, client):
        response = typed(client, webinar, **data)

        assert response.status_code == 422
        assert "xample.org" in response.content.decode() or "email" in data
        assert not Signup.objects.exists()

    def test_a_robot_is_quick(self, webinar, client, monkeypatch):
        monkeypatch.setattr("valmennus.shared.guarded.SECONDS", 3)
        assert typed(client, webinar).status_code == 422

    def test_a_network_has_its_limit(self, webinar, client, monkeypatch):
        monkeypatch.setattr("sessions.signup.views.MOST_OF_NETWORK", 1)
        assert typed(client, webinar).status_code == 302
        assert typed(client, webinar, email="toinen@example.org").status_code == 422

    @pytest.mark.parametrize("how", ["cancelled", "over", "draft", "coaching"])
    def test_not_where_one_cannot_sign_up(self, how, cohort, coordinator, newcomer, sign_in):
        session = make_session(
            cohort,
            kind="coaching" if how == "coaching" else "webinar",
            in_hours=-9 if how == "over" else 9,
            draft=how == "draft",
        )
        if how == "cancelled":
            cancel_session(session=session, reason="Lumi", by=coordinator)
        response = sign_in(newcomer).post(address(session), {"act": "take"})

        assert response.status_code == (404 if how in {"draft", "coaching"} else 302)
        assert not Signup.objects.exists()

    def test_signed_in_needs_no_mail_round(self, webinar, newcomer, sign_in):
        browser = sign_in(newcomer)
        assert browser.get(address(webinar)).status_code == 200
        assert not Signup.objects.exists()
        for _twice in range(2):
            assert browser.post(address(webinar), {"act": "take"}).status_code == 302

        signup = Signup.objects.get()
        assert (signup.state, signup.person) == (State.CONFIRMED, newcomer)
        assert kinds(signup) == ["signup.place"]
        assert "Sinulla on paikka" in browser.get(webinar.get_absolute_url()).content.decode()

    def test_an_old_link_can_be_renewed(self, webinar, client, run_jobs):
        signup = ask(webinar, 1)
        old = reverse("coaching:signup_own", args=[tokens.make(SIGNUP, signup.uuid, days=-1)])
        assert client.post(old, {"act": "take"}).status_code == 200
        assert state_of(signup) == State.UNCONFIRMED
        mail.outbox.clear()
        client.post(old, {"uusi": "1"})
        run_jobs()
        client.post(link_in(mail.outbox[-1]), {"act": "take"})
        assert state_of(signup) == State.CONFIRMED

    def test_a_forged_link_is_no_page(self, webinar, client):
        assert client.get("/tapaamiset/ilmoittautuminen/abc/").status_code == 404


class TestQueue:
    def test_the_queue_goes_by_the_time_of_the_word(self, webinar):
        late, first, second = (ask(webinar, number) for number in (1, 2, 3))
        holder = take(webinar, 4)
        for signup in (first, second, late):
            actions.take(signup=signup)
        for signup in (first, second, late):
            signup.refresh_from_db()
        assert [queries.place_in_queue(one) for one in (first, second, late)] == [1, 2, 3]

        actions.cancel(signup=holder)

        assert [state_of(one) for one in (first, second, late)] == [
            State.OFFERED,
            State.WAITLISTED,
            State.WAITLISTED,
        ]
        assert queries.place_in_queue(second) == 1
        webinar.refresh_from_db()
        assert webinar.seats_free == 0

    def test_tells_the_number(self, webinar, client):
        take(webinar, 1)
        take(webinar, 2)
        third = take(webinar, 3)
        assert "Olet jonossa 2." in client.get(own(third)).content.decode()
        assert "jonossa 2." in Mail.objects.get(kind="signup.waitlisted", to=third.email).text

    def test_an_offer_is_taken(self, webinar, client):
        holder, waiting = take(webinar, 1), take(webinar, 2)
        actions.cancel(signup=holder)
        assert client.get(own(waiting)).status_code == 200
        assert state_of(waiting) == State.OFFERED
        client.post(own(waiting), {"act": "take"})
        assert (state_of(waiting), waiting.offered_until) == (State.CONFIRMED, None)

    def test_an_offer_passes_on_when_it_lapses(self, webinar, run_jobs):
        holder, second, third = (take(webinar, number) for number in (1, 2, 3))
        actions.cancel(signup=holder)
        with time_machine.travel(timezone.now() + 25 * HOUR, tick=False):
            [session] = queries.sessions_to_settle()
            actions.offer_free_places(session=session)
            assert (state_of(second), state_of(third)) == (State.LAPSED, State.OFFERED)
            assert kinds(second)[-1] == "signup.lapsed"
            assert list(queries.sessions_to_settle()) == []
            # Who was late may queue again, at the end.
            actions.take(signup=second)
            assert state_of(second) == State.WAITLISTED

    def test_a_late_button_does_not_take_what_is_anothers(self, webinar):
        holder, second, third = (take(webinar, number) for number in (1, 2, 3))
        actions.cancel(signup=holder)
        with time_machine.travel(timezone.now() + 25 * HOUR, tick=False):
            actions.take(signup=second)
            assert (state_of(second), state_of(third)) == (State.LAPSED, State.OFFERED)

    def test_an_offer_never_outlives_the_start(self):
        webinar = make_session(None, kind="webinar", capacity=1, in_hours=5)
        holder, waiting = take(webinar, 1), take(webinar, 2)
        actions.cancel(signup=holder)
        waiting.refresh_from_db()
        assert waiting.offered_until == webinar.starts_at

    def test_nothing_is_offered_once_it_has_begun(self, webinar):
        holder, waiting = take(webinar, 1), take(webinar, 2)
        with time_machine.travel(webinar.starts_at + HOUR, tick=False):
            actions.cancel(signup=holder)
            assert state_of(waiting) == State.WAITLISTED
            actions.take(signup=waiting)
            assert state_of(waiting) == State.CONFIRMED

    @pytest.mark.parametrize(("capacity", "offered"), [(3, 2), (None, 3), (1, 0)])
    def test_more_places_are_offered(
        self, capacity, offered, cohort, coordinator, run_jobs, django_capture_on_commit_callbacks
    ):
        webinar = make_session(cohort, kind="webinar", capacity=1)
        for number in range(4):
            take(webinar, number)
        with django_capture_on_commit_callbacks(execute=True):
            change_session(session=webinar, by=coordinator, capacity=capacity)
        run_jobs()
        assert Signup.objects.filter(state=State.OFFERED).count() == offered

    def test_the_last_place_is_not_given_while_it_is_offered(self, webinar):
        holder = take(webinar, 1)
        take(webinar, 2)
        actions.cancel(signup=holder)
        assert take(webinar, 3).state == State.WAITLISTED

    def test_giving_up_twice_is_once(self, webinar, client):
        holder = take(webinar, 1)
        for _twice in range(2):
            client.post(own(holder), {"act": "cancel"})
        assert state_of(holder) == State.CANCELLED
        assert kinds(holder).count("signup.cancelled") == 1
        assert "METHOD:CANCEL" in Mail.objects.get(kind="signup.cancelled").calendar


class TestJoining:
    def test_only_with_a_place_and_by_a_button(self, client):
        webinar = make_session(None, kind="webinar", capacity=1, in_hours=0.5)
        holder, waiting = take(webinar, 1), take(webinar, 2)
        assert webinar.join_url not in client.get(own(holder)).content.decode()
        assert webinar.join_url in client.post(own(holder), {"act": "join"}).content.decode()
        refused = client.post(own(waiting), {"act": "join"})
        assert refused.status_code == 409
        assert webinar.join_url not in refused.content.decode()
        # The open door leads to the sign-up, where places are limited.
        door = client.post(reverse("coaching:join", args=[webinar.slug]))
        assert (door.status_code, door.url) == (302, address(webinar))


class TestList:
    def test_the_coordinator_cancels_one(self, cohort, coordinator, sign_in):
        webinar = make_session(cohort, kind="webinar", capacity=1)
        holder, waiting = take(webinar, 1), take(webinar, 2)
        browser = sign_in(coordinator)
        page = reverse("coaching:signup_cancel", args=[webinar.slug, holder.uuid])
        assert browser.get(page).status_code == 200
        assert state_of(holder) == State.CONFIRMED
        assert browser.post(page).status_code == 302
        assert browser.post(page).status_code == 404
        assert (state_of(holder), state_of(waiting)) == (State.CANCELLED, State.OFFERED)
        assert Act.objects.get(verb="signup.cancelled").actor == coordinator

    def test_who_sees_it(self, cohort, coordinator, coach, participant, newcomer, sign_in):
        webinar = make_session(cohort, kind="webinar", coach=coach)
        take(webinar, 1)
        for person, status in [(coordinator, 200), (coach, 200), (participant, 403)]:
            for name in ("signup_list", "signup_list_xlsx", "signup_list_csv"):
                page = reverse(f"coaching:{name}", args=[webinar.slug])
                response = sign_in(person).get(page)
                assert response.status_code == status
                close(response)
        csv = sign_in(coach).get(reverse("coaching:signup_list_csv", args=[webinar.slug]))
        assert "Vieras 1;p1@example.org" in csv.content.decode()

    def test_a_change_is_told_after_a_look_at_the_number(self, cohort, coordinator, sign_in):
        webinar = make_session(cohort, kind="webinar")
        holder = take(webinar, 1)
        ask(webinar, 2)
        change_session(session=webinar, by=coordinator, place="Kirjasto")
        browser, page = sign_in(coordinator), reverse("coaching:signup_tell", args=[webinar.slug])
        assert "Kirjasto" in browser.get(page).content.decode()
        for _twice in range(2):
            assert browser.post(page).status_code == 302
        assert kinds(holder).count("signup.changed") == 1
        assert "SEQUENCE:1" in Mail.objects.get(kind="signup.changed").calendar
        cancel_session(session=webinar, reason="Lumi", by=coordinator)
        browser.post(page)
        called_off = Mail.objects.get(kind="signup.called_off")
        assert "METHOD:CANCEL" in called_off.calendar
        assert "Lumi" in called_off.text

    @pytest.mark.parametrize("rows", [1, 4])
    def test_counts_its_queries(
        self, rows, cohort, coordinator, newcomer, sign_in, client, django_assert_max_num_queries
    ):
        webinar = make_session(cohort, kind="webinar", capacity=2)
        signups = [take(webinar, number) for number in range(rows)]
        browser, other = sign_in(coordinator), sign_in(newcomer)
        with django_assert_max_num_queries(12):
            browser.get(reverse("coaching:signup_list", args=[webinar.slug]))
        with django_assert_max_num_queries(12):
            other.get(address(webinar))
        with django_assert_max_num_queries(4):
            client.get(address(webinar))
        with django_assert_max_num_queries(4):
            client.get(own(signups[-1]))


class TestForgetting:
    def test_a_month_later_the_counts_stay(self, webinar):
        take(webinar, 1), take(webinar, 2), ask(webinar, 3)
        with time_machine.travel(webinar.ends_at + datetime.timedelta(days=29)):
            actions.forget_old()
            assert Signup.objects.exclude(email="").count() == 2
        with time_machine.travel(webinar.ends_at + datetime.timedelta(days=31)):
            actions.forget_old()
        assert not Signup.objects.exclude(email="", name="", person=None).exists()
        counts = queries.counts_of(webinar)
        assert (counts["confirmed"], counts["waitlisted"]) == (1, 1)
        assert not Mail.objects.exists()

    def test_an_erased_persons_place_goes_to_the_next(self, webinar, newcomer):
        actions.take_as_person(session=webinar, user=newcomer)
        waiting = take(webinar, 2)
        actions.erase_person(user=newcomer, addresses={newcomer.email})
        assert state_of(waiting) == State.OFFERED
        assert not Signup.objects.filter(email=newcomer.email).exists()

    def test_nobody_takes_a_place_in_an_archived_cohort(self, cohort):
        webinar = make_session(cohort, kind="webinar")
        signup = ask(webinar, 1)
        cohort.state = "archived"
        cohort.save()
        with pytest.raises(NotPossible):
            actions.take(signup=signup)


def test_a_guest_is_erased_alone(webinar):
    gone, stays = (
        Signup.objects.create(
            session=webinar, email=f"{name}@example.org", name=name, state=Signup.State.CONFIRMED
        )
        for name in ("lahteva", "jaava")
    )

    assert erase_guest(address="Lahteva@example.org") is True

    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.email, gone.name, gone.state) == ("", "", Signup.State.CANCELLED)
    assert (stays.email, stays.state) == ("jaava@example.org", Signup.State.CONFIRMED)
    assert erase_guest(address="lahteva@example.org") is False
