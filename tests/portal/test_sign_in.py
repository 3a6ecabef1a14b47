"""What a stranger can try at the door, and learn there."""

import re
import time

import pytest
from django.core import mail
from django.urls import reverse

pytestmark = pytest.mark.django_db


def ask_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def guess(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)


def code_of(message):
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", message.body).group()


def test_a_code_stands_three_guesses(client, participant):
    ask_code(client, participant.email)
    code = code_of(mail.outbox[-1])

    for _try in range(3):
        guess(client, "AAAAAA")
    late = guess(client, code)

    assert "_auth_user_id" not in client.session
    assert late.status_code == 200


def test_the_code_signs_in_to_a_new_session(client, participant):
    ask_code(client, participant.email)
    before = client.session.session_key

    guess(client, code_of(mail.outbox[-1]))

    assert client.session["_auth_user_id"] == str(participant.pk)
    assert client.session.session_key != before


def test_codes_are_not_sent_without_end(client, participant):
    for _try in range(8):
        ask_code(client, participant.email)

    assert len(mail.outbox) <= 5


@pytest.mark.parametrize("address", ["account_request_login_code", "account_reset_password"])
def test_known_and_unknown_addresses_get_the_same_answer(client, participant, address):
    answers = [
        client.post(reverse(address), {"email": email})
        for email in [participant.email, "outo@example.org"]
    ]

    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {
        (302, answers[0].headers["Location"])
    }


def test_they_take_the_same_time(client, participant, settings):
    settings.EVEN_ANSWER_SECONDS = 0.3
    started = time.monotonic()

    client.post(reverse("account_signup"), {"email": participant.email})

    assert time.monotonic() - started >= 0.3
