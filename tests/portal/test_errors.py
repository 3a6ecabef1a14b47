"""Refusals and failures speak in words and keep the look, also while the database is away."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from tests.session_factories import make_session

LOOK = ['class="masthead"', 'class="wordmark"', "portal/portal.css", "<h1"]


@pytest.fixture
def no_database(monkeypatch):
    """Every statement fails, and so does every new connection."""

    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", away)
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)


def looks_right(response, *words):
    html = response.content.decode()
    assert response["Content-Type"].startswith("text/html")
    assert [part for part in [*LOOK, *words] if part not in html] == []
    assert re.search(r'<a class="button"[^>]* href="/', html)
    assert "default-src 'self'" in response["Content-Security-Policy"]
    return html


def ask_broken(browser, address, **headers):
    browser.raise_request_exception = False
    return browser.get(address, headers=headers)


class TestWithoutDatabase:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fi", "Jokin meni rikki meidän päässämme"),
            ("sv-FI,sv;q=0.9", "Något gick sönder hos oss"),
            ("en", "Something broke on our side"),
        ],
    )
    def test_a_guest_gets_500_in_the_browsers_language(self, no_database, language, words):
        response = ask_broken(Client(), "/", **{"accept-language": language})

        assert response.status_code == 500
        html = looks_right(response, words)
        assert f'<html lang="{language[:2]}">' in html
        assert html.index(words) < html.index('<p class="muted" lang=')

    def test_the_chosen_language_goes_before_the_browsers(self, no_database):
        browser = Client()
        browser.cookies["django_language"] = "sv"

        response = ask_broken(browser, "/", **{"accept-language": "en"})

        assert '<html lang="sv">' in looks_right(response)

    @pytest.mark.parametrize("address", ["/oma/", "/ei/ole/", "/tili/login/", "/hallinta/"])
    def test_so_does_one_who_has_signed_in(self, no_database, address):
        browser = Client()
        browser.cookies["sessionid"] = "x" * 32
        browser.cookies["kept_forms"] = "y"

        response = ask_broken(browser, address)

        assert response.status_code == 500
        looks_right(response, "Vika ei ole sinun")

    def test_a_form_that_is_sent_meanwhile_too(self, no_database):
        browser = Client(raise_request_exception=False)
        browser.cookies["sessionid"] = "x" * 32

        response = browser.post("/oma/tiedot/", {"given_name": "Aino"})

        assert response.status_code == 500
        looks_right(response, "kirjoittamasi on yleensä tallella")

    def test_pages_that_ask_nothing_are_as_always(self, no_database):
        browser = Client()

        assert looks_right(
            browser.get("/ei/ole/"), "Sivua ei löydy", "Saavutettavuus", "In English"
        )
        assert browser.get("/oma/").url == "/tili/login/?next=/oma/"
        assert looks_right(browser.get("/kieli/"), "Tätä sivua ei voi avata näin")
        assert looks_right(Client(enforce_csrf_checks=True).post("/kieli/"), "evästeet")


@pytest.mark.parametrize("name", ["away", "too-large"])
def test_the_web_server_in_front_has_words_of_its_own(name):
    path = f"portal/{name}.html"
    html = Path(finders.find(path)).read_text(encoding="utf-8")

    assert f"/static/{path}" in Path("deploy/nginx.conf").read_text(encoding="utf-8")
    for part in ["<h1>", 'class="masthead"', 'lang="sv"', 'lang="en"']:
        assert part in html
    assert "style=" not in html


@pytest.mark.django_db
class TestRefusals:
    def test_a_broken_page_asks_nothing_of_the_database(
        self, sign_in, participant, monkeypatch, django_assert_num_queries
    ):
        def broken(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr("valmennus.portal.views.map_of_rounds", broken)
        monkeypatch.setattr("valmennus.portal.views.open_cohorts", broken)
        browser = Client(raise_request_exception=False)

        with django_assert_num_queries(0):
            response = browser.get("/")

        assert response.status_code == 500
        looks_right(response)

    def test_what_may_not_be_done_says_why(self, sign_in, coordinator, participant, cohort):
        add = reverse("enrolment:add", args=[cohort.slug])
        looks_right(sign_in(participant).get(add), "Kysy valmennuksesi koordinaattorilta")

        cohort.state = "archived"
        cohort.save()

        looks_right(sign_in(coordinator).get(add), "on arkistoitu")

    @pytest.mark.parametrize("length", [5_000, 10_000, 60_000])
    def test_a_long_address_is_answered_in_words(self, client, length):
        for address in [f"/{'x' * length}/", f"/menetelmat/{'x' * length}/", f"/?q={'x' * length}"]:
            response = client.get(address)
            assert response.status_code in {200, 404}
            assert "<h1" in response.content.decode()

    def test_too_much_text_is_413_in_words(self, sign_in, participant):
        response = sign_in(participant).post("/oma/tiedot/", {"title": "x" * 3_000_000})

        assert response.status_code == 413
        looks_right(response, "Lähettämäsi on liian suuri", "Kirjaudu ulos")

    def test_too_many_fields_are_400_in_words(self, sign_in, participant):
        fields = {f"f{number}": "1" for number in range(2100)}

        response = sign_in(participant).post("/oma/tiedot/", fields)

        assert response.status_code == 400
        looks_right(response, "Pyyntöä ei ymmärretty")

    def test_another_host_is_400_in_words(self, client):
        response = client.get("/", headers={"host": "evil.example"})

        assert response.status_code == 400
        looks_right(response, "Pyyntöä ei ymmärretty")

    def test_a_file_of_40_megabytes_is_refused_in_the_form(self, sign_in, coordinator, cohort):
        session = make_session(cohort)
        address = reverse("coaching:material_new", args=[session.slug]) + "?laji=file"
        large = SimpleUploadedFile("iso.pdf", b"%PDF-" + b"0" * (40 * 1024 * 1024))

        response = sign_in(coordinator).post(address, {"title": "Iso tiedosto", "file": large})

        html = response.content.decode()
        assert response.status_code == 422
        assert "suurempi kuin 25 Mt" in html
        assert 'value="Iso tiedosto"' in html
        assert not session.materials.exists()

    def test_too_many_tries_are_429_in_words(self, client, settings):
        settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
        cache.clear()

        answers = [
            client.post(reverse("account_signup"), {"email": f"a{number}@example.org"})
            for number in range(3)
        ]

        assert [answer.status_code for answer in answers] == [302, 302, 429]
        looks_right(answers[-1], "Odota muutama minuutti")

    def test_the_address_of_a_button_says_so(self, sign_in, participant):
        response = sign_in(participant).get(reverse("portal:export_own_data"))

        assert (response.status_code, response["Allow"]) == (405, "POST")
        looks_right(response, "Osoite kuuluu painikkeelle")
