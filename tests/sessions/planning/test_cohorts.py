import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort, CohortRole, ProgrammeRole
from sessions import demo
from sessions.attendance.models import Attendance
from sessions.planning.actions import load_programme_template
from sessions.planning.models import SessionTemplate
from sessions.schedule.models import CoachingSession
from tests.session_factories import make_agenda, make_material, make_session
from valmennus.shared.models import Act


@pytest.fixture
def manager(cohort, coordinator):
    ProgrammeRole.objects.create(programme=cohort.programme, user=coordinator)
    return coordinator


def start(cohort, **changes):
    chosen = {
        "programme": cohort.programme.slug,
        "name": "Kevät 2027",
        "start": "12.1.2027",
    } | changes
    return "?" + "&".join(f"{name}={value}" for name, value in chosen.items())


def plan_data(response):
    """The proposed form as a browser would post it."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {"uuid": uuid.uuid4()}


def test_proposes_dates_from_the_template(cohort, manager, sign_in):
    load_programme_template(cohort.programme)

    response = sign_in(manager).get(reverse("coaching:cohort_new") + start(cohort))

    form = response.context["form"]
    assert [str(form[f"day_{number}"].value()) for number in range(6)] == [
        "12.1.2027",
        "2.2.2027",
        "2.3.2027",
        "23.3.2027",
        "13.4.2027",
        "11.5.2027",
    ]
    assert Cohort.objects.count() == 1


def test_makes_the_cohort_once_with_the_changed_dates(cohort, manager, sign_in):
    load_programme_template(cohort.programme)
    browser, address = sign_in(manager), reverse("coaching:cohort_new") + start(cohort)
    data = plan_data(browser.get(address)) | {
        "day_0": "13.1.2027",
        "clock_0": "9.30",
        "day_3": "",
    }

    first = browser.post(address, data)
    second = browser.post(address, data)

    made = Cohort.objects.exclude(pk=cohort.pk).get()
    assert first.url == second.url == reverse("coaching:cohort_sessions", args=[made.slug])
    assert (made.slug, made.state, made.programme) == ("kevat-2027", "draft", cohort.programme)
    assert (made.starts_on, made.ends_on) == (
        datetime.date(2027, 1, 13),
        datetime.date(2027, 5, 11),
    )
    sessions = list(CoachingSession.objects.filter(cohort=made))
    assert [one.number for one in sessions] == [1, 2, 3, 5, 6]
    assert timezone.localtime(sessions[0].starts_at).isoformat() == "2027-01-13T09:30:00+02:00"
    assert [one.minutes for one in sessions] == [90, 120, 120, 120, 90]
    assert [task.when for task in sessions[1].tasks.all()] == ["before", "after"]
    assert not any(one.is_published for one in sessions)
    assert CohortRole.objects.get(cohort=made, user=manager).role == "coordinator"
    assert Act.objects.of(made).filter(verb="cohort.created").count() == 1


def test_a_programme_without_a_template_uses_the_portals_own(cohort, manager, sign_in):
    response = sign_in(manager).get(reverse("coaching:cohort_new") + start(cohort))

    assert len(response.context["form"].items) == 6
    assert not SessionTemplate.objects.exists()


def test_a_holiday_may_be_chosen_and_is_told(cohort, manager, sign_in):
    browser, address = sign_in(manager), reverse("coaching:cohort_new") + start(cohort)
    data = plan_data(browser.get(address)) | {"day_0": "6.1.2027"}

    html = browser.post(address, data, follow=True).content.decode()

    assert "6.1.2027" in html


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"start": "huomenna"}, "start"), ({"name": ""}, "name"), ({"programme": "muu"}, "programme")],
)
def test_a_faulty_start_comes_back(changes, field, cohort, manager, sign_in):
    response = sign_in(manager).get(reverse("coaching:cohort_new") + start(cohort, **changes))

    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_faulty_date_comes_back(cohort, manager, sign_in):
    browser, address = sign_in(manager), reverse("coaching:cohort_new") + start(cohort)
    data = plan_data(browser.get(address)) | {"day_1": "31.2.2027", "clock_2": ""}

    response = browser.post(address, data)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"day_1", "clock_2"}
    assert Cohort.objects.count() == 1


def test_a_cohort_called_new_gets_another_address(cohort, manager, sign_in):
    address = reverse("coaching:cohort_new") + start(cohort, name="Uusi")
    browser = sign_in(manager)

    browser.post(address, plan_data(browser.get(address)))

    assert Cohort.objects.exclude(pk=cohort.pk).get().slug.startswith("uusi-")


def test_a_manager_sees_only_own_programmes(cohort, outsider, manager, sign_in):
    other = Cohort.objects.exclude(pk=cohort.pk).get()

    response = sign_in(manager).get(
        reverse("coaching:cohort_new") + start(cohort, programme=other.programme.slug)
    )

    assert response.status_code == 422


def test_a_copy_has_sessions_agendas_and_materials(cohort, manager, participant, sign_in):
    first = make_session(
        cohort, starts_at=timezone.make_aware(datetime.datetime(2026, 9, 1, 9)), number=1
    )
    make_session(
        cohort, starts_at=timezone.make_aware(datetime.datetime(2026, 9, 22, 13)), number=2
    )
    make_agenda(first, (15, "Kuulumiset"))
    make_material(first, title="Lue")
    cancelled = timezone.now()
    make_session(cohort, cancelled_at=cancelled)
    browser = sign_in(manager)
    address = reverse("coaching:cohort_copy", args=[cohort.slug]) + start(cohort)

    page = browser.get(address)
    data = plan_data(page)
    assert [str(data[name]) for name in ("day_0", "clock_0", "day_1", "clock_1")] == [
        "12.1.2027",
        "9.00",
        "2.2.2027",
        "13.00",
    ]
    browser.post(address, data)
    browser.post(address, data)

    copy = Cohort.objects.exclude(pk=cohort.pk).get()
    sessions = list(copy.coaching_sessions.all())
    assert [one.number for one in sessions] == [1, 2]
    assert sessions[0].agenda.get().title == "Kuulumiset"
    assert sessions[0].materials.get().title == "Lue"
    assert not copy.enrolments.exists()


def test_a_coordinator_who_is_no_manager_cannot_copy(cohort, coordinator, sign_in):
    address = reverse("coaching:cohort_copy", args=[cohort.slug])

    assert sign_in(coordinator).get(address).status_code == 403


def test_the_template_keeps_what_an_editor_has_written(cohort):
    assert load_programme_template(cohort.programme) == 6
    SessionTemplate.objects.filter(number=1).update(title="Meidän aloitus")

    assert load_programme_template(cohort.programme) == 0
    assert SessionTemplate.objects.filter(title="Meidän aloitus").exists()


@pytest.mark.parametrize("name", ["cohort_new", "cohort_copy"])
def test_counts_its_queries(name, cohort, manager, sign_in, django_assert_max_num_queries):
    for number in range(4):
        make_session(cohort, in_hours=24 * 7 * number)
    args = [cohort.slug] if name == "cohort_copy" else []
    browser = sign_in(manager)

    with django_assert_max_num_queries(12):
        browser.get(reverse(f"coaching:{name}", args=args) + start(cohort))


def test_the_demonstration_has_past_present_and_future(cohort, coordinator, coach, participant):
    sessions = demo.fill_running(cohort, by=coordinator, coach=coach, today=timezone.localdate())
    webinars = demo.fill_webinars(by=coordinator, today=timezone.localdate())

    assert sum(one.is_cancelled for one in CoachingSession.objects.filter(cohort=cohort)) == 1
    assert [one.is_over for one in sessions[:2]] == [True, True]
    assert not sessions[2].is_over
    assert not sessions[-1].is_published
    assert Attendance.objects.count() == 3
    assert [one.is_over for one in webinars] == [True, True, False]
