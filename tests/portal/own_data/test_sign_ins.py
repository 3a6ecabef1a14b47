"""Where a person is signed in: seen, and ended in one browser or in all others."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.portal.kept.test_kept import text_of
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db

PASSWORD = "Hyva-salasana-2026"


@pytest.fixture
def browsers(participant):
    """Two browsers in which the person has signed in by the page."""
    participant.set_password(PASSWORD)
    participant.save()
    participant.emailaddress_set.update(verified=True)
    found = [Client(HTTP_USER_AGENT=f"Firefox/{number}") for number in range(2)]
    for one in found:
        typed = {"login": participant.email, "password": PASSWORD}
        one.post(reverse("account_login"), typed)
        assert one.get("/oma/").status_code == 200
    return found


def session_of(browser):
    return UserSession.objects.get(session_key=browser.session.session_key)


def test_all_others_are_really_signed_out(browsers):
    this, other = browsers

    this.post(reverse("usersessions_list"))

    assert this.get("/oma/").status_code == 200
    assert other.get("/oma/").status_code == 302


def test_one_is_signed_out_and_it_is_noted(browsers, participant):
    this, other = browsers
    number = session_of(other).pk

    answer = this.post(reverse("portal:end_sign_in"), {"session": number}, follow=True)

    assert "kirjattu ulos" in text_of(answer)
    assert other.get("/oma/").status_code == 302
    assert this.get("/oma/").status_code == 200
    this.post(reverse("portal:end_sign_in"), {"session": number})
    assert Act.objects.get(verb="person.sign_in_ended").actor == participant


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "1\x00"])
def test_nonsense_ends_nothing(browsers, number):
    browsers[0].post(reverse("portal:end_sign_in"), {"session": number})

    assert all(one.get("/oma/").status_code == 200 for one in browsers)


def test_nobody_ends_anothers(browsers, sign_in, peer):
    sign_in(peer).post(reverse("portal:end_sign_in"), {"session": session_of(browsers[0]).pk})

    assert browsers[0].get("/oma/").status_code == 200
    assert not Act.objects.filter(verb="person.sign_in_ended").exists()


def test_a_new_password_ends_the_others(browsers):
    this, other = browsers
    typed = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}

    this.post(reverse("account_change_password"), typed)

    assert this.get("/oma/").status_code == 200
    assert other.get("/oma/").status_code == 302


def test_the_page_says_how_long_a_sign_in_lasts(browsers):
    page = text_of(browsers[0].get(reverse("usersessions_list")))

    assert settings.SESSION_COOKIE_AGE == 30 * 24 * 60 * 60
    assert "kolmekymmentä päivää" in page
    assert "Tämä" in page
