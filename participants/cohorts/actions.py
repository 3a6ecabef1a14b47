"""What is done with cohorts, teams and roles."""

from django.db import transaction

from valmennus.shared import history

from .models import CohortRole, Team


@transaction.atomic
def grant_role(*, cohort, user, role, by):
    """Give the person a role in the cohort; nothing happens where it is held already.

    Effects: one role, one line of history when it is new.
    """
    _, created = CohortRole.objects.get_or_create(cohort=cohort, user=user, role=role)
    if created:
        history.record(
            actor=by, verb="role.granted", subject=cohort, data={"person": str(user), "role": role}
        )


@transaction.atomic
def revoke_role(*, cohort, user, role, by):
    """Take a role away; nothing happens where it is not held.

    Effects: the role is gone, one line of history.
    """
    deleted, _ = CohortRole.objects.filter(cohort=cohort, user=user, role=role).delete()
    if deleted:
        history.record(
            actor=by, verb="role.revoked", subject=cohort, data={"person": str(user), "role": role}
        )


@transaction.atomic
def get_or_create_team(*, cohort, organisation, by):
    """The organisation's team in the cohort; made where there is none yet.

    Effects: one line of history when the team is new.
    """
    team, created = Team.objects.get_or_create(cohort=cohort, organisation=organisation)
    if created:
        history.record(actor=by, verb="team.added", subject=team)
    return team
