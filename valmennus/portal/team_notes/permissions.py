"""The team that a coordinator deals with, and the place where it stands."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from participants.cohorts.models import Team

from .models import TeamNote


def get_team(cohort, uuid):
    """The team of the cohort; else 404. The caller has checked who may deal with the cohort."""
    team = get_object_or_404(
        Team.objects.select_related("organisation", "contact"), cohort=cohort, uuid=uuid
    )
    team.cohort = cohort
    return team


def get_note(cohort, uuid):
    """The note about a team of the cohort; else 404, likewise."""
    return get_object_or_404(
        TeamNote.objects.select_related("team__organisation"), uuid=uuid, team__cohort=cohort
    )


def row_of(cohort, team):
    """The address of the team's opened row in the cockpit."""
    page = reverse("portal:cockpit", args=[cohort.slug])
    return f"{page}?open={team.uuid}#{team.uuid}"
