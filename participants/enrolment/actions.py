"""What is done with people's places in a cohort."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.actions import (
    NotPossible,
    get_or_create_team,
    grant_role,
    revoke_role,
)
from participants.cohorts.models import CohortRole, Team
from participants.organisations.models import Affiliation
from valmennus.shared import counting, history
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import refuse_stale

from . import mails, queries
from .adding import Added, AlreadyEnrolled, Newcomer, add_people
from .models import Enrolment, EnrolmentChange

__all__ = ["Added", "AlreadyEnrolled", "Newcomer", "add_people"]

State = Enrolment.State


class AddressTaken(Exception):
    """Another account has the address."""


@transaction.atomic
def add_person(
    *, cohort, organisation, email, by, role, person=None, title="", language="fi", tell=True
):
    """Give a person a place in the organisation's team, at the coordinator's word.

    `person` holds given_name, family_name and phone; what an account of the address already has
    stays as it is. A withdrawn place comes back. Effects: account, team and place where they are
    missing; the participant's right; history of the place and of the act; with `tell` a mail to
    the person, in the person's language. Raises `AlreadyEnrolled`.
    """
    newcomer = Newcomer(email, organisation, role, title, language, person or {})
    [added] = add_people(cohort=cohort, newcomers=[newcomer], by=by)
    if tell:
        mails.send_places([added.enrolment], cohort=added.enrolment.cohort, by=by)
    return added.enrolment


def _set_state(enrolment, state, *, by, reason=""):
    """Save the place in its new state, with its step of history and the right that follows."""
    before, enrolment.state = enrolment.state, state
    enrolment.save()
    EnrolmentChange.objects.create(
        enrolment=enrolment, from_state=before, to_state=state, by=by, reason=reason
    )
    change_right = grant_role if enrolment.takes_part else revoke_role
    change_right(
        cohort=enrolment.cohort, user=enrolment.person, role=CohortRole.Role.PARTICIPANT, by=by
    )


def _locked(enrolment):
    # Locked by itself first: a row that has just got another team drops out of a join with it.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    return Enrolment.objects.select_related("cohort", "person", "team__organisation").get(
        pk=enrolment.pk
    )


@transaction.atomic
def correct_person(*, enrolment, fields, person, seen=None, by):
    """Correct a place's role and title, and the person's own data.

    `fields` and `person` are new values by name of field; the caller has checked the right to
    each. An account that has been erased meanwhile gets no data again. Effects: place and account,
    one line of history with what changed. Raises `StaleForm`, and `AddressTaken` where another
    account has the new address.
    """
    # The person before the place, as in an erasure.
    user = User.objects.select_for_update().get(pk=enrolment.person_id)
    current = _locked(enrolment)
    refuse_stale(current, seen)
    if user.erased_at:
        person = {}
    email = person.get("email")
    if email and User.objects.with_address(email).exclude(pk=user.pk).exists():
        raise AddressTaken
    changed = _assign(current, fields) | _assign(user, person)
    if changed:
        try:
            with transaction.atomic():
                if person:
                    user.save(update_fields=list(person))
                if "email" in changed:
                    user.replace_address(user.email, verified=False)
        except IntegrityError:
            # Somebody took the address since it was looked for.
            raise AddressTaken from None
        current.save(update_fields=[*fields, "changed_at"])
        history.record(actor=by, verb="enrolment.corrected", subject=current, data=changed)
        reindex(current, user)
    return current


def _assign(thing, fields):
    """Set the fields; returns what changed, for the history."""
    changed = history.changes({name: getattr(thing, name) for name in fields}, fields)
    for name, value in fields.items():
        setattr(thing, name, value)
    return changed


@transaction.atomic
def move_person(*, enrolment, organisation, by):
    """Move a person to another organisation's team in the same cohort.

    Effects: the team where it is missing, the place, the person's affiliation, one line of
    history; whoever moves away is no longer the contact of the team that is left.
    """
    current = _locked(enrolment)
    left = current.team
    team = get_or_create_team(cohort=current.cohort, organisation=organisation, by=by)
    if team == left:
        return current
    current.team = team
    current.save(update_fields=["team", "changed_at"])
    _drop_contact(left, current.person)
    Affiliation.objects.update_or_create(
        user=current.person,
        defaults={"organisation": organisation},
        create_defaults={"organisation": organisation, "role": current.role},
    )
    history.record(
        actor=by,
        verb="enrolment.moved",
        subject=current,
        data={"team": [str(left), str(organisation)]},
    )
    reindex(current)
    return current


def _drop_contact(team, person):
    Team.objects.filter(pk=team.pk, contact=person).update(contact=None)


@transaction.atomic
def withdraw_person(*, enrolment, reason, by):
    """Take a person out of the cohort; nothing happens where that is done already.

    Effects: the state with who, when and why; the participant's right is gone; the team loses
    its contact if it was this person; one line of history. What the person has done stays.
    """
    current = _locked(enrolment)
    if current.state == State.WITHDRAWN:
        return current
    _set_state(current, State.WITHDRAWN, by=by, reason=reason)
    _drop_contact(current.team, current.person)
    history.record(actor=by, verb="enrolment.withdrawn", subject=current, data={"reason": reason})
    return current


@transaction.atomic
def confirm_person(*, enrolment, by):
    """The person takes the place that was given; nothing happens where it is confirmed already.

    Effects: the state with who and when, one line of history. Raises `NotPossible` where the
    person has no place any more.
    """
    current = _locked(enrolment)
    if current.state == State.CONFIRMED:
        return current
    if current.state != State.ACCEPTED:
        raise NotPossible(_("There is no place to confirm any more. Ask the coordinator."))
    _set_state(current, State.CONFIRMED, by=by)
    history.record(actor=by, verb="enrolment.confirmed", subject=current)
    return current


@transaction.atomic
def restore_person(*, enrolment, by):
    """Give a withdrawn person the place back. Effects as in `add_person`, without a mail."""
    current = _locked(enrolment)
    if current.state != State.WITHDRAWN:
        return current
    _set_state(current, State.ACCEPTED, by=by)
    history.record(actor=by, verb="enrolment.restored", subject=current)
    return current


@transaction.atomic
def change_team(*, team, contact, superior, seen=None, by):
    """Name the team's contact and the superior who knows of the coaching.

    `contact` is one of the team's people or None. Effects: the team, one line of history with
    what changed. Raises `StaleForm`, and `NotPossible` where the contact has left just now.
    """
    # The place before the team, as in `withdraw_person`.
    places = Enrolment.objects.taking_part().select_for_update().filter(team=team, person=contact)
    if contact and not places:
        raise NotPossible(_("%(person)s is no longer in the team.") % {"person": contact})
    current = Team.objects.select_for_update().get(pk=team.pk)
    refuse_stale(current, seen)
    changed = _assign(current, {"contact": contact, "superior": superior})
    if changed:
        current.save(update_fields=["contact", "superior", "changed_at"])
        history.record(actor=by, verb="team.changed", subject=current, data=changed)
    return current


def erase_person(*, user):
    """The person's places stay for the counts, as an erased person's, without title and reasons.

    A form that was opened before is stale now. Call it in the transaction of the erasure.
    """
    Enrolment.objects.filter(person=user).update(title="", changed_at=timezone.now())
    EnrolmentChange.objects.filter(enrolment__person=user).update(reason="")


@transaction.atomic
def forget(*, cohort):
    """Forget the details of the cohort's places; the places stay for the counts.

    Effects: no job titles, reasons and names of superiors, in the rows, in the history and in the
    search. Returns how many of each, as `queries.to_forget` does.
    """
    counts = counting.counts_of(**queries.to_forget(cohort))
    places = Enrolment.objects.filter(cohort=cohort)
    titled = list(places.exclude(title=""))
    places.exclude(title="").update(title="", changed_at=timezone.now())
    changes = EnrolmentChange.objects.filter(enrolment__cohort=cohort).exclude(reason="")
    changes.update(reason="")
    teams = Team.objects.filter(cohort=cohort)
    teams.exclude(superior="").update(superior="", changed_at=timezone.now())
    history.forget_details(subjects=[*places.values_list("uuid", flat=True)])
    history.forget_details(subjects=[*teams.values_list("uuid", flat=True)])
    reindex(*titled)
    return counts
