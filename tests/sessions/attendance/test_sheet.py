import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from participants.cohorts.models import Cohort, CohortRole
from participants.enrolment.models import Enrolment
from sessions.attendance import actions
from sessions.attendance.models import Attendance
from sessions.schedule.models import Absence
from tests.factories import enrol, give_role, make_team, make_user
from tests.session_factories import make_session
from valmennus.shared import history
from valmennus.shared.models import Act


@pytest.fixture
def session(cohort):
    return make_session(cohort, in_hours=-1)


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


@pytest.fixture
def second_coordinator(cohort):
    user = make_user("toinen@example.org", given_name="Toini", family_name="Toinen")
    give_role(user, cohort, CohortRole.Role.COORDINATOR)
    return user


def address(name, session, *more):
    return reverse(f"coaching:{name}", args=[session.cohort.slug, session.slug, *more])


def row(place, state, version=0, shown="expected"):
    return {
        f"{place.uuid}-state": state,
        f"{place.uuid}-version": version,
        f"{place.uuid}-shown": shown,
    }


def test_shows_everyone_in_finnish_order(session, coordinator, participant, teammate, sign_in):
    enrol(make_user(given_name="Å", family_name="Åberg"), make_team(session.cohort))
    enrol(make_user(given_name="Ö", family_name="Öhman"), make_team(session.cohort))
    gone = enrol(make_user(family_name="Poissa"), make_team(session.cohort))
    Enrolment.objects.filter(pk=gone.pk).update(state=Enrolment.State.WITHDRAWN)

    response = sign_in(coordinator).get(address("attendance", session))

    names = [one.enrolment.person.family_name for one in response.context["rows"]]
    assert names == ["Esimerkki", "Malliksi", "Åberg", "Öhman"]


def test_one_row_is_saved_as_one_goes(session, place, coordinator, sign_in):
    response = sign_in(coordinator).post(
        address("attendance_mark", session, place.uuid),
        row(place, "remote"),
        headers={"HX-Request": "true"},
    )

    html = " ".join(response.content.decode().split())
    assert f'name="{place.uuid}-version" value="1"' in html
    assert "hx-swap-oob" in html
    attendance = Attendance.objects.get()
    assert (attendance.state, attendance.source, attendance.marked_by, attendance.version) == (
        "remote",
        "marked",
        coordinator,
        1,
    )
    act = Act.objects.of(session).get()
    assert act.data == history.about(place.person) | {"state": ["expected", "remote"]}


def test_without_javascript_one_row_leads_back_to_the_page(session, place, coordinator, sign_in):
    response = sign_in(coordinator).post(
        address("attendance_mark", session, place.uuid), row(place, "remote")
    )

    assert response.url == address("attendance", session)


def test_the_whole_form_saves_only_what_was_changed(session, place, teammate, coordinator, sign_in):
    other = Enrolment.objects.get(person=teammate)

    response = sign_in(coordinator).post(
        address("attendance_save", session), row(place, "on_site") | row(other, "expected")
    )

    assert response.url == address("attendance", session)
    assert Attendance.objects.get().enrolment == place


def test_the_second_coordinator_sees_what_the_first_set(
    session, place, coordinator, second_coordinator, sign_in
):
    actions.mark(
        session=session, enrolment=place, state="excused", version=0, by=second_coordinator
    )

    response = sign_in(coordinator).post(
        address("attendance_mark", session, place.uuid),
        row(place, "absent"),
        headers={"HX-Request": "true"},
    )

    html = " ".join(response.content.decode().split())
    assert Attendance.objects.get().state == "excused"
    assert "Toini Toinen" in html
    assert response["HX-Retarget"] == f"#row-{place.uuid}"
    assert f'name="{place.uuid}-version" value="1"' in html


def test_the_whole_form_of_the_second_saves_the_rest(
    session, place, teammate, coordinator, second_coordinator, sign_in
):
    other = Enrolment.objects.get(person=teammate)
    actions.mark(
        session=session, enrolment=place, state="excused", version=0, by=second_coordinator
    )

    response = sign_in(coordinator).post(
        address("attendance_save", session), row(place, "absent") | row(other, "remote")
    )

    assert response.status_code == 409
    assert "Toini Toinen" in response.content.decode()
    states = dict(Attendance.objects.values_list("enrolment__uuid", "state"))
    assert states == {place.uuid: "excused", other.uuid: "remote"}


def test_the_same_mark_twice_is_no_conflict(session, place, coordinator, second_coordinator):
    actions.mark(session=session, enrolment=place, state="remote", version=0, by=second_coordinator)

    actions.mark(session=session, enrolment=place, state="remote", version=0, by=coordinator)

    assert Attendance.objects.get().marked_by == second_coordinator
    assert Act.objects.of(session).count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"state": "dancing", "version": "0"},
        {"state": "remote", "version": "x"},
        {"state": "remote", "version": "9" * 30},
        {"state": "re\0mote", "version": "0"},
    ],
)
def test_a_broken_mark_is_refused(data, session, place, coordinator, sign_in):
    posted = {f"{place.uuid}-{name}": value for name, value in data.items()}

    response = sign_in(coordinator).post(address("attendance_mark", session, place.uuid), posted)

    assert response.status_code == 400
    assert not Attendance.objects.exists()


def test_a_person_of_another_cohort_is_not_found(session, outsider, coordinator, sign_in):
    other = Enrolment.objects.get(person=outsider)

    response = sign_in(coordinator).post(
        address("attendance_mark", session, other.uuid), row(other, "remote")
    )

    assert response.status_code == 404


def test_marking_all_leaves_what_is_known(session, place, teammate, peer, coordinator, sign_in):
    told = Enrolment.objects.get(person=teammate)
    Absence.objects.create(session=session, enrolment=told)
    actions.mark(session=session, enrolment=place, state="excused", version=0, by=coordinator)
    third = Enrolment.objects.get(person=peer)
    fourth = enrol(make_user(), place.team)
    actions.mark(session=session, enrolment=fourth, state="absent", version=0, by=coordinator)
    actions.mark(session=session, enrolment=fourth, state="expected", version=1, by=coordinator)
    browser = sign_in(coordinator)

    page = browser.get(address("attendance_all", session))
    assert page.context["number"] == 2
    for _click in range(2):
        browser.post(address("attendance_all", session), {"state": "on_site"})

    states = dict(Attendance.objects.values_list("enrolment", "state"))
    assert states == {place.pk: "excused", third.pk: "on_site", fourth.pk: "on_site"}
    assert set(Attendance.objects.filter(state="on_site").values_list("source", flat=True)) == {
        "all"
    }
    acts = Act.objects.of(session).filter(verb="attendance.all_marked")
    assert [act.data["number"] for act in acts] == [2]


def test_an_archived_cohort_is_read_only(session, place, cohort, coordinator, sign_in):
    cohort.state = Cohort.State.ARCHIVED
    cohort.save()
    browser = sign_in(coordinator)

    assert browser.get(address("attendance", session)).status_code == 200
    response = browser.post(address("attendance_mark", session, place.uuid), row(place, "remote"))
    assert response.status_code == 403


def test_the_sheet_of_another_cohorts_session_is_not_found(session, coordinator, sign_in):
    other = make_session(None, kind="webinar")
    wrong = reverse("coaching:attendance", args=[session.cohort.slug, other.slug])

    assert sign_in(coordinator).get(wrong).status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("name", ["attendance", "door_list", "name_tags", "attendance_all"])
def test_counts_its_queries(
    name, rows, session, coordinator, sign_in, django_assert_max_num_queries
):
    for _number in range(rows):
        place = enrol(make_user(), make_team(session.cohort))
        actions.mark(session=session, enrolment=place, state="remote", version=0, by=coordinator)
    browser = sign_in(coordinator)

    with django_assert_max_num_queries(12):
        assert browser.get(address(name, session)).status_code == 200


def test_saving_a_row_costs_the_same_with_many_people(
    session, place, coordinator, sign_in, django_assert_max_num_queries
):
    for _number in range(4):
        enrol(make_user(), place.team)
    browser = sign_in(coordinator)

    with django_assert_max_num_queries(16):
        browser.post(
            address("attendance_mark", session, place.uuid),
            row(place, "remote"),
            headers={"HX-Request": "true"},
        )


def test_name_tags_leave_out_who_cannot_come(session, place, teammate, coordinator, sign_in):
    Absence.objects.create(
        session=session, enrolment=Enrolment.objects.get(person=teammate), word="Matkoilla"
    )
    browser = sign_in(coordinator)

    tags = browser.get(address("name_tags", session)).content.decode()
    listed = browser.get(address("door_list", session)).content.decode()

    assert "Aino Esimerkki" in tags
    assert "Mikko Malliksi" not in tags
    assert "Mikko Malliksi" in listed


def test_the_workbook_has_no_formulas(session, place, coordinator, sign_in):
    place.person.family_name = "=1+1"
    place.person.save()
    actions.mark(session=session, enrolment=place, state="remote", version=0, by=coordinator)

    response = sign_in(coordinator).get(address("attendance_xlsx", session))

    content = io.BytesIO(b"".join(response.streaming_content))
    sheet = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert sheet[1][0] == "=1+1"
    assert len(sheet) == 2
