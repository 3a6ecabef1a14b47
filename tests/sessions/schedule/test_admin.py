import pytest
from django.urls import reverse

from sessions.schedule.models import CoachingSession
from tests.session_factories import make_session
from valmennus.shared.models import Act

EMPTY = {
    f"{prefix}-{name}": value
    for prefix in ("coaches", "agenda", "materials")
    for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()
}
FIELDS = {
    "offer_hours": "24",
    "title": "Osallisuuskahvit",
    "slug": "osallisuuskahvit",
    "summary": "",
    "starts_at_0": "1.12.2026",
    "starts_at_1": "9.00",
    "ends_at_0": "1.12.2026",
    "ends_at_1": "10.00",
    "mode": "remote",
    "place": "",
    "join_url": "",
}


@pytest.fixture
def browser(admin, sign_in):
    return sign_in(admin)


def test_an_editor_makes_and_publishes_a_webinar(browser, admin):
    browser.post(reverse("admin:coaching_coachingsession_add"), FIELDS | EMPTY)

    webinar = CoachingSession.objects.get()
    assert (webinar.kind, webinar.cohort, webinar.is_published) == ("webinar", None, False)
    browser.post(
        reverse("admin:coaching_coachingsession_changelist"),
        {"action": "publish", "_selected_action": [webinar.pk]},
    )
    webinar.refresh_from_db()
    assert webinar.published_by == admin
    verbs = Act.objects.of(webinar).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["session.created", "session.published"]


def test_a_new_time_raises_the_sequence(browser):
    webinar = make_session(None, kind="webinar", slug="osallisuuskahvit")
    material = {
        "materials-TOTAL_FORMS": 1,
        "materials-0-title": "Tallenne",
        "materials-0-kind": "recording",
        "materials-0-url": "https://example.org/v",
        "materials-0-language": "fi",
        "materials-0-phase": "after",
        "materials-0-order": "1",
    }

    browser.post(
        reverse("admin:coaching_coachingsession_change", args=[webinar.pk]),
        FIELDS | EMPTY | material,
    )

    webinar.refresh_from_db()
    assert webinar.sequence == 1
    assert webinar.materials.get().added_by.email == "yllapito@example.org"


def test_sessions_of_cohorts_are_not_here(cohort, browser):
    session = make_session(cohort, title="Ryhmän tapaaminen")

    listed = browser.get(reverse("admin:coaching_coachingsession_changelist"))

    assert "Ryhmän tapaaminen" not in listed.content.decode()
    change = reverse("admin:coaching_coachingsession_change", args=[session.pk])
    assert browser.get(change).status_code == 302
    assert browser.get(reverse("admin:coaching_sessiontemplate_changelist")).status_code == 200


@pytest.mark.parametrize(
    "faulty",
    [
        {"starts_at_0": "1.1.0001"},
        {"ends_at_0": "31.12.9999", "ends_at_1": "23.59"},
        {"ends_at_1": "8.00"},
        {"materials-TOTAL_FORMS": 1, "materials-0-title": "a", "materials-0-kind": "file"},
        {"materials-TOTAL_FORMS": 1, "materials-0-title": "a", "materials-0-kind": "link"},
        {"coaches-TOTAL_FORMS": 1, "coaches-0-order": 1, "coaches-0-title": "nimetön"},
    ],
)
def test_faulty_input_is_told_and_nothing_is_saved(browser, faulty):
    others = {"materials-0-language": "fi", "materials-0-phase": "after", "materials-0-order": 1}

    response = browser.post(
        reverse("admin:coaching_coachingsession_add"), FIELDS | EMPTY | others | faulty
    )

    assert response.status_code == 200
    assert response.context["errors"]
    assert not CoachingSession.objects.exists()
