"""Who sees topics, who raises and supports them, who decides about them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import Cohort
from participants.cohorts.permissions import can_coordinate, get_cohort_for, refuse_archived
from participants.discussions.queries import with_thread
from sessions.schedule.permissions import edits_webinars, get_session_for

from .models import Topic


def get_topic_for(user, uuid):
    """The topic with the counts of its thread, if the person may see it; else 404."""
    topics = Topic.objects.visible_to(user).select_related(
        *("cohort__programme", "session", "merged_into", "raised_by", "decided_by", "asked_in")
    )
    return get_object_or_404(with_thread(topics, user), uuid=uuid)


def get_discussed_topic(user, uuid):
    """A topic of a cohort that its people see, to be discussed; else 404."""
    topic = get_topic_for(user, uuid)
    if topic.cohort_id is None or topic.state == Topic.State.WAITING:
        raise Http404
    return topic


def can_decide(user, topic):
    """Coordinators of the cohort until it is archived; of webinars without one, their editors."""
    if topic.cohort_id is None:
        return edits_webinars(user)
    return can_coordinate(user, topic.cohort) and topic.cohort.state != Cohort.State.ARCHIVED


def get_decided_topic(user, uuid):
    """The topic, if the person may decide about it; 403 to those who only see it, else 404."""
    topic = get_topic_for(user, uuid)
    if not can_decide(user, topic):
        raise PermissionDenied
    return topic


def get_supported_topic(user, uuid):
    """The topic, to be supported by the person: by everybody in the cohort; else 403 or 404."""
    topic = get_topic_for(user, uuid)
    if topic.cohort_id is not None:
        get_cohort_for(user, topic.cohort.slug)
        refuse_archived(topic.cohort)
    if user.sees_as_participant:
        raise PermissionDenied
    return topic


def get_raising_cohort(user, slug):
    """The cohort in which the person raises a topic; 403 where it is archived, else 404."""
    cohort = get_cohort_for(user, slug)
    refuse_archived(cohort)
    return cohort


def get_open_webinar(user, slug):
    """The webinar in which anybody raises a topic; 404 for all else."""
    session = get_session_for(user, slug)
    if not session.is_webinar or not session.is_published or session.is_archived:
        raise Http404
    return session


def get_webinar_board(user):
    """Raise 403 unless the person edits the webinars that belong to no cohort."""
    if not edits_webinars(user):
        raise PermissionDenied
