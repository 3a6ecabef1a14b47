"""Every page of the access table as axe sees it: accessible, and nothing over the edge.

CI looks at a small light and a large dark screen; `make audit` at six, and keeps the pictures in
`var/audit/` for people to look at.
"""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import sync_playwright

from deploy.local.libraries import chromium
from participants.accounts.models import User
from participants.cohorts.models import Cohort
from participants.organisations.models import Organisation
from sessions.schedule.models import CoachingSession
from tests.looks.stage import SCREENS, Stage, picture_of
from valmennus.shared.http import UNPROCESSABLE

from .test_access import ROWS, close

pytestmark = pytest.mark.browser

# Who sees the most comes first; a participant's and a guest's view of a page differ from theirs.
VIEWERS = ("coordinator", "coach", "participant", "editor", "admin", "guest")


@pytest.fixture
def pages(world, sign_in):
    """`{"page as who": HTML}` for every page that somebody may open, and each refused form."""
    Cohort.objects.filter(pk=world.cohort.pk).update(
        name="Viisaat päät yhteen: osallisuus kuuluu kaikille, kevät 2027 (pohjoinen ryhmä)"
    )
    Organisation.objects.filter(teams=world.team).update(
        name_fi="Etelä-Karjalan hyvinvointialue", name_sv="Södra Karelens välfärdsområde"
    )
    User.objects.filter(pk=world.participant.pk).update(
        given_name="Anna-Kristiina", family_name="Kuvitteellinen-Esimerkkiläinen"
    )
    CoachingSession.objects.filter(cohort=world.cohort).update(
        title="Menetelmät käteen: Itu ja dialogikortit Pedersören kunnan työryhmille"
    )
    browsers = {name: sign_in(getattr(world, name)) for name in VIEWERS}
    found = {}
    for row in ROWS:
        address = reverse(row.name, args=row.args(world))
        seen = []
        for name in VIEWERS:
            if getattr(row, name) not in {200, UNPROCESSABLE}:
                continue
            html = html_of(browsers[name], row.method, address, row.data(world))
            # The same page but for the name in its head is looked at once.
            if html and not (name != "participant" and seen):
                found[f"{row.name} {row.note} as {name}"] = html
                seen.append(name)
            if row.method == "get" and html and name == seen[0]:
                refused = html_of(browsers[name], "post", address, {}, status=UNPROCESSABLE)
                if refused:
                    found[f"{row.name} {row.note} refused"] = refused
    return found


def html_of(browser, method, address, data, status=None):
    """The page as text, None where the answer is a file; whatever the request did is undone."""
    before = transaction.savepoint()
    response = getattr(browser, method)(address, data)
    page = response["Content-Type"].startswith("text/html")
    fits = status is None or response.status_code == status
    html = b"".join(response).decode() if page and fits else None
    close(response)
    transaction.savepoint_rollback(before)
    return html if html and "<html" in html else None


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_page_is_accessible(pages, width, scheme):
    faults = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        stage = Stage(browser, width=width, scheme=scheme)
        for name, html in pages.items():
            if found := stage.faults_of(html, picture_of(name, width, scheme)):
                faults[name] = found
        browser.close()
    assert not faults, "\n".join(f"{name}: {found}" for name, found in faults.items())
