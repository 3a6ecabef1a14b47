"""Applications as plain rows, and what the room tells a person of."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Application, ApplicationPerson, ApplicationReview, CallInterest


def application_header():
    """The columns of the list of applications."""
    return [
        _("Organisation"),
        _("Region"),
        _("State"),
        _("Sent"),
        _("People"),
        _("Goal"),
        _("Superior who knows"),
        _("Wishes"),
        _("Needs of accessibility"),
        _("Has taken part before"),
    ]


def application_rows(applications):
    """One row for each application that `queries.applications_of` has loaded."""
    for one in applications:
        people = [
            f"{person}, {person.get_role_display()}, {person.email}" for person in one.people_list
        ]
        yield [
            one.organisation.name,
            str(one.organisation.region or ""),
            one.get_state_display(),
            timezone.localtime(one.submitted_at).date(),
            "; ".join(people),
            one.goal,
            one.superior,
            one.wishes,
            one.accessibility,
            _("yes") if one.earlier else _("no"),
        ]


def own_data(user):
    """The applications in which the person is named, and what the person wants to hear of."""
    addresses = user.emailaddress_set.values("email")
    named = ApplicationPerson.objects.filter(email__in=addresses)
    return [
        Part(
            "application_people",
            _("Applications in which you are named"),
            named.select_related("application__cohort", "application__organisation").order_by("pk"),
            [
                "application__cohort",
                "application__organisation",
                *("given_name", "family_name", "email", "phone", "role", "title"),
            ],
        ),
        Part(
            "applications",
            _("What was written in these applications"),
            Application.objects.filter(
                Q(people__in=named) | Q(contact_email__in=addresses)
            ).distinct(),
            [
                *("cohort", "state", "goal", "wishes", "accessibility", "superior"),
                ("submitted_at", _("sent")),
                "notice_number",
            ],
        ),
        Part(
            "application_reviews",
            _("What you have thought of applications"),
            ApplicationReview.objects.filter(reviewer=user).select_related("application"),
            [("application", _("application")), "note", ("changed_at", _("time"))],
            person="reviewer",
        ),
        Part(
            "call_interests",
            _("Calls of which you want to hear"),
            CallInterest.objects.filter(email__in=addresses).select_related("programme"),
            ["programme", "email", "asked_at", "confirmed_at"],
        ),
    ]
