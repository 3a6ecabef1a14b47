"""Who has signed up for a webinar, and where each stands."""

import datetime
from types import SimpleNamespace

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from sessions.feedback.queries import results_among, survey_of
from sessions.schedule.models import CoachingSession
from valmennus.shared.models import Mail

from .models import Signup

State = Signup.State
# The hour at which the follow-up mail goes, the kind of it, and how late it still goes.
FOLLOW_HOUR, FOLLOW_UP = 9, "signup.after"
FOLLOWED = datetime.timedelta(days=3)


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


def sessions_to_follow():
    """Webinars whose follow-up mail is due: from the morning after the day on which they ended."""
    now = timezone.now()
    ended = CoachingSession.objects.webinars().published().filter(
        ends_at__gt=now - FOLLOWED, ends_at__lt=now, cancelled_at=None
    )  # fmt: skip
    return [session for session in ended if follows_at(session) <= now]


def follows_at(session):
    """When the follow-up mail of the webinar goes: at nine in Helsinki on the day after its end."""
    day = timezone.localdate(session.ends_at) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(FOLLOW_HOUR)))


def to_follow(session):
    """Those who had a place in the webinar, and to whom no follow-up mail has been written."""
    written = Mail.objects.filter(kind=FOLLOW_UP, cause_uuid=OuterRef("uuid"))
    rows = session.signups.filter(~Exists(written), state=State.CONFIRMED, feedback_given=False)
    return list(rows.exclude(email="").select_related("person"))


def feedback_of(session):
    """What those who signed up have answered; groups of five as everywhere."""
    asked = session.signups.filter(state=State.CONFIRMED)
    given = asked.filter(feedback_given=True).count()
    return results_among(survey_of(session), given=given, asked=asked.count())


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
