"""Who of one team misses what, to be reminded of it."""

from types import SimpleNamespace

from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from participants.enrolment.queries import places_of
from sessions.attendance.models import Attendance
from sessions.feedback.models import is_open_after
from sessions.feedback.queries import places_given
from sessions.schedule.queries import cockpit_sessions
from sessions.tasks.queries import next_task_of, places_missing

THERE = (*Attendance.PRESENT, Attendance.State.MADE_UP)


def missing_of(cohort, team):
    """What the team's people miss now, the most urgent first.

    Each has `key` (for an address), `about` (what kind of thing), `label`, `thing` (the session,
    the task, or the cohort itself) and `places`, those who miss it. Empty where the cohort is
    archived.
    """
    if cohort.state == Cohort.State.ARCHIVED:
        return []
    places = [place for place in places_of(cohort).filter(team=team) if not place.person.erased_at]
    for place in places:
        place.cohort, place.team = cohort, team
    held = [
        one
        for one in cockpit_sessions(cohort)
        if one.is_published and not one.is_cancelled and not one.is_webinar
    ]
    past = [one for one in held if one.is_over]
    found = [
        *_unconfirmed(cohort, places),
        *_task(cohort, team, places),
        *_feedback(past[-1:], places),
        *_absent(past, places),
        *_sign_in(cohort, places),
    ]
    return [one for one in found if one.places]


def _missing(about, label, thing, places, key=""):
    return SimpleNamespace(key=key or about, about=about, label=label, thing=thing, places=places)


def _unconfirmed(cohort, places):
    if cohort.confirm_until is None:
        return []
    waiting = [one for one in places if one.state == Enrolment.State.ACCEPTED]
    return [_missing("unconfirmed", _("Confirming the place"), cohort, waiting)]


def _sign_in(cohort, places):
    unseen = [one for one in places if one.person.last_login is None]
    return [_missing("sign_in", _("Signing in"), cohort, unseen)]


def _task(cohort, team, places):
    task = next_task_of(cohort, timezone.now())
    if task is None:
        return []
    missing = {place.pk for place in places_missing(task, team)}
    waiting = [one for one in places if one.pk in missing]
    label = _("Task: %(task)s") % {"task": task.title}
    return [_missing("pre_task", label, task, waiting)]


def _feedback(sessions, places):
    for session in sessions:
        if is_open_after(session):
            given = places_given(session)
            marks = dict(
                Attendance.objects.filter(session=session).values_list("enrolment", "state")
            )
            waiting = [
                one
                for one in places
                if one.pk not in given and (not marks or marks.get(one.pk) in THERE)
            ]
            label = _("Feedback: %(session)s") % {"session": session.title}
            return [_missing("feedback", label, session, waiting)]
    return []


def _absent(sessions, places):
    """Those who were marked as away and have not made the session up, the latest session first."""
    rows = Attendance.objects.filter(
        session__in=sessions, state__in=[Attendance.State.ABSENT, Attendance.State.EXCUSED]
    ).values_list("session", "enrolment")
    away = set(rows)
    found = []
    for session in reversed(sessions):
        missing = [one for one in places if (session.pk, one.pk) in away]
        label = _("Was absent: %(session)s") % {"session": session.title}
        key = f"attendance.{session.slug}"
        found.append(_missing("attendance", label, session, missing, key))
    return found
