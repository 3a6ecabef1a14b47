"""What the pages of calls and applications need."""

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.db.models import Avg, Case, Count, Exists, OuterRef, Prefetch, Q, When
from django.utils import timezone

from participants.cohorts.models import Cohort, Team
from participants.enrolment.models import Enrolment
from valmennus.shared import counting
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.models import Mail

from .models import Application, ApplicationPerson, ApplicationReview, Call, CallInterest

State = Application.State


def public_call(slug):
    """The published call of a cohort, or None; for the page of who is not in the cohort."""
    return (
        Call.objects.filter(cohort__slug=slug, published_at__isnull=False)
        .exclude(cohort__state=Cohort.State.DRAFT)
        .select_related("cohort")
        .first()
    )


def open_cohorts():
    """Cohorts that are open for applications, the first to start first.

    Each has `.public_call`, its published call whose time has not ended, or None.
    """
    cohorts = list(
        Cohort.objects.filter(state=Cohort.State.OPEN)
        .select_related("call")
        .only("slug", "name", "summary", "starts_on", "state", *_CALL)
        .order_by("starts_on", "name")
    )
    for cohort in cohorts:
        call = getattr(cohort, "call", None)
        shown = call is not None and call.is_published and not call.has_closed
        cohort.public_call = call if shown else None
    return cohorts


_CALL = ["call__opens_at", "call__closes_at", "call__published_at", "call__cohort"]


def public_calls():
    """The keys of the cohorts that have a public call, as a set."""
    return set(Call.objects.filter(published_at__isnull=False).values_list("cohort", flat=True))


def people_of(application):
    """The people of a sent application, the contact first."""
    return list(application.people.all())


def contact_of(application):
    """The first person of the application, or None."""
    return application.people.first()


def place_in_queue(application):
    """The application's place on the waiting list, from 1; None where it does not wait."""
    waiting = list(
        Application.objects.filter(cohort=application.cohort).waiting().values_list("pk", flat=True)
    )
    return waiting.index(application.pk) + 1 if application.pk in waiting else None


def standing_of(application):
    """How the application stands, as the page of its state tells it: a dict by name.

    "people" are its people, "place" its place on the waiting list, "joiners" those who ask to
    join it, "joined" whether it lives on in another application.
    """
    waits = application.state == State.WAITLISTED and not application.has_offer
    answers = application.state in {State.APPLIED, State.WAITLISTED}
    other = application.joins
    return {
        "people": people_of(application) if application.submitted_at else [],
        "place": place_in_queue(application) if waits else None,
        "joiners": joiners_of(application) if answers else [],
        "joined": other is not None
        and application.state == State.WITHDRAWN
        and other.people.filter(email=application.contact_email).exists(),
    }


def joiners_of(application):
    """Those who ask to join the application and wait for the answer, as (application, people)."""
    people = (
        ApplicationPerson.objects.filter(
            application__joins=application, application__state=State.JOINING
        )
        .select_related("application")
        .order_by("application", "order", "pk")
    )
    return [(joiner, list(rows)) for joiner, rows in groupby(people, attrgetter("application"))]


def sendings_of(application):
    """How often the application has been sent or changed since; 0 for a draft."""
    return 0 if application.state == State.DRAFT else application.changes.count()


def living_of(cohort, organisation):
    """The organisation's application that stands in the cohort's call, or None."""
    return Application.objects.living().filter(cohort=cohort, organisation=organisation).first()


def elsewhere(cohort, emails, *, besides):
    """Those of the addresses that are in another standing application of the call."""
    return set(
        ApplicationPerson.objects.filter(
            email__in=emails, application__cohort=cohort, application__state__in=Application.LIVING
        )
        .exclude(application=besides)
        .values_list("email", flat=True)
    )


def names_under(address):
    """The names and numbers that applications know beside the address; None where all is unknown.

    A draft and a wish to hear of calls know the address alone: then there are none.
    """
    people = ApplicationPerson.objects.filter(email=address)
    texts = {text for one in people for text in (str(one), one.phone) if text}
    drafts = Application.objects.filter(contact_email=address)
    interests = CallInterest.objects.filter(email=address)
    return texts if texts or drafts.exists() or interests.exists() else None


def resumable(cohort, email):
    """The application that the address may open: one in which it is named, or its own draft.

    One that stands comes before a draft, a draft before what is over; None where there is none.
    """
    standing = When(state__in=[*Application.LIVING, State.JOINING], then=0)
    named = ApplicationPerson.objects.filter(application=OuterRef("pk"), email=email)
    return (
        Application.objects.filter(Q(contact_email=email) | Exists(named), cohort=cohort)
        .select_related("cohort")
        .order_by(Case(standing, When(state=State.DRAFT, then=1), default=2), "-changed_at")
        .first()
    )


# --- The coordinator's side -----------------------------------------------------------------

EARLIER = Exists(
    Team.objects.filter(
        organisation=OuterRef("organisation"), enrolments__state__in=Enrolment.TAKING_PART
    ).exclude(cohort=OuterRef("cohort"))
)


def applications_of(cohort, *, state="", region="", size="", roles="", earlier=""):
    """The sent applications of the cohort's call, narrowed down, in Finnish order of names.

    Each has `.people_list`, `.earlier` (whether the organisation has taken part before),
    `.score_1` and `.score_2` (means), `.reviewers` (how many have judged).
    """
    found = (
        Application.objects.sent()
        .filter(cohort=cohort)
        .exclude(state=State.JOINING)
        .select_related("organisation__region")
        .prefetch_related(Prefetch("people", to_attr="people_list"))
        .annotate(
            earlier=EARLIER,
            score_1=Avg("reviews__score_1"),
            score_2=Avg("reviews__score_2"),
            reviewers=Count("reviews", distinct=True),
        )
        .order_by(FinnishOrder("organisation__name_fi"), "pk")
    )
    if state:
        found = found.filter(state=state)
    if region:
        found = found.filter(organisation__region=region)
    if size:
        least, most = SIZES[size]
        found = found.filter(organisation__population__gte=least)
        if most:
            found = found.filter(organisation__population__lt=most)
    if earlier:
        found = found.filter(earlier=earlier == "yes")
    if roles:
        named = ApplicationPerson.objects.filter(application=OuterRef("pk"))
        with_elected = Exists(named.filter(role="elected_official"))
        found = found.filter(with_elected if roles == "elected" else ~with_elected)
    return list(found)


# Inhabitants: at least, and fewer than.
SIZES = {"small": (0, 6000), "middle": (6000, 20000), "large": (20000, None)}


@dataclass
class Sum:
    """What a cohort of these applications would look like, as counts by label."""

    teams: int = 0
    people: int = 0
    by_class: dict = field(default_factory=dict)
    by_region: dict = field(default_factory=dict)
    by_role: dict = field(default_factory=dict)


def sum_of(applications):
    """The sum of the applications; each has been loaded by `applications_of`."""
    total = Sum()
    for application in applications:
        organisation = application.organisation
        total.teams += 1
        total.people += len(application.people_list)
        label = organisation.get_rural_class_display() or organisation.get_kind_display()
        total.by_class[str(label)] = total.by_class.get(str(label), 0) + 1
        if organisation.region:
            region = str(organisation.region)
            total.by_region[region] = total.by_region.get(region, 0) + 1
        for person in application.people_list:
            role = str(person.get_role_display())
            total.by_role[role] = total.by_role.get(role, 0) + 1
    for name in ("by_class", "by_region", "by_role"):
        counts = getattr(total, name)
        setattr(total, name, sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return total


def state_counts(cohort):
    """How many sent applications are in which state, as a dict."""
    rows = (
        Application.objects.sent()
        .filter(cohort=cohort)
        .exclude(state=State.JOINING)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def reviews_of(application):
    """What has been thought of the application, with by whom."""
    return (
        ApplicationReview.objects.filter(application=application)
        .select_related("reviewer")
        .order_by("changed_at", "pk")
    )


def history_of(application):
    """The steps of the application, newest first, with who took them."""
    return application.changes.select_related("by").order_by("-at", "-pk")


def places_taken(cohort):
    """How many teams and people take part in the cohort now, as a pair."""
    counts = (
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .aggregate(teams=Count("team", distinct=True), people=Count("pk"))
    )
    return counts["teams"], counts["people"]


def places_free(call):
    """How many places are neither taken nor offered; None where there is no limit.

    Call it under the cohort's lock where something follows from it.
    """
    if call.capacity is None:
        return None
    teams, people = places_taken(call.cohort)
    offered = Application.objects.filter(cohort=call.cohort).offered()
    if call.unit == Call.Unit.TEAMS:
        return call.capacity - teams - offered.count()
    return (
        call.capacity - people - ApplicationPerson.objects.filter(application__in=offered).count()
    )


def size_of(application, unit):
    """How many places the application needs, by how they are counted."""
    return 1 if unit == Call.Unit.TEAMS else application.people.count()


def waiting_list(cohort):
    """Those who have an offer and those who wait, in order, with their people."""
    listed = Application.objects.filter(cohort=cohort, state=State.WAITLISTED)
    rows = list(
        listed.select_related("organisation").order_by("waiting_since", "submitted_at", "pk")
    )
    offered = sorted((one for one in rows if one.offered_until), key=lambda one: one.offered_until)
    return offered, [one for one in rows if one.offered_until is None]


def untold(call):
    """Those who want to hear of the programme's calls and have not been told of this one."""
    return _untold(call.uuid).filter(programme=call.cohort.programme).select_related("programme")


def _untold(call_uuid):
    told = Mail.objects.filter(
        kind="recruiting.opened", cause_uuid=call_uuid, round="", to=OuterRef("email")
    )
    return CallInterest.objects.filter(~Exists(told), confirmed_at__isnull=False)


def opened_and_untold():
    """Published calls that have opened and of which somebody still waits to hear."""
    waiting = _untold(OuterRef(OuterRef("uuid"))).filter(programme=OuterRef("cohort__programme"))
    return (
        Call.objects.filter(
            Exists(waiting),
            published_at__isnull=False,
            opens_at__lte=timezone.now(),
            closes_at__gt=timezone.now(),
            cohort__state__in=[Cohort.State.OPEN, Cohort.State.RUNNING],
        )
        .select_related("cohort__programme")
        .order_by("pk")
    )


def retained(cohort):
    """What the room would forget of the cohort, as `{what: rows}`."""
    return {
        "applicants": ApplicationPerson.objects.filter(application__cohort=cohort),
        "applications": _with_texts(cohort),
    }


def retention_of(cohort):
    """What the room would forget of the cohort, as `{what: how many}`."""
    return counting.counts_of(**retained(cohort))


def _with_texts(cohort):
    """The applications of the cohort that still hold what somebody wrote."""
    nothing = {
        **dict.fromkeys(["contact_email", "goal", "wishes", "accessibility", "superior"], ""),
        "draft": {},
    }
    return Application.objects.filter(cohort=cohort).exclude(**nothing)
