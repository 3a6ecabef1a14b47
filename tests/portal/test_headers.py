"""What every answer carries, whatever it is."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.test_access import close

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("guest", "/", 200),
        ("guest", "/ei/ole/", 404),
        ("guest", "/oma/", 302),
        ("guest", "/tili/login/", 200),
        ("participant", "people", 403),
        ("outsider", "people", 404),
        ("coordinator", "people", 200),
        ("coordinator", "people_csv", 200),
        ("coordinator", "people_xlsx", 200),
        ("guest", "/terveys/", 503),
    ],
)
def test_every_answer_is_guarded(request, cohort, sign_in, name, address, status):
    if not address.startswith("/"):
        address = reverse(f"enrolment:{address}", args=[cohort.slug])

    response = sign_in(request.getfixturevalue(name)).get(address)
    close(response)

    assert response.status_code == status
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    if name != "guest":
        assert response.headers["Cache-Control"] == "private, no-cache"


def test_so_is_a_broken_page(monkeypatch, sign_in, participant):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("valmennus.portal.views.my_enrolments", broken)
    browser = Client(raise_request_exception=False)
    browser.force_login(participant)

    response = browser.get("/oma/")

    assert response.status_code == 500
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
