"""What the pages of planning need."""

import datetime

from participants.cohorts.permissions import managed_programmes
from sessions.schedule.models import CoachingSession

from .default_template import ITEMS
from .models import SessionTemplate


def template_of(programme):
    """The sessions of the programme's template, in order; the portal's own where it has none."""
    return list(SessionTemplate.objects.filter(programme=programme).order_by("number")) or [
        SessionTemplate(programme=programme, **item) for item in ITEMS
    ]


def programmes_for(user):
    """The programmes in which the person may make cohorts, by name."""
    return managed_programmes(user).order_by("name")


def steps_of(cohort):
    """The cohort's sessions with the whole weeks since the previous one, for a duplicate."""
    sessions = list(
        CoachingSession.objects.filter(cohort=cohort, cancelled_at__isnull=True).order_by(
            "starts_at", "pk"
        )
    )
    before = None
    for session in sessions:
        gap = session.starts_at - before if before else datetime.timedelta()
        session.gap_weeks = max(0, round(gap.days / 7))
        before = session.starts_at
    return sessions
