"""A person's own notes."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import TeamNote


def own_data(user):
    """The notes that the person has written about teams."""
    return [
        Part(
            "team_notes",
            _("Your notes about teams"),
            TeamNote.objects.filter(by=user).select_related("team__organisation"),
            [("team", _("team")), "text", "written_at"],
            person="by",
        )
    ]
