"""Lists of people as plain rows."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.queries import EXPORTED, reading_in_words
from valmennus.shared.models import Act
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
    for enrolment in enrolments:
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
    """The person's places in cohorts, with their steps, and who has taken out lists of them."""
    places = Enrolment.objects.filter(person=user).values_list("pk", "cohort__uuid")
    listed = Q(pk=None)
    cohorts = set()
    for pk, cohort in places:
        listed |= Q(data__places__contains=pk)
        cohorts.add(cohort)
    return [
        Part(
            "lists_taken_out",
            _("Who has taken out of the portal a list in which you stand"),
            Act.objects.filter(listed, subject_uuid__in=cohorts, verb=EXPORTED).select_related(
                "actor"
            ),
            [
                "at",
                ("actor", _("who")),
                ("subject_label", _("cohort")),
                ("data", _("what"), reading_in_words),
            ],
        ),
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
