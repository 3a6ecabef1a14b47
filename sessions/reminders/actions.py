"""Turning reminders on and off, and sending those that are due."""

from django.db import transaction
from django.utils import timezone

from participants.cohorts.models import Cohort
from participants.places.queries import coordinator_of
from sessions.schedule.models import CoachingSession
from sessions.tasks.queries import tasks_for
from valmennus.shared import history

from . import mails, queries
from .models import ReminderRule


@transaction.atomic
def change_rule(*, cohort, kind, days, is_on, by):
    """Set one reminder of the cohort. Effects: the rule, one line of history where it changed.

    What would have gone before the rule was turned on, or before its days changed, does not go.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    rule = ReminderRule.objects.filter(cohort=cohort, kind=kind).first()
    rule = rule or ReminderRule(cohort=cohort, kind=kind, days=ReminderRule.DAYS[kind])
    before = (rule.days, rule.is_on)
    if before == (days, is_on):
        return rule
    rule.days, rule.on_since = days, timezone.now() if is_on else None
    rule.save()
    data = {"rule": kind, "days": days, "on": is_on}
    history.record(actor=by, verb="reminder.changed", subject=cohort, data=data)
    return rule


def _still_so(rule, thing):
    """Whether the session is as it was when the reminder was found to be due; it is held now."""
    if not rule.is_of_sessions:
        return True
    session = thing.session if rule.kind == ReminderRule.Kind.PRE_TASK else thing
    return CoachingSession.objects.lock(session).sequence == session.sequence


def send_due(*, cohort):
    """Send the cohort's reminders that are due; each person gets each of them once.

    Effects: the mails, one line of history for each reminder that reached somebody. Returns how
    many mails were written.
    """
    now = timezone.now()
    rules = [rule for rule in queries.rules_of(cohort) if rule.is_on]
    sessions = queries.sessions_for(cohort)
    tasks = tasks_for(cohort)
    due = [
        (rule, thing)
        for rule in rules
        for thing in queries.things_for(rule, cohort, sessions, tasks)
        if queries.is_due(rule, thing, now)
    ]
    if not due:
        return 0
    people = queries.People(cohort, sessions, tasks)
    return sum(_send(rule, thing, people.reached(rule, thing), cohort) for rule, thing in due)


@transaction.atomic
def _send(rule, thing, places, cohort):
    if not _still_so(rule, thing):
        return 0
    for place in places:
        place.cohort = cohort
    sent = mails.send(rule, thing, places, cohort=cohort, by=coordinator_of(cohort))
    if sent:
        data = {"rule": rule.kind, "mails": sent}
        history.record(actor=None, verb="reminder.sent", subject=thing, data=data)
    return sent
