"""Lists of people as plain rows."""

from django.utils import timezone
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Enrolment, EnrolmentChange


def people_header():
    """The labels of `people_rows`, in the language of the reader."""
    return [
        _("Family name"),
        _("Given name"),
        _("E-mail address"),
        _("Phone number"),
        _("Organisation"),
        _("Region"),
        _("Role"),
        _("Job title"),
        _("Contact person"),
        _("State"),
        _("Language"),
        _("Added"),
    ]


def people_rows(enrolments):
    """One row a person, for enrolments loaded by `queries.people_of`."""
    for enrolment in enrolments.iterator(chunk_size=2000):
        person, organisation = enrolment.person, enrolment.team.organisation
        yield [
            str(person) if person.erased_at else person.family_name,
            person.given_name,
            "" if person.erased_at else person.email,
            person.phone,
            organisation.name,
            organisation.region.name if organisation.region else "",
            enrolment.get_role_display(),
            enrolment.title,
            _("yes") if enrolment.team.contact_id == person.pk else "",
            enrolment.get_state_display(),
            person.get_language_display(),
            timezone.localtime(enrolment.created_at).date(),
        ]


def own_data(user):
    """The person's places in cohorts, with their steps."""
    return [
        Part(
            "enrolments",
            _("Your places in cohorts"),
            Enrolment.objects.filter(person=user)
            .select_related("cohort", "team__organisation")
            .order_by("-created_at"),
            ["cohort", "team", "role", "title", "state", "created_at"],
            person="person",
        ),
        Part(
            "enrolment_changes",
            _("How your places came about"),
            EnrolmentChange.objects.filter(enrolment__person=user).select_related(
                "enrolment__cohort"
            ),
            [
                "enrolment__cohort",
                ("from_state", _("from the state")),
                ("to_state", _("to the state")),
                ("at", _("time")),
                ("reason", _("reason")),
            ],
            person="enrolment",
        ),
    ]
