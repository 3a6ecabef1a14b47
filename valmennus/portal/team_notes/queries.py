"""The notes about a team."""

from valmennus.shared import counting

from .models import TeamNote


def notes_of(team):
    """The notes about the team, the newest first, with who wrote them."""
    return list(TeamNote.objects.filter(team=team).select_related("by"))


def retained(cohort):
    """What the room would forget of the cohort, as `{what: rows}`."""
    return {"notes": TeamNote.objects.filter(team__cohort=cohort)}


def retention_of(cohort):
    """What the room would forget of the cohort, as `{what: how many}`."""
    return counting.counts_of(**retained(cohort))
