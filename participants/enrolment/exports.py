"""Lists of people as plain rows."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import LANGUAGES, name_of
from participants.cohorts.queries import EXPORTED, reading_in_words
from participants.organisations.models import PersonRole, name_in_language
from valmennus.shared.labels import words_of
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


def people_rows(places):
    """One row a person, for the values of `queries.listed`."""
    roles, states = words_of(PersonRole.choices), words_of(Enrolment.State.choices)
    languages = words_of(LANGUAGES)
    for _pk, person, role, title, state, added, contact, phone, language, *more in places:
        (given, family, email, erased_at), names = more[:4], more[4:]
        yield [
            name_of(given, family, email, erased_at) if erased_at else family,
            given,
            "" if erased_at else email,
            phone,
            name_in_language(*names[:2]),
            name_in_language(*names[2:]) or "",
            roles.get(role, role),
            title,
            _("yes") if contact == person else "",
            states.get(state, state),
            languages.get(language, language),
            timezone.localtime(added).date(),
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
