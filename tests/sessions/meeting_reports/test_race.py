"""A report is taken in twice at once, and while somebody marks by hand: on real connections."""

import pytest

from participants.enrolment.models import Enrolment
from sessions.attendance import actions as attendance
from sessions.attendance.models import Attendance, AttendanceStep
from sessions.meeting_reports import actions, parsing, queries
from sessions.meeting_reports.models import MeetingReport
from tests.races import together
from tests.session_factories import make_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report(cohort, participant, coordinator):
    session = make_session(cohort, in_hours=-3)
    stay = parsing.Stay("Aino Esimerkki", joined=session.starts_at, left=session.ends_at)
    found = parsing.Report(kind="zoom", stays=[stay])
    return actions.bring(session=session, report=found, content=b"x", by=coordinator)


def test_two_who_confirm_at_once_take_it_in_once(report, coordinator, coach):
    seen = queries.weigh(report).seen

    answers = together(
        lambda: actions.confirm(report=report, seen=seen, by=coordinator),
        lambda: actions.confirm(report=report, seen=seen, by=coach),
    )

    assert sorted(type(one).__name__ for one in answers) == ["MeetingReport", "NotPossible"]
    assert Attendance.objects.get().version == 1
    assert AttendanceStep.objects.count() == 1


def test_a_mark_by_hand_in_the_same_moment_is_not_lost(report, participant, coordinator, coach):
    seen = queries.weigh(report).seen
    place = Enrolment.objects.get(person=participant)

    answers = together(
        lambda: actions.confirm(report=report, seen=seen, by=coordinator),
        lambda: attendance.mark(
            session=report.session, enrolment=place, state="absent", version=0, by=coach
        ),
    )

    # One of the two was first, and the other one has been told.
    refused = [one for one in answers if isinstance(one, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], (actions.LooksOtherwise, attendance.MarkedMeanwhile))
    mark = Attendance.objects.get()
    taken_in = isinstance(refused[0], attendance.MarkedMeanwhile)
    assert mark.state == ("remote" if taken_in else "absent")
    assert mark.version == 1
    assert MeetingReport.objects.get().state == ("done" if taken_in else "preview")


def test_the_same_file_twice_at_once_is_one_report(cohort, participant, coordinator):
    session = make_session(cohort, in_hours=-3)
    stay = parsing.Stay("Aino Esimerkki", joined=session.starts_at, left=session.ends_at)
    found = parsing.Report(kind="zoom", stays=[stay])

    def bring():
        return actions.bring(session=session, report=found, content=b"x", by=coordinator)

    first, second = together(bring, bring)

    assert first == second
