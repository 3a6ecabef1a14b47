"""An erasure in the same moment as something else, on two real connections."""

import pytest

from participants.accounts.actions import LastAdministrator
from participants.accounts.models import User
from participants.cohorts.actions import name_staff
from participants.cohorts.models import CohortRole
from participants.enrolment.actions import add_person, correct_person
from participants.enrolment.models import Enrolment
from participants.organisations.models import Affiliation, PersonRole
from tests.factories import make_cohort, make_organisation, make_user
from tests.races import together
from valmennus.portal.own_data.actions import erase_person
from valmennus.shared.models import Act
from valmennus.shared.versions import StaleForm, version_of

pytestmark = pytest.mark.django_db(transaction=True)


def failures(answers):
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


@pytest.mark.parametrize("_", range(3))
def test_whoever_is_added_meanwhile_is_whole_or_new(coordinator, participant, _):
    another = make_cohort("Toinen ryhmä")
    address = participant.email

    answers = together(
        lambda: erase_person(user=participant, by=participant),
        lambda: add_person(
            cohort=another,
            organisation=make_organisation("Posio"),
            email=address,
            person={"given_name": "Aino", "family_name": "Esimerkki"},
            role=PersonRole.OTHER,
            title="kokki",
            by=coordinator,
        ),
        lambda: name_staff(
            cohort=another,
            email=address,
            given_name="Aino",
            family_name="Esimerkki",
            role=CohortRole.Role.COACH,
            by=coordinator,
        ),
    )

    assert failures(answers) == []
    erased = User.objects.get(pk=participant.pk)
    assert erased.erased_at
    assert (erased.given_name, erased.get_full_name()) == ("", "")
    assert not Affiliation.objects.filter(user=erased).exists()
    assert not CohortRole.objects.filter(user=erased).exists()
    assert not Enrolment.objects.filter(person=erased).exclude(title="").exists()


def test_a_correction_brings_no_name_back(coordinator, participant):
    place = Enrolment.objects.get(person=participant)
    seen = version_of(place)

    answers = together(
        lambda: erase_person(user=participant, by=participant),
        lambda: correct_person(
            enrolment=place,
            fields={"title": "kokki"},
            person={"given_name": "Aino"},
            seen=seen,
            by=coordinator,
        ),
    )

    assert failures(answers) in ([], [StaleForm])
    assert User.objects.get(pk=participant.pk).given_name == ""
    assert Enrolment.objects.get(pk=place.pk).title == ""


def test_two_administrators_who_leave_at_once_leave_one(admin):
    other = make_user(is_superuser=True, is_staff=True)

    answers = together(
        lambda: erase_person(user=admin, by=admin),
        lambda: erase_person(user=other, by=other),
    )

    assert failures(answers) == [LastAdministrator]
    assert User.objects.filter(is_superuser=True).count() == 1


def test_a_double_click_erases_once(participant, mailoutbox):
    answers = together(*[lambda: erase_person(user=participant, by=participant)] * 2)

    assert failures(answers) == []
    assert Act.objects.filter(verb="person.erased").count() == 1
    assert [mail.to for mail in mailoutbox] == [["osallistuja@example.org"]]
