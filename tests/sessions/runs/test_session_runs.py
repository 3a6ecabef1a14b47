"""A method is opened in a session; what came of it is one of its materials."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from methods.runs import actions as runs
from sessions.runs.actions import open_in_session
from sessions.runs.models import SessionRun
from sessions.schedule.material_models import Material
from tests.method_factories import make_method
from tests.run_factories import answer, join, make_asking_method
from tests.session_factories import make_session
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return make_session(cohort)


def opened(session, by, slug="itu"):
    method = make_asking_method("lines", slug=slug)
    return open_in_session(session=session, method=method, by=by, matter=f"Piha {slug}")


def page(browser, session, end=""):
    return browser.get(f"/tapaamiset/{session.slug}/{end}").content.decode()


def test_a_method_is_opened_from_the_session(session, coordinator, sign_in):
    make_method(slug="itu", name="Itu-suunnittelupeli")
    browser = sign_in(coordinator)
    assert f"/tapaamiset/{session.slug}/menetelma/" in page(browser, session)
    assert "Itu-suunnittelupeli" in page(browser, session, "menetelma/")
    address = f"/tapaamiset/{session.slug}/menetelma/itu/"
    assert session.title in browser.get(address).content.decode()
    assert browser.post(address, {"matter": "", "way": "live"}).status_code == 422
    response = browser.post(address, {"matter": "Kirjaston piha", "way": "remote"})
    kept = SessionRun.objects.get()
    assert response.url == f"/toteutukset/{kept.run.uuid}/ohjaa/"
    assert (kept.session, kept.run.cohort, kept.run.host) == (
        session,
        session.cohort,
        coordinator,
    )
    assert Act.objects.filter(subject_uuid=session.uuid, verb="session.run_opened").count() == 1


def test_participants_join_from_the_session_while_it_goes_on(
    session, coordinator, participant, sign_in
):
    run = opened(session, coordinator)
    browser = sign_in(participant)
    for end in ("", "nyt/"):
        assert "Piha itu" in page(browser, session, end)
        assert f"/liity/{run.code}/" not in page(browser, session, end)
    runs.start_run(run=run, by=coordinator)
    for end in ("", "nyt/"):
        assert f"/liity/{run.code}/" in page(browser, session, end)
        assert "/ohjaa/" not in page(browser, session, end)
        assert f"/toteutukset/{run.uuid}/ohjaa/" in page(sign_in(coordinator), session, end)
    runs.end_run(run=run, by=coordinator)
    assert f"/liity/{run.code}/" not in page(browser, session)


def test_the_summary_becomes_a_material_once(session, coordinator, participant, sign_in):
    run = runs.start_run(run=opened(session, coordinator), by=coordinator)
    answer(run, join(run), text="Penkkejä rantaan")
    address = f"/tapaamiset/{session.slug}/toteutukset/{run.uuid}/kooste/"
    for _twice in range(2):
        assert sign_in(coordinator).post(address).status_code == 302
    material = Material.objects.get()
    assert (material.title, material.kind, material.phase) == ("Kooste: Piha itu", "file", "after")
    assert "Kooste: Piha itu" in page(sign_in(participant), session)
    file = b"".join(sign_in(participant).get(material.get_absolute_url()).streaming_content)
    assert file.startswith(b"%PDF")


def test_a_run_of_another_session_is_not_found(session, coordinator, sign_in):
    other = opened(make_session(session.cohort, title="Toinen"), coordinator)
    address = f"/tapaamiset/{session.slug}/toteutukset/{other.uuid}/kooste/"
    assert sign_in(coordinator).post(address).status_code == 404


@pytest.mark.parametrize("end", ["", "nyt/"])
def test_runs_cost_the_session_no_statement(session, coordinator, participant, sign_in, end):
    browser, counts = sign_in(participant), []
    for slugs in ((), ("a",), ("b", "c", "d")):
        for slug in slugs:
            runs.start_run(run=opened(session, coordinator, slug), by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            page(browser, session, end)
        counts.append(len(queries))
    # Who opens it for the first time is noted.
    assert counts[1] == counts[2] <= 12
