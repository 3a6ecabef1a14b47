"""What is done with cohorts, teams and roles."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import User
from valmennus.shared import history
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import refuse_stale

from . import mails, queries
from .models import Cohort, CohortRole, ProgrammeRole, Team

# What may follow what; an archived cohort comes back as a closed one.
NEXT_STATES = {
    Cohort.State.DRAFT: [Cohort.State.OPEN, Cohort.State.RUNNING],
    Cohort.State.OPEN: [Cohort.State.RUNNING, Cohort.State.DRAFT],
    Cohort.State.RUNNING: [Cohort.State.CLOSED, Cohort.State.OPEN],
    Cohort.State.CLOSED: [Cohort.State.ARCHIVED, Cohort.State.RUNNING],
    Cohort.State.ARCHIVED: [Cohort.State.CLOSED],
}


class NotPossible(Exception):
    """The act does not fit the present state; the message says why."""


@transaction.atomic
def change_cohort(*, cohort, fields, seen=None, by):
    """Correct the cohort's texts and dates.

    `fields` are new values by name of field; `seen` is the version that the form showed.
    Effects: the cohort, one line of history with what changed. Raises `StaleForm`.
    """
    current = Cohort.objects.select_for_update().get(pk=cohort.pk)
    refuse_stale(current, seen)
    changed = history.changes({name: getattr(current, name) for name in fields}, fields)
    if changed:
        for name, value in fields.items():
            setattr(current, name, value)
        current.save(update_fields=[*fields, "changed_at"])
        history.record(actor=by, verb="cohort.changed", subject=current, data=changed)
        reindex(current)
    return current


@transaction.atomic
def change_state(*, cohort, state, by):
    """Move the cohort to another state, such as from running to closed.

    Effects: the state, one line of history. Raises `NotPossible` where the state does not follow.
    """
    current = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if state == current.state:
        return current
    if state not in NEXT_STATES[current.state]:
        raise NotPossible(
            _("A cohort in the state “%(state)s” cannot go there. Reload the page and try again.")
            % {"state": current.get_state_display()}
        )
    data = {"state": [current.state, state]}
    current.state = state
    current.save(update_fields=["state", "changed_at"])
    history.record(actor=by, verb="cohort.state_changed", subject=current, data=data)
    return current


@transaction.atomic
def grant_role(*, cohort, user, role, by, by_hand=True):
    """Give the person a role in the cohort; see `grant_roles`. Returns whether it is new."""
    return user.pk in grant_roles(cohort=cohort, users=[user], role=role, by=by, by_hand=by_hand)


@transaction.atomic
def grant_roles(*, cohort, users, role, by, by_hand=True):
    """Give the people a role in the cohort; nothing happens where it is held already.

    One that is not given `by_hand` goes again with its reason. Effects: one role a person, one line
    of history for each that is new. Returns the keys of the people for whom it is.
    """
    held = CohortRole.objects.filter(cohort=cohort, role=role, user__in=users)
    had = set(held.values_list("user_id", flat=True))
    new = [
        CohortRole(cohort=cohort, user=user, role=role, by_hand=by_hand)
        for user in users
        if user.pk not in had
    ]
    CohortRole.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    if by_hand and had:
        held.filter(user__in=had, by_hand=False).update(by_hand=True)
    history.record_many(
        actor=by,
        verb="role.granted",
        subjects=[(cohort, history.about(one.user) | {"role": role}) for one in new],
    )
    for user in users:
        user.kept_roles = None
    return {one.user_id for one in new}


@transaction.atomic
def revoke_role(*, cohort, user, role, by, by_hand=True):
    """Take a role away; nothing happens where it is not held.

    With `by_hand=False` one that was given by hand stays. Effects: the role is gone, one line of
    history.
    """
    roles = CohortRole.objects.filter(cohort=cohort, user=user, role=role)
    if not by_hand:
        roles = roles.filter(by_hand=False)
    for one in [user, by]:
        # Who takes an own role away must not go on with it.
        if one == user:
            one.kept_roles = None
    if roles.delete()[0]:
        history.record(
            actor=by, verb="role.revoked", subject=cohort, data=history.about(user) | {"role": role}
        )


@transaction.atomic
def get_or_create_team(*, cohort, organisation, by):
    """The organisation's team in the cohort; made where there is none yet.

    Effects: one line of history when the team is new.
    """
    teams, _new = get_or_create_teams(cohort=cohort, organisations=[organisation], by=by)
    return teams[organisation.pk]


@transaction.atomic
def get_or_create_teams(*, cohort, organisations, by):
    """The organisations' teams in the cohort, made where there are none yet.

    Effects: one line of history for each that is new. Returns the teams by the key of their
    organisation, and the set of the keys of those organisations whose team is new.
    """
    wanted = {one.pk: one for one in organisations}
    teams = Team.objects.filter(cohort=cohort, organisation__in=wanted)
    missing = wanted.keys() - set(teams.values_list("organisation_id", flat=True))
    made = [Team(cohort=cohort, organisation=wanted[pk]) for pk in sorted(missing)]
    # Somebody may make the same team in this moment; then theirs is the one.
    Team.objects.bulk_create(made, ignore_conflicts=True)
    ours = {team.uuid for team in made}
    found = {team.organisation_id: team for team in teams.all()}
    for pk, team in found.items():
        team.cohort, team.organisation = cohort, wanted[pk]
    new = [team for team in found.values() if team.uuid in ours]
    history.record_many(actor=by, verb="team.added", subjects=[(team, None) for team in new])
    return found, {team.organisation_id for team in new}


@transaction.atomic
def name_staff(*, cohort, email, given_name, family_name, role, by):
    """Make a person coordinator or coach of the cohort; an account is made where there is none.

    The caller has checked who may name whom. Effects: the account, the role, one line of history,
    a mail to the person where the task is new. Returns the person.
    """
    # Before the person, as where somebody is added.
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    user, _is_new = User.objects.find_or_create(
        email, given_name=given_name, family_name=family_name
    )
    if grant_role(cohort=cohort, user=user, role=role, by=by):
        mails.send_task(user, cohort=cohort, role=role, by=by)
    return user


@transaction.atomic
def remove_staff(*, cohort, user, role, by):
    """Take the task of a coordinator or coach away.

    Effects: the role is gone, one line of history. Raises `NotPossible` for the last coordinator:
    a cohort is never left without one.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    coordinators = CohortRole.objects.filter(cohort=cohort, role=CohortRole.Role.COORDINATOR)
    if role == CohortRole.Role.COORDINATOR and not coordinators.exclude(user=user).exists():
        raise NotPossible(_("A cohort needs at least one coordinator. Name another one first."))
    revoke_role(cohort=cohort, user=user, role=role, by=by)


@transaction.atomic
def hand_over(*, cohort, to, message, stays, by):
    """Hand the cohort over to another coordinator.

    `to` is one of `queries.successors_of`. Effects: the new coordinator's task, where it is new; a
    mail to them with the message; the task of `by` is gone unless they stay; one line of history.
    Raises `NotPossible` where the person no longer runs anything in the programme.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not queries.successors_of(cohort, by).filter(pk=to.pk).exists():
        raise NotPossible(_("Choose somebody who runs a cohort of the programme."))
    grant_role(cohort=cohort, user=to, role=CohortRole.Role.COORDINATOR, by=by)
    mails.send_handed_over(to, cohort=cohort, message=message, by=by)
    if not stays:
        revoke_role(cohort=cohort, user=by, role=CohortRole.Role.COORDINATOR, by=by)
    data = history.about(to) | {"stays": stays}
    history.record(actor=by, verb="cohort.handed_over", subject=cohort, data=data)


def note_seen(*, cohort, by):
    """Note that the person has looked at the list of the cohort's people; once a day.

    Effects: one line of history on the first time of the day.
    """
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not queries.seen_since(cohort.uuid, by.pk, today):
        history.record(actor=by, verb=queries.SEEN, subject=cohort)


def note_exported(*, cohort, by, what, form, places, narrowed=()):
    """Note that the person has taken a list of people out of the portal.

    `what` is a key of `queries.LISTS`, `form` of `queries.FORMS`, `places` the keys of the places
    of those in the list, `narrowed` the names of what it was narrowed by; what was typed is not
    kept, since it may be a name. Twice within some seconds is once. Effects: one line of history.
    """
    places = sorted(places)
    data = {"list": what, "form": form, "number": len(places), "places": places}
    data["filter"] = sorted(narrowed)
    just_now = timezone.now() - datetime.timedelta(seconds=5)
    if (data,) not in queries.exported_since(cohort.uuid, by.pk, just_now):
        history.record(actor=by, verb=queries.EXPORTED, subject=cohort, data=data)


class LastCoordinator(Exception):
    """Cohorts would be left without a coordinator; `cohorts` are they."""

    def __init__(self, cohorts):
        super().__init__(", ".join(map(str, cohorts)))
        self.cohorts = cohorts


def lock_coordinated_by(user):
    """Lock the cohorts that the person coordinates: two coordinators who leave at once meet here.

    Before the person, as where somebody is added.
    """
    coordinated = Cohort.objects.filter(
        roles__user=user, roles__role=CohortRole.Role.COORDINATOR
    ).values("pk")
    list(Cohort.objects.select_for_update().filter(pk__in=coordinated).order_by("pk"))


def erase_person(*, user):
    """Take all the person's roles away, also that of a team's contact.

    Call it in the transaction of the erasure, after `lock_coordinated_by`. Raises
    `LastCoordinator` where a cohort that has not ended would have none.
    """
    if left := queries.only_coordinated_by(user):
        raise LastCoordinator(left)
    CohortRole.objects.filter(user=user).delete()
    ProgrammeRole.objects.filter(user=user).delete()
    Team.objects.filter(contact=user).update(contact=None)
