"""Two coordinators in the same moment, on two real connections."""

import pytest

from participants.enrolment.models import Enrolment
from sessions.attendance import actions
from sessions.attendance.models import Attendance
from tests.races import together
from tests.session_factories import make_session
from valmennus.shared.models import Act


@pytest.mark.django_db(transaction=True)
def test_one_of_two_marks_stays_and_the_other_is_told(cohort, coordinator, coach, participant):
    session = make_session(cohort)
    place = Enrolment.objects.get(person=participant)

    def mark(state, by):
        return lambda: actions.mark(session=session, enrolment=place, state=state, version=0, by=by)

    answers = together(mark("remote", coordinator), mark("absent", coach))

    refused = [one for one in answers if isinstance(one, actions.MarkedMeanwhile)]
    saved = [one for one in answers if isinstance(one, Attendance)]
    assert (len(refused), len(saved)) == (1, 1)
    attendance = Attendance.objects.get()
    assert attendance.state == saved[0].state == refused[0].attendance.state
    assert attendance.version == 1
    assert Act.objects.of(session).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_one_who_is_told_learns_who_was_first(cohort, coordinator, coach, participant):
    session = make_session(cohort)
    place = Enrolment.objects.get(person=participant)
    actions.mark(session=session, enrolment=place, state="excused", version=0, by=participant)

    def mark(state, by):
        return lambda: actions.mark(session=session, enrolment=place, state=state, version=1, by=by)

    answers = together(mark("remote", coordinator), mark("absent", coach))

    refused = next(one for one in answers if isinstance(one, actions.MarkedMeanwhile))
    assert refused.attendance.marked_by == Attendance.objects.get().marked_by


@pytest.mark.django_db(transaction=True)
def test_a_mark_survives_marking_all_in_the_same_moment(cohort, coordinator, coach, participant):
    session = make_session(cohort)
    place = Enrolment.objects.get(person=participant)

    together(
        lambda: actions.mark(
            session=session, enrolment=place, state="excused", version=0, by=coordinator
        ),
        lambda: actions.mark_all(session=session, state="remote", by=coach),
    )

    attendance = Attendance.objects.get()
    # Whoever came second, the row was marked once and never silently replaced.
    assert (attendance.state, attendance.version) in {("excused", 1), ("remote", 1)}


@pytest.mark.django_db(transaction=True)
def test_joining_twice_at_once_counts_once(cohort, participant):
    session = make_session(cohort)
    place = Enrolment.objects.get(person=participant)

    def join():
        return actions.note_joined(session=session, enrolment=place, by=participant)

    together(join, join)

    assert Attendance.objects.get().version == 1
    assert Act.objects.of(session).count() == 1
