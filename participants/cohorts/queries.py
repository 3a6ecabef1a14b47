"""What pages need to know of programmes, cohorts and teams."""

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q

from participants.organisations.models import Organisation

from .models import Cohort, CohortRole, Programme, roles_of

# A programme's page tells of its latest rounds, not of every one in its history.
ROUNDS = 12


def my_cohorts(user):
    """The cohorts that the person sees, newest first."""
    return Cohort.objects.visible_to(user).select_related("programme")


def coordinated_cohorts(user):
    """The cohorts that the person coordinates: running ones first, archived ones last."""
    order = [
        Cohort.State.RUNNING,
        Cohort.State.OPEN,
        Cohort.State.DRAFT,
        Cohort.State.CLOSED,
        Cohort.State.ARCHIVED,
    ]
    cohorts = Cohort.objects.coordinated_by(user).select_related("programme")
    return sorted(cohorts, key=lambda cohort: order.index(cohort.state))


def coordinates_any(user):
    """Whether the person coordinates at least one cohort now."""
    return bool(roles_of(user).coordinated)


def programmes_with_calls():
    """Every programme with `.calls` (open cohorts) and `.rounds` (the latest others)."""
    states = Cohort.State
    public = Cohort.objects.order_by("-starts_on", "name")
    return Programme.objects.prefetch_related(
        Prefetch("cohorts", public.filter(state=states.OPEN), to_attr="calls"),
        Prefetch(
            "cohorts",
            public.filter(state__in=[states.RUNNING, states.CLOSED, states.ARCHIVED])[:ROUNDS],
            to_attr="rounds",
        ),
    )


def open_calls():
    """Cohorts that take applications, the first to start first."""
    return (
        Cohort.objects.filter(state=Cohort.State.OPEN)
        .select_related("programme")
        .order_by("starts_on", "name")
    )


def municipalities_with_rounds():
    """Every municipality that has its place on a map, in Finnish order.

    `first_round` and `last_round` are the days on which the cohorts of its teams started; None
    where it has not taken part. Drafts do not count.
    """
    public = ~Q(teams__cohort__state=Cohort.State.DRAFT)
    return list(
        Organisation.objects.filter(
            kind=Organisation.Kind.MUNICIPALITY, latitude__isnull=False, longitude__isnull=False
        )
        .annotate(
            first_round=Min("teams__cohort__starts_on", filter=public),
            last_round=Max("teams__cohort__starts_on", filter=public),
        )
        .in_finnish_order()
    )


def staff_of(cohort):
    """Coordinators and coaches of the cohort, with their people."""
    return (
        CohortRole.objects.filter(cohort=cohort, role__in=CohortRole.STAFF_ROLES)
        .select_related("user")
        .order_by("-role", "user__family_name", "user__given_name", "pk")
    )


def only_coordinated_by(user):
    """Cohorts that have not ended and have no other coordinator than the person."""
    others = CohortRole.objects.filter(
        cohort=OuterRef("pk"), role=CohortRole.Role.COORDINATOR
    ).exclude(user=user)
    return list(
        Cohort.objects.filter(
            ~Exists(others),
            roles__user=user,
            roles__role=CohortRole.Role.COORDINATOR,
            state__in=[Cohort.State.DRAFT, Cohort.State.OPEN, Cohort.State.RUNNING],
        ).order_by("name")
    )
