"""Whose calendar does not tell of a session as it is."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from participants.accounts.models import NAMED
from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession

from .models import Invitation

PERSON = [f"person__{name}" for name in [*NAMED, "uuid", "language"]]


@dataclass
class Unsent:
    """The places to which something has to be sent, by what it is."""

    invited: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    cancelled: list = field(default_factory=list)
    left: list = field(default_factory=list)

    @property
    def everyone(self):
        return [*self.invited, *self.changed, *self.cancelled, *self.left]

    @property
    def of_few(self):
        """What concerns single people who have come or gone, not everyone."""
        return [*self.invited, *self.left]


def unsent(session):
    """What has to be sent so that every calendar tells of the session as it is; two queries.

    Nothing is sent of a session that is over, and of webinars, for which people sign up.
    """
    found = Unsent()
    if session.is_over or session.is_webinar or session.cohort_id is None:
        return found
    sent = {one.enrolment_id: one for one in Invitation.objects.filter(session=session)}
    rows = (
        Enrolment.objects.filter(cohort=session.cohort_id)
        .filter(Q(state__in=Enrolment.TAKING_PART) | Q(pk__in=sent))
        .select_related("person")
        .only("uuid", "state", *PERSON)
        .in_finnish_order()
    )
    for place in rows:
        entry = sent.get(place.pk)
        has_entry = entry is not None and not entry.is_cancelled
        if session.is_cancelled or not session.is_published:
            if has_entry:
                found.cancelled.append(place)
        elif not place.takes_part:
            if has_entry:
                found.left.append(place)
        elif not has_entry:
            found.invited.append(place)
        elif entry.sequence < session.sequence:
            found.changed.append(place)
    return found


def sent_to(session):
    """How many have an entry of the session in their calendar."""
    return Invitation.objects.filter(session=session, is_cancelled=False).count()


def sessions_told_of():
    """Published sessions to come of which invitations have been sent as they now are."""
    return (
        CoachingSession.objects.published()
        .filter(
            cancelled_at__isnull=True,
            ends_at__gte=timezone.now(),
            invitations__is_cancelled=False,
        )
        .select_related("cohort__programme")
        .distinct()
    )
