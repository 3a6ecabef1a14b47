"""What pages need to know of programmes, cohorts and teams."""

from django.contrib.postgres.search import SearchRank
from django.db.models import DateField, Exists, F, Max, Min, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participants.accounts.models import User
from participants.organisations.models import Organisation
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.composed import composed_once
from valmennus.shared.models import Act

from .models import Cohort, CohortRole, Programme, ProgrammeRole, roles_of

# A programme's page tells of its latest rounds, not of every one in its history.
ROUNDS = 12

# Who has looked at the lists of a cohort's people, and who has taken them out of the portal.
SEEN, EXPORTED = "people.seen", "people.exported"
LISTS = {
    "people": gettext_lazy("List of people"),
    "attendance": gettext_lazy("List of attendance"),
    "door": gettext_lazy("List for the door"),
    "name_tags": gettext_lazy("Name tags"),
    "import": gettext_lazy("Report of a list that was brought"),
    "applications": gettext_lazy("List of applications"),
    "awards": gettext_lazy("List of progress to the certificate"),
    "tasks": gettext_lazy("Answers to a task"),
    "teams": gettext_lazy("Where the teams stand"),
}
FORMS = {"xlsx": "XLSX", "csv": "CSV", "paper": gettext_lazy("to be printed")}
NARROWED = {
    "text": gettext_lazy("by a search word"),
    "team": gettext_lazy("by team"),
    "role": gettext_lazy("by role"),
    "state": gettext_lazy("by state"),
    "signed_in": gettext_lazy("by signing in"),
    "region": gettext_lazy("by region"),
    "size": gettext_lazy("by size of municipality"),
    "roles": gettext_lazy("by the people's roles"),
    "earlier": gettext_lazy("by earlier taking part"),
}


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


@composed_once
def seen_since(cohort, person, moment):
    """The key of a line which says that the person has looked at the list of people since then."""
    seen = Act.objects.filter(subject_uuid=cohort, verb=SEEN, actor=person, at__gte=moment)
    return seen.order_by().values_list("pk")[:1]


@composed_once
def exported_since(cohort, person, moment):
    """What the person has noted since then about lists taken out, in tuples of one."""
    acts = Act.objects.filter(subject_uuid=cohort, verb=EXPORTED, actor=person, at__gte=moment)
    return acts.values_list("data")


def readings_of(cohort):
    """Who has seen or exported the lists of the cohort's people, the latest first."""
    return Act.objects.of(cohort).filter(verb__in=[SEEN, EXPORTED]).select_related("actor")


def reading_in_words(act):
    """What was done with a list of people, as a sentence."""
    if act.verb == SEEN:
        return _("Looked at the list of people")
    what = str(LISTS.get(act.data.get("list"), act.data.get("list")))
    form = str(FORMS.get(act.data.get("form"), act.data.get("form")))
    number = act.data.get("number", 0)
    rows = ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
    parts = [f"{what} ({form})", rows]
    if narrowed := [str(NARROWED.get(name, name)) for name in act.data.get("filter", [])]:
        parts.append(_("narrowed: %(how)s") % {"how": ", ".join(narrowed)})
    return ", ".join(parts)


def successors_of(cohort, user):
    """To whom the person may hand the cohort over, in Finnish order.

    Those who coordinate or coach a cohort of the programme, and the programme's managers; whoever
    else is to run the cohort is named by a manager.
    """
    programme = cohort.programme_id
    staff = CohortRole.objects.filter(
        cohort__programme=programme, role__in=CohortRole.STAFF_ROLES
    ).values("user")
    managers = ProgrammeRole.objects.filter(programme=programme).values("user")
    return (
        User.objects.filter(Q(pk__in=staff) | Q(pk__in=managers), erased_at=None, is_active=True)
        .exclude(pk=user.pk)
        .order_by(FinnishOrder("family_name"), FinnishOrder("given_name"), "pk")
    )
