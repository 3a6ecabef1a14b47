"""Who has signed up for a webinar, and where each stands."""

import datetime
from types import SimpleNamespace

from django.db.models import Count, F, Q
from django.utils import timezone

from sessions.schedule.models import CoachingSession

from .models import Signup

State = Signup.State


def own_signup(session, user):
    """The signed-in person's sign-up, or None."""
    return Signup.objects.filter(session=session, person=user).first()


def place_in_queue(signup):
    """The how manyth the sign-up is in the queue; None where it does not wait."""
    if signup.state != State.WAITLISTED:
        return None
    before = Q(queued_at__lt=signup.queued_at) | Q(queued_at=signup.queued_at, pk__lt=signup.pk)
    waiting = Signup.objects.filter(session=signup.session_id, state=State.WAITLISTED)
    return waiting.filter(before).count() + 1


def waiting_in_order(session):
    """Those who wait for a place: who gave the word first comes first."""
    return session.signups.filter(state=State.WAITLISTED).order_by("queued_at", "pk")


def is_first_come(session):
    """Whether the webinar has begun, so that free places are no longer offered in turn."""
    return timezone.now() >= session.starts_at


def listed(session):
    """Everybody who has given the word, those with a place first, then the queue in its order."""
    order = [State.CONFIRMED, State.OFFERED, State.WAITLISTED, State.LAPSED, State.CANCELLED]
    rows = session.signups.exclude(state=State.UNCONFIRMED).order_by("queued_at", "pk")
    return sorted(rows, key=lambda row: order.index(row.state))


def counts_of(session):
    """How many there are in each state, by its name; `ended` joins those who do not come."""
    rows = session.signups.values_list("state").annotate(number=Count("pk")).order_by()
    counts = dict.fromkeys(State.values, 0) | dict(rows)
    return counts | {"ended": counts[State.CANCELLED] + counts[State.LAPSED]}


def untold(session):
    """Those whose calendar tells of the webinar as it no longer is; none once it is over."""
    if session.is_over:
        return []
    rows = session.signups.filter(state__in=Signup.LIVING).exclude(email="")
    return list(rows.filter(told_sequence__lt=session.sequence).select_related("person"))


def sessions_to_settle():
    """Webinars in which an offer has run out, or somebody waits while there is a free place."""
    lapsed = Q(signups__state=State.OFFERED, signups__offered_until__lte=timezone.now())
    free = Q(capacity__isnull=True) | Q(seats_taken__lt=F("capacity"))
    waits = Q(signups__state=State.WAITLISTED, starts_at__gt=timezone.now()) & free
    return CoachingSession.objects.webinars().filter(lapsed | waits).distinct()


def to_forget():
    """Sign-ups whose data has been kept long enough, and those that nobody confirmed."""
    now = timezone.now()
    return SimpleNamespace(
        old=Signup.objects.filter(session__ends_at__lt=now - Signup.KEPT).exclude(email=""),
        unconfirmed=Signup.objects.filter(
            Q(session__ends_at__lt=now) | Q(created_at__lt=now - datetime.timedelta(days=7)),
            state=State.UNCONFIRMED,
        ),
    )
