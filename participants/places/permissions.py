"""Who acts on a place: its own person, by the mail's address or signed in; the team's contact."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from participants.cohorts.models import Cohort, Team
from participants.enrolment.models import Enrolment
from valmennus.shared import tokens

PLACE = "place"


def _places():
    return Enrolment.objects.select_related(
        "cohort__programme", "person", "team__organisation", "team__contact"
    )


def find_place(token):
    """The place that the personal address names, and whether the address is too old."""
    mark = tokens.read(PLACE, token)
    place = get_object_or_404(_places(), uuid=mark.subject, person__erased_at=None)
    return place, mark.expired


def get_own_place(user, uuid):
    """The signed-in person's own place; else 404."""
    return get_object_or_404(_places(), uuid=uuid, person=user)


def can_act(place):
    """Whether the place can still be confirmed, left or handed to a colleague."""
    return place.takes_part and place.cohort.state not in {
        Cohort.State.CLOSED,
        Cohort.State.ARCHIVED,
    }


def can_change_team(user, team):
    """Whether the person may name the team's people now: its contact, until the day that is set."""
    cohort = team.cohort
    return (
        team.contact_id == user.pk
        and not user.sees_as_participant
        and cohort.state in {Cohort.State.OPEN, Cohort.State.RUNNING}
        and cohort.confirm_until is not None
        and timezone.localdate() <= cohort.confirm_until
    )


def get_contact_team(user, uuid):
    """The team, for its contact; else 404."""
    team = Team.objects.select_related("cohort__programme", "organisation").filter(
        uuid=uuid, contact=user
    )
    found = team.first()
    if found is None:
        raise Http404
    return found
