"""What the pages of topics need."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from sessions.schedule.models import CoachingSession
from valmennus.shared.composed import composed_once
from valmennus.shared.models import Act

from .models import Topic, TopicSupport
from .words import SENTENCES

State = Topic.State


def board(topics, user, *, state=""):
    """The topics, those with most support first, each with `is_mine` (supported by the person)."""
    own = TopicSupport.objects.filter(topic=OuterRef("pk"), user=user)
    topics = topics.annotate(is_mine=Exists(own)).select_related("session", "merged_into")
    if state in State.values:
        return topics.filter(state=state)
    return topics.exclude(state=State.MERGED)


def counts_of(topics):
    """How many topics there are of each state, as `{state: number}`."""
    return dict(topics.order_by().values_list("state").annotate(number=Count("pk")))


def topics_in(session):
    """The topics that are taken into the session or were raised in it and are open."""
    return _topics_in(session.pk)


@composed_once
def _topics_in(session):
    taken = Q(session=session, state__in=[State.SCHEDULED, State.DONE])
    return Topic.objects.filter(taken | Q(asked_in=session, state=State.OPEN))


def is_supporter(topic, user):
    """Whether the person supports the topic."""
    return TopicSupport.objects.filter(topic=topic, user=user).exists()


def sessions_for(topic):
    """The sessions into which the topic can be taken: those of the cohort that are to come."""
    sessions = CoachingSession.objects.filter(cancelled_at=None, ends_at__gte=timezone.now())
    if topic.cohort_id is None:
        sessions = sessions.webinars().filter(cohort=None)
    else:
        sessions = sessions.filter(cohort=topic.cohort_id)
    return sessions.order_by("starts_at", "pk")


def others_for(topic):
    """The living topics into which this one can be merged."""
    return (
        Topic.objects.filter(cohort=topic.cohort_id, state__in=Topic.LIVING)
        .exclude(pk=topic.pk)
        .order_by("title", "pk")
    )


def touched_by(topic):
    """Those who raised the topic or support it, also by way of topics joined to it."""
    people = {}
    joined = Topic.objects.filter(Q(pk=topic.pk) | Q(merged_into=topic))
    for one in joined.select_related("raised_by"):
        if one.raised_by:
            people[one.raised_by_id] = one.raised_by
    rows = TopicSupport.objects.filter(topic__in=joined).select_related("user")
    return list((people | {row.user_id: row.user for row in rows}).values())


def guests_of(topic):
    """The topics of guests who wish to hear of this one: itself, and those joined to it."""
    joined = Topic.objects.filter(Q(pk=topic.pk) | Q(merged_into=topic))
    return list(joined.exclude(guest_email=""))


def history_of(topic):
    """The steps of the topic, newest first, with who took them."""
    acts = list(Act.objects.of(topic).exclude(verb="topic.supported").select_related("actor"))
    for act in acts:
        act.sentence = SENTENCES.get(act.verb, act.verb)
    return acts


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    return {"topic_guests": Topic.objects.filter(cohort=cohort).exclude(guest_email="")}
