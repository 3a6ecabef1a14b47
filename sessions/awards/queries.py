"""How far each person is on the way to the certificate."""

import math
from types import SimpleNamespace

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from participants.enrolment.queries import teams_of
from sessions.attendance.models import Attendance
from sessions.schedule.models import CoachingSession
from valmennus.shared.composed import composed_once

from .models import AwardRule

THERE = {*Attendance.PRESENT, Attendance.State.MADE_UP}


def rule_of(cohort):
    """The cohort's rule; one that is not kept where nobody has touched it."""
    return AwardRule.objects.filter(cohort=cohort).first() or AwardRule(cohort=cohort)


def countable_sessions(cohort):
    """The sessions that may count: published, not cancelled, no webinars; in order of time."""
    return (
        CoachingSession.objects.published()
        .filter(cohort=cohort, cancelled_at=None)
        .exclude(kind=CoachingSession.Kind.WEBINAR)
        .order_by("starts_at", "pk")
    )


def _counting(cohort):
    """The sessions that count, each with `share`, the rule's; one query."""
    rule = AwardRule.objects.filter(cohort=cohort)
    optional = AwardRule.optional.through.objects.filter(
        coachingsession=OuterRef("pk"), awardrule__cohort=cohort
    )
    return (
        countable_sessions(cohort)
        .filter(~Exists(optional))
        .annotate(share=Coalesce(Subquery(rule.values("share")[:1]), Value(AwardRule.SHARE)))
    )


def progress_of(place):
    """One person's progress; a single query. See `_progress`."""
    sessions = _own_states(place.cohort_id, place.pk)
    return _progress(sessions, {one.pk for one in sessions if one.own in THERE})


@composed_once
def _own_states(cohort, place):
    state = Attendance.objects.filter(session=OuterRef("pk"), enrolment=place).values("state")
    sessions = _counting(cohort).annotate(own=Subquery(state[:1]))
    return sessions.only("slug", "title", "starts_at", "ends_at")


def _progress(sessions, done):
    """What is `done` of what is `needed`, `of` all that count, and what could still be counted.

    `coming` are the sessions ahead, `missed` those that could be made up, `left` how many of them
    are needed. Made-up sessions count as attended.
    """
    share = sessions[0].share if sessions else AwardRule.SHARE
    needed = math.ceil(len(sessions) * share / 100)
    number = sum(one.pk in done for one in sessions)
    return SimpleNamespace(
        of=len(sessions),
        needed=needed,
        done=number,
        left=max(needed - number, 0),
        is_reached=bool(sessions) and number >= needed,
        coming=[one for one in sessions if not one.is_over and one.pk not in done],
        missed=[one for one in sessions if one.is_over and one.pk not in done],
    )


def progress_by_team(cohort):
    """Every person's progress: teams with `.people`, each of them with `.progress`; 5 queries.

    A team has `reached`, how many of its people have what they need.
    """
    sessions = list(_counting(cohort))
    done = {}
    rows = Attendance.objects.filter(session__in=sessions, state__in=THERE)
    for place, session in rows.values_list("enrolment", "session"):
        done.setdefault(place, set()).add(session)
    teams = teams_of(cohort)
    for team in teams:
        for place in team.people:
            place.progress = _progress(sessions, done.get(place.pk, set()))
        team.reached = sum(place.progress.is_reached for place in team.people)
    return teams
