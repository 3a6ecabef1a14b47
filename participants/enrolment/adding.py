"""Giving people their places, one or thousands at once; `actions` has all else."""

from dataclasses import dataclass, field

from django.db import transaction

from participants.accounts.models import User
from participants.cohorts.actions import get_or_create_teams, grant_roles
from participants.cohorts.models import Cohort, CohortRole
from participants.organisations.models import Affiliation, Organisation
from valmennus.shared import history
from valmennus.shared.search_index import reindex

from .models import Enrolment, EnrolmentChange

State = Enrolment.State
# Enough for few statements, few enough that who waits sees it go on.
AT_ONCE = 500


class AlreadyEnrolled(Exception):
    """The person has a place in the cohort already; `enrolment` is it."""

    def __init__(self, enrolment):
        super().__init__(str(enrolment))
        self.enrolment = enrolment


@dataclass
class Newcomer:
    """Whom to give a place. `person` holds given_name, family_name and phone."""

    email: str
    organisation: Organisation
    role: str
    title: str = ""
    language: str = "fi"
    person: dict = field(default_factory=dict)


@dataclass
class Added:
    """What giving a place has made: the place, and what was not there before.

    `filled` are the fields that the account did not tell before, with what was written in them;
    `before` are the withdrawn place's values where one came back.
    """

    enrolment: Enrolment
    change: EnrolmentChange
    new_account: bool
    new_affiliation: bool
    new_team: bool
    new_right: bool
    filled: dict
    before: dict


@transaction.atomic
def add_people(*, cohort, newcomers, by, progress=lambda done: None):
    """Give many people places at once; each as by `add_person` without a mail.

    Takes a few statements for a thousand people. `newcomers` have an account each, no two the same;
    `progress` hears how many have got their place. Returns an `Added` for each, in order. Raises
    `AlreadyEnrolled` for the first who has a place, and then nobody is added.
    """
    # Adding waits for adding: two coordinators with the same list do not meet in the middle.
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    added = []
    for start in range(0, len(newcomers), AT_ONCE):
        added += _add_some(cohort, newcomers[start : start + AT_ONCE], by)
        progress(len(added))
    return added


def _add_some(cohort, newcomers, by):
    accounts = User.objects.find_or_create_many(
        {one.email.strip().lower(): {**one.person, "language": one.language} for one in newcomers}
    )
    users = [accounts[one.email.strip().lower()] for one in newcomers]
    filled = [
        {} if is_new else _fill_gaps(user, one.person)
        for one, (user, is_new) in zip(newcomers, users, strict=True)
    ]
    people = [user for user, _is_new in users]
    belonging = _affiliate(people, newcomers)
    teams, new_teams = get_or_create_teams(
        cohort=cohort, organisations=[one.organisation for one in newcomers], by=by
    )
    places, before = _places(cohort, people, newcomers, teams)
    changes = [
        EnrolmentChange(
            enrolment=place,
            from_state=before[place.person_id].get("state", ""),
            to_state=place.state,
            by=by,
        )
        for place in places
    ]
    EnrolmentChange.objects.bulk_create(changes)
    rights = grant_roles(cohort=cohort, users=people, role=CohortRole.Role.PARTICIPANT, by=by)
    history.record_many(
        actor=by,
        verb="enrolment.added",
        subjects=[(place, {"team": str(place.team.organisation)}) for place in places],
    )
    # An account that tells more than before is found by it in all its places.
    reindex(*places, *(user for user, gaps in zip(people, filled, strict=True) if gaps))
    return [
        Added(
            enrolment=place,
            change=change,
            new_account=is_new,
            new_affiliation=user.pk in belonging,
            new_team=place.team.organisation_id in new_teams,
            new_right=user.pk in rights,
            filled=gaps,
            before=before[user.pk],
        )
        for place, change, (user, is_new), gaps in zip(places, changes, users, filled, strict=True)
    ]


def _fill_gaps(user, person):
    """Add to an account what it does not tell yet; never replaces what its owner wrote."""
    missing = {name: value for name, value in person.items() if value and not getattr(user, name)}
    for name, value in missing.items():
        setattr(user, name, value)
    if missing:
        user.save(update_fields=list(missing))
    return missing


def _affiliate(people, newcomers):
    """Let those belong to their organisation who belong to none; returns their keys."""
    belong = set(Affiliation.objects.filter(user__in=people).values_list("user_id", flat=True))
    new = [
        Affiliation(user=user, organisation=one.organisation, role=one.role, title=one.title)
        for user, one in zip(people, newcomers, strict=True)
        if user.pk not in belong
    ]
    Affiliation.objects.bulk_create(new, ignore_conflicts=True)
    return {one.user_id for one in new}


def _places(cohort, people, newcomers, teams):
    """Save the places, in order, and tell by person what each withdrawn one was before."""
    held = {
        place.person_id: place
        for place in Enrolment.objects.filter(cohort=cohort, person__in=people)
    }
    places, before = [], {}
    for user, one in zip(people, newcomers, strict=True):
        place = held.get(user.pk)
        before[user.pk] = _values_of(place) if place else {}
        if place is None:
            place = Enrolment(cohort=cohort)
        elif place.state != State.WITHDRAWN:
            raise AlreadyEnrolled(place)
        place.person, place.team = user, teams[one.organisation.pk]
        place.role, place.title, place.state = one.role, one.title, State.ACCEPTED
        places.append(place)
    Enrolment.objects.bulk_create([place for place in places if place.pk is None])
    for place in places:
        if before[place.person_id]:
            place.save()
    return places, before


def _values_of(place):
    """A place as it is, in values that JSON knows."""
    return {
        "team": place.team_id,
        "role": place.role,
        "title": place.title,
        "state": place.state,
        "changed_at": place.changed_at.isoformat(),
    }
