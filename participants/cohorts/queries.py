"""What pages need to know of programmes, cohorts and teams."""

from django.contrib.postgres.search import SearchRank
from django.db.models import DateField, Exists, F, Max, Min, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast

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


def cohorts_shown_to(user):
    """The person's own cohorts, and those that take applications, which everyone sees."""
    return Cohort.objects.filter(Q(pk__in=roles_of(user).visible) | Q(state=Cohort.State.OPEN))


def search_programmes(user, query):
    """The programmes and cohorts that the query finds, the best first, as dicts.

    Each has name, slug, summary, starts_on and state; the last two are empty for a programme.
    """
    words = query.in_texts()
    columns = ["name", "slug", "summary", "starts_on", "state", "rank"]
    rank = SearchRank(F("search_entry__search"), words)
    programmes = Programme.objects.annotate(
        starts_on=Cast(Value(None), DateField()), state=Value("")
    )
    parts = [
        things.filter(search_entry__search=words).annotate(rank=rank).order_by().values(*columns)
        for things in (cohorts_shown_to(user), programmes)
    ]
    return list(parts[0].union(parts[1], all=True).order_by("-rank", "-starts_on", "name"))
