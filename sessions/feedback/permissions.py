"""Who answers questionnaires, who makes them, and who sees what was answered."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import roles_of
from participants.cohorts.permissions import get_changeable_cohort
from sessions.schedule.permissions import (
    get_managed_session,
    get_session_for,
    rights_in,
)

from .models import Survey


def get_asked_session(user, slug):
    """The session, if feedback of it may be asked from the person; else 403 or 404."""
    session = get_session_for(user, slug)
    if session.cohort_id is None or session.is_webinar:
        raise Http404
    return session


def get_results_session(user, slug):
    """The session of a cohort, for its coordinators and its coaches; 403 to others who see it."""
    session = get_asked_session(user, slug)
    if not rights_in(user, session).see_hidden:
        raise PermissionDenied
    return session


def get_survey_for(user, uuid):
    """A questionnaire of the whole coaching, for those who see its cohort; else 404.

    Before it has been opened only those who run the cohort see it.
    """
    roles = roles_of(user)
    survey = get_object_or_404(
        Survey.objects.select_related("cohort__programme"),
        uuid=uuid,
        session=None,
        cohort__in=roles.visible,
    )
    if survey.opened_at is None and survey.cohort_id not in roles.running:
        raise Http404
    return survey


def get_survey_results(user, uuid):
    """The questionnaire, for those who run the cohort; 403 to its participants, else 404."""
    survey = get_survey_for(user, uuid)
    if survey.cohort_id not in roles_of(user).running:
        raise PermissionDenied
    return survey


def get_changeable_survey(user, uuid):
    """The questionnaire, for the cohort's coordinators until it is archived; else 403 or 404."""
    survey = get_survey_for(user, uuid)
    survey.cohort = get_changeable_cohort(user, survey.cohort.slug)
    return survey


def get_changeable_session(user, slug):
    """The session whose questions may be changed: for the cohort's coordinators."""
    session = get_managed_session(user, slug)
    if session.is_webinar:
        raise Http404
    return session
