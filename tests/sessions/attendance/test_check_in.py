"""Checking in with the room's code, suggestions by the joining link, history, hours, tasks."""

import datetime
import io

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.attendance import actions, queries
from sessions.attendance.models import Attendance, AttendanceStep
from sessions.attendance.permissions import check_in_code
from tests.factories import enrol, make_team, make_user
from tests.session_factories import make_session
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return make_session(cohort, in_hours=0, mode="on_site")


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


def door(session):
    return reverse("coaching:check_in", args=[session.slug])


def code_of(session, ago=0):
    return check_in_code(session, timezone.now().timestamp() - ago)


class TestCheckIn:
    def test_the_button_marks_and_the_address_does_not(self, session, place, participant, sign_in):
        browser = sign_in(participant)
        now = queries.check_in_now(session)

        page = browser.get(now.url.removeprefix("http://127.0.0.1:8000"))
        assert f'value="{now.code}"' in page.content.decode()
        assert not Attendance.objects.exists()
        for _click in range(2):
            browser.post(door(session), {"koodi": now.code})

        mark = Attendance.objects.get()
        assert (mark.state, mark.source, mark.version) == ("on_site", "checked_in", 1)
        assert Act.objects.of(session).get().verb == "attendance.checked_in"
        assert queries.check_in_now(session).present == 1

    def test_in_a_hybrid_session_one_says_where_one_is(self, cohort, participant, sign_in):
        session = make_session(cohort, in_hours=0, mode="hybrid")
        browser = sign_in(participant)

        assert browser.post(door(session), {"koodi": code_of(session)}).status_code == 422
        browser.post(door(session), {"koodi": code_of(session), "state": "remote"})

        assert Attendance.objects.get().state == "remote"

    @pytest.mark.parametrize(("ago", "taken"), [(0, True), (60, True), (120, False)])
    def test_the_code_before_is_still_taken(self, ago, taken, session, participant, sign_in):
        with time_machine.travel(session.starts_at + datetime.timedelta(seconds=30), tick=False):
            response = sign_in(participant).post(door(session), {"koodi": code_of(session, ago)})

        assert response.status_code == (302 if taken else 422)
        assert Attendance.objects.exists() is taken

    @pytest.mark.parametrize(
        ("minutes", "is_open"), [(-16, False), (-15, True), (0, True), (120, True), (121, False)]
    )
    def test_it_is_open_from_a_quarter_before_until_the_end(
        self, minutes, is_open, session, participant, sign_in
    ):
        with time_machine.travel(
            session.starts_at + datetime.timedelta(minutes=minutes), tick=False
        ):
            response = sign_in(participant).post(door(session), {"koodi": code_of(session)})
            assert (queries.check_in_now(session) is not None) is is_open

        assert response.status_code == (302 if is_open else 200)
        assert Attendance.objects.exists() is is_open

    @pytest.mark.parametrize("code", ["", "12", "12345", "abcd", "١٢٣٤", "\0\0\0\0", "1" * 5000])
    def test_nonsense_is_refused_in_words(self, code, session, participant, sign_in):
        response = sign_in(participant).post(door(session), {"koodi": code})

        assert response.status_code == 422
        assert not Attendance.objects.exists()

    def test_guessing_ends(self, session, participant, sign_in):
        browser = sign_in(participant)
        wrong = next(f"{n:04}" for n in range(10) if f"{n:04}" not in {
            code_of(session), code_of(session, 60)})  # fmt: skip
        for _try in range(12):
            browser.post(door(session), {"koodi": wrong})

        response = browser.post(door(session), {"koodi": code_of(session)})

        assert response.status_code == 422
        assert not Attendance.objects.exists()

    @pytest.mark.parametrize(
        ("state", "after"),
        [("absent", "absent"), ("excused", "excused"), ("remote", "remote"),
         ("made_up", "made_up"), ("expected", "on_site")],
    )  # fmt: skip
    def test_what_is_marked_by_hand_stays(
        self, state, after, session, place, coordinator, participant, sign_in
    ):
        actions.mark(session=session, enrolment=place, state="absent", version=0, by=coordinator)
        actions.mark(session=session, enrolment=place, state=state, version=1, by=coordinator)

        sign_in(participant).post(door(session), {"koodi": code_of(session)})

        assert Attendance.objects.get().state == after

    def test_who_has_no_place_cannot(self, session, coach, outsider, sign_in):
        assert sign_in(coach).get(door(session)).status_code == 403
        assert sign_in(outsider).get(door(session)).status_code == 404

    def test_the_qr_has_no_inline_style(self, session):
        qr = queries.check_in_now(session).qr

        assert qr.startswith("<svg")
        assert "style" not in qr

    def test_codes_differ_between_sessions(self, session, cohort):
        other = make_session(cohort, in_hours=0)
        times = [timezone.now().timestamp() + 60 * n for n in range(20)]

        assert [check_in_code(session, at) for at in times] != [
            check_in_code(other, at) for at in times
        ]

    def test_counts_its_queries(self, session, participant, sign_in, django_assert_max_num_queries):
        browser = sign_in(participant)
        with django_assert_max_num_queries(9):
            browser.get(door(session))
        with django_assert_max_num_queries(1):
            queries.check_in_now(session)


class TestSuggestions:
    def accept(self, browser, session, **data):
        address = reverse("coaching:attendance_accept", args=[session.cohort.slug, session.slug])
        return browser.post(address, data)

    def test_all_are_accepted_at_once(
        self, session, place, teammate, peer, coordinator, sign_in
    ):  # fmt: skip
        other, third = (Enrolment.objects.get(person=one) for one in (teammate, peer))
        for one in (place, other, third):
            actions.note_joined(session=session, enrolment=one, by=one.person)
        actions.mark(session=session, enrolment=third, state="absent", version=0, by=coordinator)
        browser = sign_in(coordinator)
        sheet = reverse("coaching:attendance", args=[session.cohort.slug, session.slug])
        page = browser.get(sheet)
        assert page.context["suggested"] == 2
        assert page.context["totals"].present == 0

        for _click in range(2):
            self.accept(browser, session)

        assert dict(Attendance.objects.values_list("enrolment", "state")) == {
            place.pk: "remote",
            other.pk: "remote",
            third.pk: "absent",
        }
        assert set(Attendance.objects.filter(state="remote").values_list("source", flat=True)) == {
            "joined"
        }

    def test_one_is_accepted_also_after_an_older_mark(
        self, session, place, coordinator, sign_in
    ):  # fmt: skip
        actions.mark(session=session, enrolment=place, state="excused", version=0, by=coordinator)
        actions.note_joined(session=session, enrolment=place, by=place.person)

        self.accept(sign_in(coordinator), session, who=str(place.uuid))

        assert Attendance.objects.get().state == "remote"

    @pytest.mark.parametrize("who", ["x", "9" * 500, "\0"])
    def test_nonsense_is_refused(self, who, session, coordinator, sign_in):
        assert self.accept(sign_in(coordinator), session, who=who).status_code == 400


def test_the_history_tells_each_correction(session, place, coordinator, sign_in):
    actions.check_in(session=session, enrolment=place, state="remote", by=place.person)
    actions.mark(session=session, enrolment=place, state="on_site", version=1, by=coordinator)
    address = reverse(
        "coaching:attendance_history", args=[session.cohort.slug, session.slug, place.uuid]
    )

    page = sign_in(coordinator).get(address)

    steps = [(one.from_state, one.to_state, one.source, one.by) for one in page.context["steps"]]
    assert steps == [
        ("remote", "on_site", "marked", coordinator),
        ("expected", "remote", "checked_in", place.person),
    ]


def test_marking_all_leaves_a_step_for_each(session, place, teammate, coordinator):
    actions.mark_all(session=session, state="remote", by=coordinator)

    steps = AttendanceStep.objects.values_list("from_state", "to_state", "source")
    assert list(steps) == [("expected", "remote", "all")] * 2


class TestMadeUp:
    def test_a_task_makes_it_up(self, session, place, coordinator):
        for _twice in range(2):
            actions.mark_made_up(
                session=session, enrolment=place, by=coordinator, task_label="Välitehtävä 1"
            )

        mark = Attendance.objects.get()
        assert (mark.state, mark.source, mark.version) == ("made_up", "task", 1)
        assert AttendanceStep.objects.get().note == "Välitehtävä 1"
        assert Act.objects.of(session).get().data["task"] == "Välitehtävä 1"

    def test_who_was_present_stays_so(self, session, place, coordinator):
        actions.check_in(session=session, enrolment=place, state="on_site", by=place.person)

        actions.mark_made_up(session=session, enrolment=place, by=coordinator, task_label="x" * 999)

        assert Attendance.objects.get().state == "on_site"

    def test_an_archived_cohort_is_refused(self, session, place, coordinator):
        session.cohort.state = Cohort.State.ARCHIVED
        session.cohort.save()

        with pytest.raises(PermissionDenied):
            actions.mark_made_up(session=session, enrolment=place, by=coordinator, task_label="x")


class TestHours:
    @pytest.fixture
    def filled(self, session, place, teammate, peer, coordinator):
        states = [(place, "on_site"), (Enrolment.objects.get(person=teammate), "remote")]
        states.append((Enrolment.objects.get(person=peer), "made_up"))
        for one, state in states:
            actions.mark(session=session, enrolment=one, state=state, version=0, by=coordinator)
        Attendance.objects.filter(enrolment=states[1][0]).update(minutes=75)
        return session

    def test_real_minutes_where_known_else_the_length(self, filled, cohort):
        empty = make_session(cohort)

        hours = queries.person_hours([filled, empty])

        assert (hours.minutes, hours.known, hours.assumed) == (120 + 75, 1, 1)
        assert hours.hours == 3.2
        assert queries.person_hours([empty]).minutes == 0
        assert queries.person_hours([]).minutes == 0
        assert queries.hours_on_sheet(queries.sheet(filled), filled) == hours

    def test_one_statement(self, filled, django_assert_num_queries):
        with django_assert_num_queries(1):
            queries.person_hours([filled])

    def test_the_workbook_tells_minutes_and_where_they_are_from(
        self, filled, coordinator, sign_in
    ):  # fmt: skip
        address = reverse("coaching:attendance_xlsx", args=[filled.cohort.slug, filled.slug])

        response = sign_in(coordinator).get(address)

        content = io.BytesIO(b"".join(response.streaming_content))
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
        at = rows[0].index("Minuuttia")
        assert sorted(str(row[at]) for row in rows[1:]) == ["", "120.0", "75.0"]


@pytest.mark.parametrize("rows", [1, 4])
def test_the_sheet_counts_its_queries(
    rows, session, coordinator, sign_in, django_assert_max_num_queries
):
    for _number in range(rows):
        one = enrol(make_user(), make_team(session.cohort))
        actions.note_joined(session=session, enrolment=one, by=one.person)
        actions.mark(session=session, enrolment=one, state="remote", version=0, by=coordinator)
    browser = sign_in(coordinator)

    names = ["attendance", "attendance_history"]
    for name, more in zip(names, [[], [one.uuid]], strict=True):
        with django_assert_max_num_queries(10):
            args = [session.cohort.slug, session.slug, *more]
            assert browser.get(reverse(f"coaching:{name}", args=args)).status_code == 200
