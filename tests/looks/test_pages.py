"""The gallery, the frame of pages, the error pages and the sign-in pages as they are served."""

import gzip
import re
from pathlib import Path

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from participants.accounts.models import User
from valmennus.shared.templatetags.portal_text import browser

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.fixture
def person(participant):
    participant.set_password("Valmennus-2026")
    participant.save()
    participant.replace_address(participant.email, verified=True)
    return participant


def test_gallery_is_for_staff(sign_in, editor, participant, guest):
    assert sign_in(editor).get(reverse("portal:styleguide")).status_code == 200
    assert sign_in(participant).get(reverse("portal:styleguide")).status_code == 404
    assert sign_in(guest).get(reverse("portal:styleguide")).status_code == 404


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_gallery_shows_every_component(sign_in, editor, language):
    User.objects.filter(pk=editor.pk).update(language=language)
    page = sign_in(editor).get(reverse("portal:styleguide"))
    html = page.content.decode()
    assert f'<html lang="{language}">' in html
    for name in (
        "page-header",
        "calendar-leaf",
        "empty",
        "notice",
        "pagination",
        "status",
        "answers",
        "tally",
    ):
        assert f'class="{name}' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_every_icon_that_is_named_is_drawn():
    sprite = (ROOT / "static/portal/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(
            r'components/icon.html" with name="([\w-]+)" only', template.read_text("utf-8")
        )
    }
    assert named <= drawn


def test_no_template_has_inline_script_or_style():
    """The policy of the pages forbids both; mails are read by programs that know nothing else."""
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        if not (template.parent.name == "layouts" and template.name.startswith("mail")):
            assert not re.search(r"\sstyle=|<style", text), template
        assert not re.search(r"\son\w+=\"", text), template
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag or 'type="application/json"' in tag, template


def test_first_view_is_light():
    """Everything that a page asks for, as it travels, beside some 15 kB of the page itself."""
    packed = [
        ROOT / "static/portal" / name
        for name in ("portal.css", "portal.js", "icons.svg", "favicon.svg")
    ]
    size = sum(len(gzip.compress(path.read_bytes())) for path in packed)
    size += sum(path.stat().st_size for path in (ROOT / "static/vendor").rglob("*.woff2"))
    size += len(gzip.compress((ROOT / "static/vendor/htmx/htmx.min.js").read_bytes()))
    assert size <= 145_000


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "413", "429", "500"])
def test_error_page_is_in_the_persons_language(name, language, db):
    request = RequestFactory().get("/")
    with translation.override(language):
        context = {} if name == "500" else {"request": request}
        html = render_to_string(f"{name}.html", context)
    assert f'<html lang="{language}">' in html
    html = " ".join(html.split())
    heading = re.search(r"<h1>([^<]+)</h1>", html).group(1).strip()
    assert re.search(rf"<title>\s*{heading}\s*– Valmennus</title>", html)
    with translation.override("en"):
        english = render_to_string(f"{name}.html", context)
    first = re.search(r"<h1>([^<]+)</h1>", " ".join(english.split())).group(1).strip()
    assert (heading == first) is (language == "en")


def test_sign_in_page_has_the_code_form_first(client, db):
    html = client.get(reverse("account_login") + "?next=/oma/").content.decode()
    code, password = html.index('action="/tili/login/code/'), html.index('action="/tili/login/"')
    assert code < password
    assert html.count('name="next" value="/oma/"') >= 2
    assert html.index('name="email"') < password < html.index('name="password"')


def test_signing_in_by_code(client, person):
    page = client.post("/tili/login/code/", {"email": person.email}, follow=True)
    html = page.content.decode()
    assert 'autocomplete="one-time-code"' in html
    [letter] = mail.outbox
    assert letter.subject == "Kirjautumiskoodisi Valmennukseen"
    assert letter.to == [person.email]
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", letter.body, re.MULTILINE).group()
    assert letter.body.startswith("Hei Aino,\n\nKirjautumiskoodisi:\n\n" + code)

    refused = client.post("/tili/login/code/confirm/", {"code": "AAAA"})
    assert 'href="#id_code"' in refused.content.decode()
    assert "_auth_user_id" not in client.session

    client.post("/tili/login/code/confirm/", {"code": code.lower().replace("-", "")})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_by_password(client, person):
    refused = client.post("/tili/login/", {"login": person.email, "password": "wrong"})
    assert 'role="alert"' in refused.content.decode()
    client.post("/tili/login/", {"login": person.email, "password": "Valmennus-2026"})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_up_asks_for_the_address_alone(client, db):
    html = client.get(reverse("account_signup")).content.decode()
    assert 'name="email"' in html
    assert 'type="password"' not in html
    client.post(reverse("account_signup"), {"email": "uusi@example.org"})
    [letter] = mail.outbox
    assert letter.subject == "Vahvista sähköpostiosoitteesi"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_notice_of_a_changed_password_tells_what_to_do(client, person, language):
    User.objects.filter(pk=person.pk).update(language=language)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "Valmennus-2026",
            "password1": "Uusi-salasana-1",
            "password2": "Uusi-salasana-1",
        },
    )
    [letter] = mail.outbox
    with translation.override(language):
        assert letter.subject == translation.gettext("Your password was changed")
    assert "127.0.0.1" in letter.body
    assert "\n\n\n" not in letter.body


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "account_logout",
        "mfa_index",
        "mfa_list_webauthn",
        "usersessions_list",
    ],
)
def test_own_sign_in_pages_open(client, person, name):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert len(re.findall("<h1", page.content.decode())) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/2010 Firefox/140.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
    ],
)
def test_browser_in_words(said, words):
    assert browser(said) == words


def test_browser_that_says_nothing():
    with translation.override("en"):
        assert browser("") == browser(None) == "Unknown browser"


def test_the_gallery_shows_what_was_answered(sign_in, editor):
    html = sign_in(editor).get("/tyyli/").content.decode()
    for words in ("Valtuutettu koulun välitunnilla", "Pöytä 2", "Lempipaikkani", "M200 700"):
        assert words in html
