"""The progress of a cohort's people as rows of a spreadsheet."""

from django.utils.translation import gettext as _


def header():
    return [
        _("Organisation"),
        _("Family name"),
        _("Given name"),
        _("Sessions attended"),
        _("Sessions needed"),
        _("Sessions that count"),
        _("Reached"),
    ]


def rows(teams):
    """One row a person, team by team."""
    for team in teams:
        for place in team.people:
            progress = place.progress
            yield [
                str(team.organisation),
                place.person.family_name,
                place.person.given_name or ("" if place.person.family_name else place.person.email),
                progress.done,
                progress.needed,
                progress.of,
                _("yes") if progress.is_reached else _("no"),
            ]
