"""The cockpit as rows of a spreadsheet."""

from django.utils import timezone
from django.utils.translation import gettext as _


def header(cockpit):
    """The heads of the columns, with the day where there is one."""
    titles = [
        f"{one.title} {timezone.localtime(one.day):%-d.%-m.%Y}" if one.day else one.title
        for one in cockpit.columns
    ]
    return [_("Team"), *titles, _("Contact person"), _("E-mail")]


def rows(cockpit):
    """One row a team, in the order of the page."""
    for team in cockpit.teams:
        contact = team.contact if team.contact and not team.contact.erased_at else None
        yield [
            str(team.organisation),
            *(str(one.text) for one in team.cells),
            str(contact or ""),
            contact.email if contact else "",
        ]


def places(cockpit):
    """The places of the people whose names the rows tell."""
    return [
        place.pk
        for team in cockpit.teams
        for place in team.people
        if place.person_id == team.contact_id
    ]
