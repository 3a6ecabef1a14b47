"""A cohort's own data, its state, and who runs it."""

import pytest
from django.core import mail
from django.urls import reverse

from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole, ProgrammeRole
from tests.factories import give_role, make_user
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def kaisa(sign_in, coordinator):
    """The coordinator's browser."""
    return sign_in(coordinator)


def address(name, cohort, *more):
    return reverse(f"cohorts:{name}", args=[cohort.slug, *more])


def typed(cohort, **changes):
    return {
        "name": "Uusi nimi",
        "summary": "",
        "starts_on": "24.11.2026",
        "ends_on": "31.1.2027",
        "seen": cohort.changed_at.isoformat(),
    } | changes


def test_name_and_dates_change_and_the_history_says_what(kaisa, cohort, coordinator):
    kaisa.post(address("settings", cohort), typed(cohort))

    cohort.refresh_from_db()
    assert (cohort.name, str(cohort.ends_on)) == ("Uusi nimi", "2027-01-31")
    act = Act.objects.get(verb="cohort.changed")
    assert act.actor == coordinator
    assert act.data["starts_on"] == ["2026-09-01", "2026-11-24"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("starts_on", "31.2.2027"),
        ("starts_on", "1.1.0001"),
        ("ends_on", "31.12.9999"),
        ("ends_on", "1.1.2020"),
        ("name", ""),
        ("name", "x" * 121),
    ],
)
def test_wrong_dates_and_texts_are_refused(kaisa, cohort, field, text):
    response = kaisa.post(address("settings", cohort), typed(cohort, **{field: text}))

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    cohort.refresh_from_db()
    assert cohort.name != "Uusi nimi"


def test_a_stale_form_shows_what_stands(kaisa, cohort):
    Cohort.objects.filter(pk=cohort.pk).update(name="Toisen antama nimi")

    response = kaisa.post(address("settings", cohort), typed(cohort, seen="2026-01-01T00:00:00"))

    assert response.status_code == 422
    assert "Toisen antama nimi" in response.content.decode()


@pytest.mark.parametrize(
    ("before", "after", "becomes"),
    [
        ("running", "closed", "closed"),
        ("closed", "archived", "archived"),
        ("archived", "closed", "closed"),
        ("running", "archived", "running"),
        ("draft", "archived", "draft"),
        ("running", "nonsense", "running"),
    ],
)
def test_states_follow_each_other(kaisa, cohort, before, after, becomes):
    Cohort.objects.filter(pk=cohort.pk).update(state=before)

    kaisa.post(address("change_state", cohort), {"state": after})

    cohort.refresh_from_db()
    assert cohort.state == becomes
    assert Act.objects.filter(verb="cohort.state_changed").exists() == (before != becomes)


@pytest.mark.parametrize(
    ("state", "participant_sees"),
    [("draft", 404), ("open", 200), ("running", 200), ("closed", 200), ("archived", 200)],
)
def test_a_draft_shows_only_to_those_who_run_it(
    sign_in, cohort, participant, coordinator, coach, outsider, state, participant_sees
):
    Cohort.objects.filter(pk=cohort.pk).update(state=state)
    page = cohort.get_absolute_url()

    assert sign_in(participant).get(page).status_code == participant_sees
    assert sign_in(coordinator).get(page).status_code == 200
    assert sign_in(coach).get(page).status_code == 200
    assert sign_in(outsider).get(page).status_code == 404


def staff_form(role):
    return {
        "given_name": "Ville",
        "family_name": "Valmentaja",
        "email": "Ville@example.org",
        "role": role,
    }


def test_a_coordinator_names_a_coach_who_is_told_once(kaisa, cohort, run_jobs):
    for _ in range(2):
        kaisa.post(address("staff", cohort), staff_form("coach"))
    run_jobs()

    [told] = mail.outbox
    assert told.to == ["ville@example.org"]
    assert cohort.name in told.body
    assert cohort.get_absolute_url() in told.body

    assert CohortRole.objects.filter(
        cohort=cohort, user__email="ville@example.org", role="coach"
    ).exists()


def test_only_the_programmes_manager_names_coordinators(kaisa, cohort, coordinator):
    assert kaisa.post(address("staff", cohort), staff_form("coordinator")).status_code == 422
    assert not User.objects.filter(email="ville@example.org").exists()

    ProgrammeRole.objects.create(programme=cohort.programme, user=coordinator)

    assert kaisa.post(address("staff", cohort), staff_form("coordinator")).status_code == 302
    assert Cohort.objects.coordinated_by(User.objects.get(email="ville@example.org")).exists()


def test_a_cohort_keeps_its_last_coordinator(kaisa, cohort, coordinator):
    ProgrammeRole.objects.create(programme=cohort.programme, user=coordinator)

    kaisa.post(address("remove_staff", cohort, coordinator.uuid, "coordinator"))

    assert CohortRole.objects.filter(user=coordinator, role="coordinator").exists()


def test_who_leaves_a_cohort_is_led_to_a_page_that_opens(kaisa, cohort, coordinator):
    ProgrammeRole.objects.create(programme=cohort.programme, user=coordinator)
    give_role(make_user(), cohort, "coordinator")

    answer = kaisa.post(
        address("remove_staff", cohort, coordinator.uuid, "coordinator"), follow=True
    )

    assert answer.redirect_chain == [(reverse("portal:coordination"), 302)]
    assert answer.status_code == 200
    assert not CohortRole.objects.filter(user=coordinator).exists()


def test_a_coordinator_without_the_programme_removes_coaches_only(
    kaisa, cohort, coach, coordinator
):
    kaisa.post(address("remove_staff", cohort, coach.uuid, "coach"))
    refused = kaisa.post(address("remove_staff", cohort, coordinator.uuid, "coordinator"))

    assert not CohortRole.objects.filter(user=coach).exists()
    assert refused.status_code == 403
