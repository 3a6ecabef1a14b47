"""What a calendar shows."""

import datetime

from django.utils import timezone

from sessions.schedule.queries import own_sessions

# Calendars keep what they have read; older sessions need not be sent again and again.
KEPT = datetime.timedelta(days=400)


def feed_sessions(user):
    """Published sessions of the person's cohorts, those of the last 13 months and all to come."""
    return list(
        own_sessions(user).filter(starts_at__gte=timezone.now() - KEPT).order_by("starts_at", "pk")
    )
