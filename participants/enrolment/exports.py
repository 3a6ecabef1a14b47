"""Lists of people as plain rows."""

from django.utils import timezone
from django.utils.translation import gettext as _


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
            person.family_name,
            person.given_name,
            person.email,
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
