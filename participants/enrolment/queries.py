"""What pages need to know of people's places."""

from django.db.models import Count, Exists, F, OuterRef, Q

from participants.accounts.models import NAMED, User, name_of
from participants.accounts.queries import shared_by
from participants.cohorts.models import CohortRole, Team, roles_of
from participants.organisations.models import Organisation, PersonRole
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.composed import composed_once
from valmennus.shared.search_index import found

from .models import Enrolment, EnrolmentChange
from .search_models import EnrolmentSearch

# So many rows of a list that leaves the portal are read at once.
AT_ONCE = 1000
# What lists tell; accounts, teams and organisations hold a good deal more.
PERSON = [*NAMED, "phone", "language", "last_login"]
TEAM = ["uuid", "cohort", "contact", "superior", "organisation"]
ORGANISATION = ["name_fi", "name_sv"]
LISTED = [
    *("pk", "person", "role", "title", "state", "created_at", "team__contact"),
    *("person__phone", "person__language", *(f"person__{name}" for name in NAMED)),
    *(f"team__organisation__{name}" for name in ORGANISATION),
    *(f"team__organisation__region__{name}" for name in ("name_fi", "name_sv", "name_en")),
]


def people_of(cohort, *, text="", team=None, role="", state="", signed_in=""):
    """The cohort's people in Finnish order, narrowed down, with all that a list prints.

    Without a chosen state, those who have withdrawn or been declined are left out. `signed_in` is
    "yes", "no" or empty for everybody.
    """
    people = (
        Enrolment.objects.filter(**_in(cohort))
        .select_related("person", "team__organisation__region")
        .only(
            *("uuid", "cohort", "role", "title", "state", "created_at"),
            *_of("person", PERSON),
            *_of("team", ["contact", "organisation"]),
            *_of("team__organisation", ORGANISATION),
            *_of("team__organisation__region", ["name_fi", "name_sv", "name_en"]),
        )
        .in_finnish_order()
    )
    for word in text.split()[:6]:
        people = people.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(person__email__icontains=word)
            | Q(team__organisation__name_fi__icontains=word)
            | Q(team__organisation__name_sv__icontains=word)
        )
    if team is not None:
        people = people.filter(team=team)
    if role:
        people = people.filter(role=role)
    if signed_in:
        # Nobody waits for the sign-in of an erased person.
        unseen = Q(person__last_login=None, person__erased_at=None)
        people = people.filter(unseen if signed_in == "no" else ~unseen)
    if state == "all":
        return people
    if state:
        return people.filter(state=state)
    return people.exclude(state__in=[Enrolment.State.WITHDRAWN, Enrolment.State.DECLINED])


def listed(cohort, **narrowing):
    """The people of `people_of` as the values of `LISTED`, for a list that leaves the portal."""
    return people_of(cohort, **narrowing).values_list(*LISTED)


def listed_at_once(cohort, **narrowing):
    """The first of `listed`, as a list: one more than `AT_ONCE` where there are more."""
    if any(narrowing.values()):
        return list(listed(cohort, **narrowing)[: AT_ONCE + 1])
    return _everyone_at_once(cohort.pk)


@composed_once
def _everyone_at_once(cohort):
    return listed(cohort)[: AT_ONCE + 1]


def _in(cohort):
    """In the cohort, for queries that join the team: it is found by its cohort too, not one by one
    among all the teams of the country.
    """
    return {"cohort": cohort, "team__cohort": cohort}


def places_of(cohort):
    """Those who take part, each with its person, in Finnish order."""
    return _shown(Enrolment.objects.taking_part().filter(cohort=cohort))


@composed_once
def _places_in_cohort(cohort):
    return places_of(cohort)


@composed_once
def _places_in_team(team):
    return _shown(Enrolment.objects.taking_part().filter(team=team))


def _shown(places):
    """The places with what lists tell of a person, in Finnish order."""
    return (
        places.select_related("person")
        .only("uuid", "cohort", "team", "role", "title", "state", *_of("person", PERSON))
        .in_finnish_order()
    )


def _of(path, names):
    return [f"{path}__{name}" for name in names]


def teams_of(cohort):
    """The cohort's teams in Finnish order; `.people` are those who take part, in order."""
    teams = _teams_with_contact(cohort.pk)
    people = {team.pk: [] for team in teams}
    for place in _places_in_cohort(cohort.pk):
        people[place.team_id].append(place)
    for team in teams:
        team.people = people[team.pk]
    return teams


@composed_once
def _teams_with_contact(cohort):
    return (
        teams_for_choice(cohort)
        .select_related("contact")
        .only(*TEAM, *_of("organisation", ORGANISATION), *_of("contact", PERSON))
    )


def teams_shown(cohort):
    """The cohort's people by team, for all its members: a list of (organisation, people).

    Each person is a name, a role, and job title, address and phone, each where the person shares
    it. Plain values of two statements, since this is the page that most people open.
    """
    rows = _people_by_team(cohort.pk)
    shared = shared_by([row[3] for row in rows])
    roles = {role: str(label) for role, label in PersonRole.choices}
    teams = {}
    for team, name_fi, name_sv, person, role, title, phone, *named in rows:
        if team not in teams:
            teams[team] = (str(Organisation(name_fi=name_fi, name_sv=name_sv)), [])
        told = {"title": title, "email": named[2], "phone": phone}
        told = [text if name in shared[person] else "" for name, text in told.items()]
        teams[team][1].append((name_of(*named), roles.get(role, role), *told))
    return list(teams.values())


@composed_once
def _people_by_team(cohort):
    return (
        Enrolment.objects.taking_part()
        .filter(**_in(cohort))
        .order_by(
            FinnishOrder("team__organisation__name_fi"),
            "team",
            FinnishOrder("person__family_name"),
            FinnishOrder("person__given_name"),
            "pk",
        )
        .values_list(
            "team",
            *_of("team__organisation", ORGANISATION),
            *("person", "role", "title", "person__phone"),
            *_of("person", NAMED),
        )
    )


def teams_for_choice(cohort):
    """The cohort's teams in Finnish order, for a list to choose from."""
    return (
        Team.objects.filter(cohort=cohort)
        .select_related("organisation")
        .only(*TEAM, *_of("organisation", ORGANISATION))
        .order_by(FinnishOrder("organisation__name_fi"), "pk")
    )


def team_of(place):
    """The team of a person's place, as by `teams_of`, for its members.

    The places of the others have no job title where the person does not share it.
    """
    place.team.people = _places_in_team(place.team_id)
    shared = shared_by([one.person_id for one in place.team.people])
    for one in place.team.people:
        if one.person_id != place.person_id and "title" not in shared[one.person_id]:
            one.title = ""
    return place.team


def my_enrolments(user):
    """The person's own places, newest cohort first, withdrawn ones left out."""
    return _places_of_person(user.pk)


@composed_once
def _places_of_person(person):
    return (
        Enrolment.objects.filter(person=person)
        .exclude(state=Enrolment.State.WITHDRAWN)
        .select_related("cohort__programme", "team__organisation", "team__contact")
        .order_by("-cohort__starts_on", "pk")
    )


def history_of(enrolment):
    """The steps of one place, newest first, with who took them."""
    return enrolment.changes.select_related("by").order_by("-at", "-pk")


def counts_of(cohort):
    """How many people take part and how many teams they are from, as a dict."""
    for people, teams in _counts_of(cohort.pk):
        return {"people": people, "teams": teams}
    return {"people": 0, "teams": 0}


@composed_once
def _counts_of(cohort):
    return (
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .order_by()
        .values("cohort")
        .annotate(people=Count("pk"), teams=Count("team", distinct=True))
        .values_list("people", "teams")
    )


def counts_by_cohort(cohorts):
    """People and teams that take part, by cohort's key: `{pk: (people, teams)}`."""
    rows = (
        Enrolment.objects.taking_part()
        .filter(cohort__in=cohorts)
        .values_list("cohort_id")
        .annotate(people=Count("pk"), teams=Count(F("team"), distinct=True))
    )
    return {pk: (people, teams) for pk, people, teams in rows}


def people_shown_to(user):
    """The places of whose people the pages tell the person.

    A coordinator sees everybody but those who have left; others see who takes part.
    """
    roles = roles_of(user)
    everyone = Q(cohort__in=roles.coordinated)
    those_with_a_place = Q(cohort__in=roles.visible, state__in=Enrolment.TAKING_PART)
    # The teams by their cohorts too: see `_in`.
    return Enrolment.objects.filter(
        everyone | those_with_a_place, team__cohort__in=roles.visible
    ).exclude(state__in=[Enrolment.State.WITHDRAWN, Enrolment.State.DECLINED])


def search_people(user, query):
    """The places of the people whom the query finds, as `search_index.found` gives them.

    Job titles and addresses find people for those alone who run the cohort.
    """
    shown = Q(search_entry__search=query.in_names(EnrolmentSearch.SHOWN_TO_ALL))
    people = (
        people_shown_to(user)
        .filter(Q(cohort__in=roles_of(user).coordinated) | shown)
        .select_related("person", "team__organisation")
        .only(
            *("uuid", "cohort", "role", "title", "state"),
            *_of("person", NAMED),
            *_of("team", ["organisation"]),
            *_of("team__organisation", ORGANISATION),
        )
    )
    return found(people, query.in_names(), FinnishOrder("person__family_name"), "pk")


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    changes = EnrolmentChange.objects.filter(enrolment__cohort=cohort)
    return {
        "titles": Enrolment.objects.filter(cohort=cohort).exclude(title=""),
        "reasons": changes.exclude(reason=""),
        "superiors": Team.objects.filter(cohort=cohort).exclude(superior=""),
    }


def only_here(cohort):
    """The people of the cohort who are nowhere else in the portal and hold no task in it.

    They have no place and no role in another cohort, no role in running one and no right in the
    administration.
    """
    elsewhere = Enrolment.objects.filter(person=OuterRef("pk")).exclude(cohort=cohort)
    task = CohortRole.objects.filter(user=OuterRef("pk")).exclude(
        cohort=cohort, role=CohortRole.Role.PARTICIPANT
    )
    return User.objects.filter(
        ~Exists(elsewhere),
        ~Exists(task),
        enrolments__cohort=cohort,
        programme_roles=None,
        erased_at=None,
        is_staff=False,
        is_superuser=False,
    ).order_by(FinnishOrder("family_name"), FinnishOrder("given_name"), "pk")
