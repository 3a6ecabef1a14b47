"""Two coordinators in the same moment, on two real connections."""

import pytest

from participants.cohorts.actions import NotPossible, remove_staff
from participants.cohorts.models import CohortRole
from participants.enrolment import actions
from participants.enrolment.models import Enrolment
from participants.organisations.models import PersonRole
from sessions.schedule.actions import change_session
from tests.factories import give_role, make_organisation, make_user
from tests.races import together
from tests.session_factories import make_session
from valmennus.shared.versions import StaleForm, version_of

pytestmark = pytest.mark.django_db(transaction=True)


def failures(answers):
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


@pytest.fixture
def other(cohort):
    other = make_user()
    give_role(other, cohort, CohortRole.Role.COORDINATOR)
    return other


def test_the_same_person_is_added_once(cohort, coordinator, other):
    organisation = make_organisation("Posio")

    def add(by):
        return lambda: actions.add_person(
            cohort=cohort,
            organisation=organisation,
            email="sama@example.org",
            role=PersonRole.OTHER,
            by=by,
        )

    assert failures(together(add(coordinator), add(other))) == [actions.AlreadyEnrolled]
    assert Enrolment.objects.get().changes.count() == 1


def test_moving_and_withdrawing_both_count(cohort, coordinator, other, participant, team):
    team.contact = participant
    team.save()
    place = Enrolment.objects.get(person=participant)
    posio = make_organisation("Posio")

    answers = together(
        lambda: actions.move_person(enrolment=place, organisation=posio, by=coordinator),
        lambda: actions.withdraw_person(enrolment=place, reason="", by=other),
    )

    place.refresh_from_db()
    team.refresh_from_db()
    assert failures(answers) == []
    assert (place.state, place.team.organisation, team.contact) == ("withdrawn", posio, None)


def test_one_of_two_changes_of_a_session_stays_and_the_other_is_told(cohort, coordinator, other):
    session = make_session(cohort)
    seen = version_of(session)

    def change(title, by):
        return lambda: change_session(session=session, by=by, seen=seen, title=title)

    assert failures(together(change("A", coordinator), change("B", other))) == [StaleForm]
    session.refresh_from_db()
    assert session.title in {"A", "B"}
    assert session.sequence == 1


def test_two_coordinators_who_remove_each_other_leave_one(cohort, coordinator, other):
    def remove(user, by):
        role = CohortRole.Role.COORDINATOR
        return lambda: remove_staff(cohort=cohort, user=user, role=role, by=by)

    answers = together(remove(coordinator, other), remove(other, coordinator))

    assert failures(answers) == [NotPossible]
    assert CohortRole.objects.filter(cohort=cohort, role="coordinator").count() == 1


def test_who_withdraws_is_not_made_the_contact(cohort, coordinator, other, participant, team):
    place = Enrolment.objects.get(person=participant)

    answers = together(
        lambda: actions.withdraw_person(enrolment=place, reason="", by=other),
        lambda: actions.change_team(team=team, contact=participant, superior="", by=coordinator),
    )

    team.refresh_from_db()
    assert team.contact is None
    assert set(failures(answers)) <= {NotPossible}
