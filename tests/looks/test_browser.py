"""Pages in a real browser: axe finds nothing, nothing is over the edge, targets are large enough.

The pages are fetched beforehand and handed to the browser, so that no server is needed.
"""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import sync_playwright

from deploy.local.libraries import chromium
from tests.session_factories import make_session
from valmennus.portal.pages.actions import load_pages
from valmennus.shared import search_index

from .stage import SCREENS, Stage, picture_of

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(client, sign_in, editor, participant, cohort):
    """Name → HTML: the gallery and the sign-in pages, refused ones included."""
    participant.set_password("Valmennus-2026")
    participant.save()
    participant.replace_address(participant.email, verified=True)
    answers = {
        "gallery": sign_in(editor).get("/tyyli/"),
        "sign-in": client.get("/tili/login/"),
        "sign-in refused": client.post("/tili/login/", {"login": "aino@", "password": ""}),
        "code refused": client.post("/tili/login/code/", {"email": "aino@"}),
        "sign-up": client.get("/tili/signup/"),
        "reset": client.get("/tili/password/reset/"),
        "no such page": client.get("/ei-ole/"),
    }
    client.post("/tili/login/code/", {"email": participant.email})
    answers["confirm"] = client.get("/tili/login/code/confirm/")
    answers["confirm refused"] = client.post("/tili/login/code/confirm/", {"code": "AAAA"})
    own = sign_in(participant)
    own.post("/tili/reauthenticate/", {"password": "Valmennus-2026"})
    answers["address"] = own.get("/tili/email/")
    answers["password"] = own.post("/tili/password/change/", {})
    answers["protection"] = own.get("/tili/2fa/")
    answers["application"] = own.post("/tili/2fa/totp/activate/", {"code": "1"})
    answers["key"] = own.get("/tili/2fa/webauthn/add/")
    answers["sign-ins"] = own.get("/tili/sessions/")
    load_pages()
    answers["statement"] = client.get("/saavutettavuus/")
    answers["feedback"] = client.get("/saavutettavuus/palaute/")
    answers["feedback refused"] = client.post("/saavutettavuus/palaute/", {"email": "aino@"})
    answers["privacy"] = client.get("/tietosuoja/")
    answers["held of me"] = own.get("/oma/tiedot/kaikki/")
    own.post("/oma/tiedot/mukaan/kokoa/")
    answers["packages"] = own.get("/oma/tiedot/mukaan/")
    answers["erasure"] = own.get("/oma/tiedot/poista/")
    answers["button's address"] = client.get("/kieli/")
    for number in range(6):
        make_session(
            cohort, title=f"Kokeilu {number} {'osallisuussuunnitelma' * 2}", draft=not number
        )
    search_index.renew()
    answers["search"] = sign_in(editor).get("/etsi/")
    answers["found"] = own.get("/etsi/?q=kokeilu")
    answers["nothing found"] = own.get("/etsi/?q=kokeilv")
    answers["search refused"] = own.get("/etsi/", {"q": "x" * 300})
    pages = {name: answer.content.decode() for name, answer in answers.items()}
    return pages | {"broken": render_to_string("500.html")}


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_are_accessible(pages, width, scheme):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        stage = Stage(browser, width=width, scheme=scheme)
        found = {
            name: faults
            for name, html in pages.items()
            if (faults := stage.faults_of(html, picture_of(name, width, scheme)))
        }
        browser.close()
    assert not found, "\n".join(f"{name}: {faults}" for name, faults in found.items())


def test_refused_form_begins_from_the_summary_and_leads_to_the_field(pages):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        stage = Stage(browser)
        stage.show(pages["gallery"])
        focused = "document.activeElement"
        assert stage.page.evaluate(f"{focused}.className") == "error-summary"
        stage.page.keyboard.press("Tab")
        stage.page.keyboard.press("Enter")
        assert stage.page.evaluate(f"{focused}.id") == "id_name"
        browser.close()
