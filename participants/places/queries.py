"""Whose place waits to be confirmed, and who takes care of it."""

from participants.enrolment.models import Enrolment
from participants.messages.queries import coordinators_of


def unconfirmed(cohort):
    """The places that have been given and not confirmed, in Finnish order, with their people."""
    return (
        Enrolment.objects.filter(cohort=cohort, state=Enrolment.State.ACCEPTED)
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )


def people_with_place(cohort):
    """Those who take part in the cohort, in Finnish order, with their teams."""
    return (
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )


def team_places(team):
    """The places of a team, in Finnish order, those who have left last."""
    rows = Enrolment.objects.filter(team=team).select_related("person").in_finnish_order()
    return sorted(rows, key=lambda place: not place.takes_part)


def coordinator_of(cohort):
    """To whom answers go: the first coordinator, or None."""
    return next(iter(coordinators_of(cohort)), None)
