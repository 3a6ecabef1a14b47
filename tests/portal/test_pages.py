"""The roof's pages: my page, own data, language, looking as a participant, health."""

import datetime

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participants.accounts.models import User
from participants.cohorts.mails import TASK
from tests.factories import enrol, give_role, make_cohort, make_team, make_user, worker_beats
from valmennus.shared import post
from valmennus.shared.models import Mail

pytestmark = pytest.mark.django_db


class TestOwnData:
    def typed(self, **changes):
        return {
            "given_name": "Aino",
            "family_name": "Uusinimi",
            "phone": "050 1234567",
            "language": "sv",
            "organisation": "Sodankylä",
            "role": "employee",
            "title": "",
        } | changes

    def test_it_is_saved_with_the_language(self, sign_in, participant):
        browser = sign_in(participant)

        response = browser.post(reverse("portal:own_data"), self.typed())

        participant.refresh_from_db()
        assert (participant.family_name, participant.language) == ("Uusinimi", "sv")
        assert participant.affiliation.role == "employee"
        assert response.cookies["django_language"].value == "sv"

    def test_nobody_elses_data_is_reached(self, sign_in, participant, teammate):
        sign_in(participant).post(reverse("portal:own_data"), self.typed())

        teammate.refresh_from_db()
        assert teammate.family_name == "Malliksi"

    def test_bad_input_is_refused(self, sign_in, participant):
        response = sign_in(participant).post(
            reverse("portal:own_data"), self.typed(phone="abc", organisation="Ei tällaista")
        )

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"phone", "organisation"}
        participant.refresh_from_db()
        assert participant.family_name == "Esimerkki"


class TestLanguage:
    def test_the_choice_is_kept_on_the_account_and_in_a_cookie(self, sign_in, participant):
        browser = sign_in(participant)

        response = browser.post(reverse("portal:set_language"), {"language": "sv", "next": "/oma/"})

        participant.refresh_from_db()
        assert (response.url, participant.language) == ("/oma/", "sv")
        assert 'lang="sv"' in browser.get("/oma/").content.decode()

    def test_an_account_brings_its_language_to_a_new_browser(self, sign_in, participant):
        User.objects.filter(pk=participant.pk).update(language="en")

        assert 'lang="en"' in sign_in(participant).get("/oma/").content.decode()

    def test_the_browser_decides_before_a_choice(self, client):
        page = client.get("/", headers={"accept-language": "sv-FI,sv;q=0.9"})

        assert 'lang="sv"' in page.content.decode()

    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:1",
            "a\0b",
            "a:b",
        ],
    )
    def test_it_leads_nowhere_else(self, client, target):
        response = client.post(reverse("portal:set_language"), {"language": "fi", "next": target})

        assert response.url == "/"

    def test_an_unknown_language_is_not_found(self, client):
        assert client.post(reverse("portal:set_language"), {"language": "xx"}).status_code == 404


class TestViewingAsParticipant:
    def test_it_shows_less_changes_nothing_and_ends(self, sign_in, coordinator, cohort):
        browser = sign_in(coordinator)
        cockpit = reverse("portal:cockpit", args=[cohort.slug])
        assert browser.get(cockpit).status_code == 200

        browser.post(reverse("portal:view_as_participant"))

        page = browser.get(cohort.get_absolute_url())
        assert page.status_code == 200
        assert page.context["coordinates"] is False
        assert browser.get(cockpit).status_code == 403
        refused = browser.post(reverse("portal:own_data"), {"given_name": "X", "family_name": "Y"})
        assert refused.status_code == 403
        coordinator.refresh_from_db()
        assert coordinator.given_name == "Kaisa"

        browser.post(reverse("portal:stop_viewing_as"))

        assert browser.get(cockpit).status_code == 200

    def test_the_administration_is_closed_meanwhile(self, sign_in, admin):
        browser = sign_in(admin)
        browser.post(reverse("portal:view_as_participant"))
        merge = reverse("portal:merge", args=[admin.uuid])

        statuses = [browser.get(page).status_code for page in ["/hallinta/", merge]]

        assert statuses == [403, 403]


def test_what_a_person_sees_is_kept_by_no_one_else(sign_in, participant, client):
    browser = sign_in(participant)

    assert browser.get("/oma/").headers["Cache-Control"] == "private, no-cache"
    assert "Cache-Control" not in client.get("/").headers
    left = browser.post(reverse("account_logout"))
    assert left.headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "messages"])
def test_a_broken_cookie_is_left_out(client, name):
    response = client.get("/oma/", headers={"cookie": f'{name}="abcdefgh\\000ijkl"'})

    assert response.status_code == 302


def test_my_page_waits_for_a_name(sign_in):
    nameless = make_user(given_name="", family_name="")

    waiting = sign_in(nameless).get(reverse("portal:my_page")).context["waiting"]

    assert [thing["url"] for thing in waiting] == [reverse("portal:own_data")]


def test_my_page_shows_the_newest_cohorts_team(sign_in, participant, team, teammate):
    page = sign_in(participant).get(reverse("portal:my_page"))

    assert page.context["team"] == team
    assert "Mikko Malliksi" in page.content.decode()


def test_health_says_no_details_to_strangers(client, sign_in, admin):
    worker_beats()

    assert client.get(reverse("portal:health")).json() == {"status": "ok"}
    assert set(sign_in(admin).get(reverse("portal:health")).json()["checks"]) >= {
        "database",
        "migrations",
        "disk",
    }


def test_health_costs_strangers_four_statements(client, django_assert_max_num_queries):
    worker_beats()

    with django_assert_max_num_queries(4):
        assert client.get(reverse("portal:health")).status_code == 200


def test_health_tells_that_the_database_is_away(sign_in, admin, monkeypatch):
    def away(*args):
        raise OperationalError("gone")

    monkeypatch.setattr("valmennus.portal.health._migrations", away)

    checks = sign_in(admin).get(reverse("portal:health")).json()["checks"]

    assert checks["database"]["ok"] is False


def test_health_fails_without_a_worker(client, sign_in, admin):
    response = sign_in(admin).get(reverse("portal:health"))

    assert response.status_code == 503
    assert response.json()["checks"]["worker"]["ok"] is False
    assert client.get(reverse("portal:health")).json() == {"status": "failing"}


def test_health_tells_of_mail_that_does_not_go(sign_in, admin):
    worker_beats()
    post.send(TASK, to=admin, values={})
    browser = sign_in(admin)

    def mail():
        return browser.get(reverse("portal:health")).json()["checks"]["mail"]

    assert mail()["ok"] is True
    Mail.objects.update(attempts=5, trouble="421 Later")
    assert mail() == {
        "ok": False,
        "says": "Mail does not go out; the mail server says: 421 Later",
    }
    Mail.objects.update(attempts=0, due_at=timezone.now() - datetime.timedelta(hours=1))
    assert mail()["ok"] is False


def test_staff_need_a_second_factor_where_the_setting_asks(sign_in, admin, settings):
    assert sign_in(admin).get("/hallinta/").status_code == 200

    settings.STAFF_MFA = True

    assert sign_in(admin).get("/hallinta/").url == reverse("mfa_index")


def test_the_administration_has_no_door_of_its_own(client):
    response = client.get("/hallinta/login/")

    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(
    ("page", "most"), [("my_page", 12), ("cohort", 9), ("cockpit", 9), ("coordination", 9)]
)
def test_statements_of_signed_in_pages(sign_in, page, most, rows, django_assert_max_num_queries):
    person = make_user()
    cohort = make_cohort()
    give_role(person, cohort, "coordinator")
    enrol(person, make_team(cohort))
    for _ in range(rows - 1):
        other = make_cohort()
        give_role(person, other, "coordinator")
        enrol(person, make_team(other))
        enrol(make_user(), make_team(cohort))
    browser = sign_in(person)
    args = [cohort.slug] if page in {"cohort", "cockpit"} else []

    with django_assert_max_num_queries(most):
        browser.get(reverse(f"portal:{page}", args=args))


@pytest.mark.parametrize("page", ["front", "programmes"])
@pytest.mark.parametrize("rows", [1, 4])
def test_statements_of_public_pages(client, page, rows, django_assert_max_num_queries):
    for _ in range(rows):
        make_cohort(state="open")
    # The first view in ten minutes draws the map.
    client.get(reverse(f"portal:{page}"))

    with django_assert_max_num_queries(4):
        client.get(reverse(f"portal:{page}"))


@pytest.mark.parametrize("address", ["/ei/ole/", "/ei/" + "x" * 10000 + "/", "/%ff/%00/"])
def test_an_unknown_address_is_404_in_words(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_an_expired_form_is_403_in_words(sign_in, participant):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(participant)

    response = browser.post(reverse("portal:own_data"), {})

    assert response.status_code == 403
    assert "<h1" in response.content.decode()
