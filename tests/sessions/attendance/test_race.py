"""Two coordinators in the same moment, on two real connections."""

import random

import pytest
from django.test import Client
from django.urls import reverse

from participants.cohorts.models import CohortRole
from participants.enrolment.models import Enrolment
from sessions.attendance import actions
from sessions.attendance.models import Attendance, AttendanceStep
from tests.factories import enrol, give_role, make_user
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

    assert Attendance.objects.get().version == 0
    assert Act.objects.of(session).filter(verb="attendance.joined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_mark_forty_people_at_once_and_nothing_is_lost(cohort, team, coordinator, coach):
    session = make_session(cohort)
    places = [enrol(make_user(), team) for _number in range(40)]
    give = {coordinator: "remote", coach: "excused"}

    def mark_all_one_by_one(by):
        def act():
            mine, told = [], []
            for place in random.Random(by.pk).sample(places, 40):
                try:
                    mark = {"session": session, "enrolment": place, "state": give[by]}
                    actions.mark(**mark, version=0, by=by)
                    mine.append(place.pk)
                except actions.MarkedMeanwhile as met:
                    told.append((place.pk, met.attendance.state))
            return mine, told

        return act

    answers = together(mark_all_one_by_one(coordinator), mark_all_one_by_one(coach))

    (first, first_told), (second, second_told) = answers
    # Each of the eighty marks was saved, or its maker has been told what stands.
    assert sorted(first + second) == sorted(place.pk for place in places)
    assert (len(first) + len(first_told), len(second) + len(second_told)) == (40, 40)
    stands = dict(Attendance.objects.values_list("enrolment", "state"))
    assert stands == dict.fromkeys(first, "remote") | dict.fromkeys(second, "excused")
    assert all(stands[key] == state for key, state in first_told + second_told)
    assert set(Attendance.objects.values_list("version", flat=True)) == {1}
    assert AttendanceStep.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_two_browsers_mark_forty_people_at_once(cohort, team, coordinator):
    session = make_session(cohort)
    second = make_user("toinen@example.org")
    give_role(second, cohort, CohortRole.Role.COORDINATOR)
    places = [enrol(make_user(), team) for _number in range(40)]
    half = {coordinator: places[:20], second: places[20:]}

    def mark_half(by):
        browser = Client()
        browser.force_login(by)

        def act():
            answers = []
            for place in half[by]:
                data = {f"{place.uuid}-state": "remote", f"{place.uuid}-version": 0}
                names = [cohort.slug, session.slug, place.uuid]
                address = reverse("coaching:attendance_mark", args=names)
                answers.append(browser.post(address, data).status_code)
            return answers

        return act

    answers = together(*(mark_half(by) for by in half))

    assert answers == [[302] * 20] * 2
    marked = Attendance.objects.filter(state="remote", version=1)
    assert marked.count() == 40
    assert {by: marked.filter(marked_by=by).count() for by in half} == dict.fromkeys(half, 20)
