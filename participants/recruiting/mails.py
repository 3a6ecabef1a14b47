"""Mails about calls and applications."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from valmennus.shared import post

from .models import Application
from .permissions import APPLICATION, INTEREST
from .queries import contact_of, people_of, place_in_queue

TEXTS = Path(__file__).with_name("mails.toml")
# The personal address of an application serves until the coaching has begun.
DAYS = 180

COHORT = {"ryhma": gettext_lazy("the cohort's name")}
ORGANISATION = COHORT | {"organisaatio": gettext_lazy("the organisation that applies")}
OWN_PAGE = {"hakemus": gettext_lazy("the reader's own address of the application")}
CLOSES = {"paattyy": gettext_lazy("the time when the call closes")}
DECIDED = {"paatos": gettext_lazy("the day by which decisions are told")}
APPLICANT = {
    "hakija": gettext_lazy("the name of the one who wrote the application"),
    "hakijan_osoite": gettext_lazy("the e-mail address of the one who wrote the application"),
}
REASON = {"perustelu": gettext_lazy("what the coordinator wrote about the decision")}


def _kind(name, label, variables, **more):
    return post.Kind(f"recruiting.{name}", label=label, texts=TEXTS, variables=variables, **more)


DRAFT = _kind("draft", gettext_lazy("Application: saved draft"), COHORT | CLOSES | OWN_PAGE)
CODE = _kind(
    "code",
    gettext_lazy("Application: code that opens it"),
    COHORT | {"koodi": gettext_lazy("the code")},
)
RECEIVED = _kind(
    "received",
    gettext_lazy("Application: received"),
    COHORT
    | CLOSES
    | DECIDED
    | OWN_PAGE
    | {"hakemuksen_sisalto": gettext_lazy("what was written in the application")},
)
NAMED = _kind(
    "named",
    gettext_lazy("Application: to those who are named in it"),
    ORGANISATION
    | DECIDED
    | APPLICANT
    | {"tietosuoja": gettext_lazy("the address of the privacy notice")},
)
WITHDRAWN = _kind("withdrawn", gettext_lazy("Application: withdrawn"), ORGANISATION)
JOINING = _kind(
    "joining",
    gettext_lazy("Application: others of the organisation want to join"),
    ORGANISATION | OWN_PAGE | APPLICANT | {"ihmiset": gettext_lazy("who wants to join")},
)
JOINED = _kind(
    "joined",
    gettext_lazy("Application: joined to another of the organisation"),
    ORGANISATION | OWN_PAGE | APPLICANT | DECIDED,
)
NOT_JOINED = _kind("not_joined", gettext_lazy("Application: not joined to another"), ORGANISATION)
FREED = _kind(
    "freed",
    gettext_lazy("Application: the one to be joined was withdrawn"),
    ORGANISATION | OWN_PAGE | CLOSES,
)
ACCEPTED = _kind("accepted", gettext_lazy("Decision: accepted"), ORGANISATION | OWN_PAGE | REASON)
WAITLISTED = _kind(
    "waitlisted",
    gettext_lazy("Decision: waiting list"),
    ORGANISATION | OWN_PAGE | REASON | {"sija": gettext_lazy("the place on the waiting list")},
)
DECLINED = _kind("declined", gettext_lazy("Decision: declined"), ORGANISATION | REASON)
OFFERED = _kind(
    "offered",
    gettext_lazy("Waiting list: a place is offered"),
    ORGANISATION | OWN_PAGE | {"asti": gettext_lazy("the time until which the place waits")},
)
LAPSED = _kind("lapsed", gettext_lazy("Waiting list: the offer has lapsed"), ORGANISATION)
PROGRAMME = {
    "ohjelma": gettext_lazy("the name of the programme"),
    "sivu": gettext_lazy("the reader's own address"),
}
INTERESTED = _kind("interest", gettext_lazy("News of calls: confirm"), PROGRAMME, of_cohort=False)
OPENED = _kind(
    "opened",
    gettext_lazy("News of calls: a call has opened"),
    PROGRAMME | COHORT | CLOSES | {"haku": gettext_lazy("the address of the call's page")},
)

DECISIONS = {
    Application.State.ACCEPTED: ACCEPTED,
    Application.State.WAITLISTED: WAITLISTED,
    Application.State.DECLINED: DECLINED,
}


def application_link(application):
    """The personal address of the application, for those who may change it."""
    return post.Link(
        "recruiting:application",
        application.cohort.slug,
        purpose=APPLICATION,
        subject=application.uuid,
        days=DAYS,
    )


def send_draft(application, *, email, name, round):
    """Send the draft's address to the one who writes it."""
    reader = post.Guest(email, application.language, name, uuid=application.uuid)
    call = application.cohort.call
    values = {
        "ryhma": application.cohort.name,
        "paattyy": post.moment(call.closes_at, application.language),
        "hakemus": application_link(application),
    }
    post.send(
        DRAFT, to=reader, values=values, cause=application, round=round, cohort=application.cohort
    )


def send_code(cohort, *, email, language, code):
    """Send the code that opens an application on another device, at once."""
    values = {"ryhma": cohort.name, "koodi": post.Secret(code)}
    post.send_now(CODE, to=post.Guest(email, language), values=values, cohort=cohort)


def send_received(application, *, round):
    """Send the contact what was sent, and tell everybody else that they have been named.

    Those who were told before are not told again.
    """
    people = people_of(application)
    contact = people[0]
    values = _values(application) | {"hakemuksen_sisalto": content_of(application)}
    post.send(
        RECEIVED,
        to=_reader(application, contact),
        values=values,
        cause=application,
        round=round,
        cohort=application.cohort,
    )
    named = [
        post.Letter(
            to=_reader(application, person),
            values=_values(application) | {"tietosuoja": post.page(reverse("portal:privacy"))},
            cause=application,
        )
        for person in people[1:]
    ]
    post.send_all(NAMED, named, cohort=application.cohort)


def send_withdrawn(application):
    """Tell everybody who was named that the application has been withdrawn."""
    _send_all(WITHDRAWN, application, people_of(application))


def send_joining(application, joiner):
    """Tell the contact who of the same organisation wants to join."""
    if contact_of(application) is None:
        return
    people = people_of(joiner)
    values = _values(application) | {
        "hakija": str(people[0]),
        "hakijan_osoite": people[0].email,
        "ihmiset": post.items([(str(one), one.get_role_display(), None) for one in people]),
    }
    post.send(
        JOINING,
        to=_reader(application, contact_of(application)),
        values=values,
        cause=joiner,
        cohort=application.cohort,
    )


def send_join_answer(application, joiner, *, added, taken_in):
    """Tell the one who asked to join what the answer is, and `added` that they have been named.

    Of the application that stands, who is not taken in hears nothing.
    """
    asking = people_of(joiner)
    if not asking:
        return
    post.send(
        JOINED if taken_in else NOT_JOINED,
        to=_reader(joiner, asking[0]),
        values=_values(application),
        cause=joiner,
        cohort=application.cohort,
    )
    by = {"hakija": str(asking[0]), "hakijan_osoite": asking[0].email}
    named = [
        post.Letter(
            to=_reader(application, person),
            values=_values(application) | by | {"tietosuoja": post.page(reverse("portal:privacy"))},
            cause=application,
        )
        for person in added
        if person.email != asking[0].email
    ]
    post.send_all(NAMED, named, cohort=application.cohort)


def send_freed(joiner):
    """Tell the one who asked to join that the own application can be sent now."""
    _to_contact(FREED, joiner, {})


def decision_values(application, *, reason, place=None):
    """What the mail about a decision tells; `place` is the one on the waiting list."""
    return _values(application) | {"perustelu": reason, "sija": str(place or "")}


def send_decision(application, state, *, reason, by):
    """Tell the contact what was decided about the application."""
    if contact_of(application) is None:
        return
    values = decision_values(application, reason=reason, place=place_in_queue(application))
    post.send(
        DECISIONS[state],
        to=_reader(application, contact_of(application)),
        values=values,
        cause=application,
        round=application.changed_at.isoformat(),
        cohort=application.cohort,
        by=by,
    )


@post.sample_of(RECEIVED, NAMED, WITHDRAWN, ACCEPTED, WAITLISTED, DECLINED, OFFERED, LAPSED)
def sample(cohort, language):
    """The contact of one of the cohort's applications, and what mails about it tell."""
    application = (
        Application.objects.sent()
        .filter(cohort=cohort, people__isnull=False)
        .select_related("cohort__programme", "cohort__call", "organisation")
        .first()
    )
    if application is None:
        return None
    application.language = language
    until = application.cohort.call.closes_at
    values = decision_values(application, reason="…", place=1) | {
        "hakemuksen_sisalto": content_of(application),
        "tietosuoja": post.page(reverse("portal:privacy")),
        "asti": post.moment(until, application.language),
    }
    return reader_of(application), values


def send_offer(application):
    """Tell the contact that a place waits, and until when."""
    until = post.moment(application.offered_until, application.language)
    _to_contact(OFFERED, application, {"asti": until})


def send_lapsed(application):
    """Tell the contact that the offered place has gone to the next."""
    _to_contact(LAPSED, application, {})


def _to_contact(kind, application, values):
    if contact_of(application) is None:
        return
    post.send(
        kind,
        to=_reader(application, contact_of(application)),
        values=_values(application) | values,
        cause=application,
        round=application.changed_at.isoformat(),
        cohort=application.cohort,
    )


def _send_all(kind, application, people):
    values = _values(application)
    letters = [
        post.Letter(
            _reader(application, one), values, application, application.changed_at.isoformat()
        )
        for one in people
    ]
    post.send_all(kind, letters, cohort=application.cohort)


def _reader(application, person):
    return post.Guest(person.email, application.language, person.given_name, uuid=person.uuid)


def reader_of(application):
    """The contact as a reader of mails."""
    return _reader(application, contact_of(application))


def _values(application):
    call, language = application.cohort.call, application.language
    contact = contact_of(application)
    with translation.override(language):
        organisation = str(application.organisation)
    return {
        "ryhma": application.cohort.name,
        "organisaatio": organisation,
        "paattyy": post.moment(call.closes_at, language),
        "paatos": post.day(call.decided_on, language),
        "hakemus": application_link(application),
        "hakija": str(contact or ""),
        "hakijan_osoite": contact.email if contact else "",
    }


def content_of(application):
    """All that was written in the application, as a block."""
    with translation.override(application.language):
        people = [
            f"{one}, {one.get_role_display()}{', ' + one.title if one.title else ''}, {one.email}"
            for one in people_of(application)
        ]
        return post.facts(
            [
                (_("Organisation"), application.organisation),
                (_("People"), "; ".join(people)),
                (_("Goal"), application.goal),
                (_("Superior who knows"), application.superior),
                (_("Wishes"), application.wishes),
                (_("Needs of accessibility"), application.accessibility),
            ]
        )


def send_interest(interest):
    """Ask the owner of the address whether news of calls are wanted."""
    post.send(
        INTERESTED,
        to=_interested(interest),
        values=_interest_values(interest),
        cause=interest,
        round=interest.asked_at.isoformat(),
    )


def send_opened(interests, call):
    """Tell those who wait that a call has opened; nobody hears of one call twice."""
    letters = [
        post.Letter(
            to=_interested(one),
            values=_interest_values(one)
            | {
                "ryhma": call.cohort.name,
                "paattyy": post.moment(call.closes_at, one.language),
                "haku": post.page(call.get_absolute_url()),
            },
            cause=call,
        )
        for one in interests
    ]
    post.send_all(OPENED, letters, cohort=call.cohort)


def _interested(interest):
    return post.Guest(interest.email, interest.language, uuid=interest.uuid)


def _interest_values(interest):
    link = post.Link("recruiting:interest", purpose=INTEREST, subject=interest.uuid, days=730)
    return {"ohjelma": interest.programme.name, "sivu": link}
