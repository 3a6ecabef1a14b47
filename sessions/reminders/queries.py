"""What reminders go when, and to whom."""

import datetime
from types import SimpleNamespace

from django.utils import timezone

from participants.enrolment.models import Enrolment
from sessions.schedule.models import Absence, CoachingSession
from sessions.tasks.models import Task
from sessions.tasks.queries import done_pairs, tasks_for

from .models import ReminderRule

Kind = ReminderRule.Kind
# What could not go in time, since the worker was away, still goes for so long.
LATEST = datetime.timedelta(hours=24)


def rules_of(cohort):
    """The cohort's rules in their order; those that nobody has touched are off."""
    kept = {rule.kind: rule for rule in ReminderRule.objects.filter(cohort=cohort)}
    return [
        kept.get(kind) or ReminderRule(cohort=cohort, kind=kind, days=ReminderRule.DAYS[kind])
        for kind in Kind
    ]


def sessions_for(cohort):
    """The cohort's published sessions that take place, in order of time."""
    return list(
        CoachingSession.objects.published()
        .filter(cohort=cohort, cancelled_at__isnull=True)
        .exclude(kind=CoachingSession.Kind.WEBINAR)
        .order_by("starts_at", "pk")
    )


def things_for(rule, cohort, sessions, tasks):
    """What the rule may go for: sessions, tasks, or the cohort itself."""
    if not rule.is_of_sessions:
        return [cohort]
    if rule.kind == Kind.PRE_TASK:
        return tasks
    return sessions


def makes_sense(rule, thing, now):
    """Whether the reminder still helps: none comes of a session that has begun or a late task."""
    if rule.kind == Kind.PRE_TASK:
        return thing.due > now
    if rule.is_of_sessions and rule.kind != Kind.DAY_AFTER:
        return thing.starts_at > now
    return True


def is_due(rule, thing, now):
    """Whether the rule goes for the thing now."""
    runs_at = rule.runs_at(thing)
    return (
        rule.is_on
        and runs_at is not None
        and rule.on_since <= runs_at <= now < runs_at + LATEST
        and makes_sense(rule, thing, now)
    )


class People:
    """The cohort's people and what they have done, loaded once for all rules; four queries."""

    def __init__(self, cohort, sessions, tasks):
        self.places = list(
            Enrolment.objects.taking_part()
            .filter(cohort=cohort)
            .select_related("person", "team__organisation")
            .in_finnish_order()
        )
        rows = Absence.objects.filter(session__in=sessions)
        self.absent = set(rows.values_list("session_id", "enrolment_id"))
        self.done = done_pairs(tasks)

    def reached(self, rule, thing):
        """Whom the rule reaches now: nobody who has done it, or who has told of an absence."""
        if not rule.is_of_sessions:
            return [one for one in self.places if one.state == Enrolment.State.ACCEPTED]
        if rule.kind == Kind.PRE_TASK:
            # A task after the session is also theirs who could not come.
            everybody = thing.when == Task.When.AFTER
            return [
                one
                for one in self.places
                if (thing.pk, one.pk) not in self.done
                and (everybody or (thing.session_id, one.pk) not in self.absent)
            ]
        return [one for one in self.places if (thing.pk, one.pk) not in self.absent]


def plan_of(cohort):
    """Each rule with when it goes next, for what, and whom it would reach now.

    Rows have `rule`, `at` (None where nothing is to come), `thing` and `people`.
    """
    now = timezone.now()
    sessions = sessions_for(cohort)
    tasks = tasks_for(cohort)
    people = People(cohort, sessions, tasks)
    rows = []
    for rule in rules_of(cohort):
        coming = [
            (rule.runs_at(thing), thing)
            for thing in things_for(rule, cohort, sessions, tasks)
            if (rule.runs_at(thing) or now) > now
        ]
        at, thing = min(coming, key=lambda pair: pair[0], default=(None, None))
        reached = people.reached(rule, thing) if thing is not None else []
        rows.append(SimpleNamespace(rule=rule, at=at, thing=thing, people=reached))
    return rows
