"""The notes about a team."""

from .models import TeamNote


def notes_of(team):
    """The notes about the team, the newest first, with who wrote them."""
    return list(TeamNote.objects.filter(team=team).select_related("by"))


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    return {"notes": TeamNote.objects.filter(team__cohort=cohort)}
