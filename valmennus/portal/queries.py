"""What the roof's pages gather from every wing."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.enrolment.models import Enrolment
from sessions.feedback.models import last_day_after
from sessions.feedback.queries import surveys_waiting, wants_feedback
from sessions.schedule.material_models import Material
from sessions.schedule.queries import visible_materials
from sessions.tasks.queries import waiting_for as tasks_waiting_for
from valmennus.shared.composed import composed_once

NEW_FOR = datetime.timedelta(days=14)
MOST_WAITING = MOST_NEW = 5


def waiting_for(user, sessions, enrolments):
    """What the person is waited for, as dicts of text, url and by (date or None); at most five.

    Tasks tell their session as `about`. What is due first comes first.

    `sessions` are the person's own, as by `own_sessions_with_feedback`; `enrolments` the
    person's places.
    """
    waiting = []
    if not user.get_full_name():
        waiting.append({"text": _("Tell your name"), "url": reverse("portal:own_data"), "by": None})
    waiting += [
        {
            "text": _("Confirm your place: %(cohort)s") % {"cohort": place.cohort.name},
            "url": reverse("places:own_place", args=[place.uuid]),
            "by": place.cohort.confirm_until,
        }
        for place in enrolments
        if place.state == Enrolment.State.ACCEPTED and place.cohort.confirm_until
    ]
    taking_part = {place.cohort_id for place in enrolments if place.takes_part}
    dated = [
        {
            "text": _("Do the task: %(task)s") % {"task": task.title},
            "about": task.session.title,
            "url": task.get_absolute_url(),
            "by": task.due_by and timezone.localdate(task.due_by),
        }
        for task in tasks_waiting_for(user)
    ]
    dated += [
        {
            "text": _("Give feedback: %(session)s") % {"session": session.title},
            "url": reverse("coaching:feedback", args=[session.slug]),
            "by": last_day_after(session),
        }
        for session in sessions
        if session.cohort_id in taking_part and wants_feedback(session)
    ]
    dated += [
        {
            "text": _("Answer: %(session)s") % {"session": survey.title},
            "url": survey.get_absolute_url(),
            "by": survey.last_day,
        }
        for survey in (surveys_waiting(user) if taking_part else [])
    ]
    # What has no day comes last.
    dated.sort(key=lambda one: one["by"] or datetime.date.max)
    waiting += dated
    return waiting[:MOST_WAITING]


def new_materials(sessions):
    """The latest five materials of the sessions that have come to be seen in the last two weeks."""
    now = timezone.now()
    return _materials_since([session.pk for session in sessions], now - NEW_FOR, now)


@composed_once
def _materials_since(sessions, since, now):
    materials = Material.objects.filter(
        Q(added_at__gte=since) | Q(visible_from__gte=since), session__in=sessions
    )
    shown = visible_materials(materials, now).select_related(None).select_related("session")
    shown = shown.only("title", "session__slug", "session__title")
    return shown.order_by("-added_at")[:MOST_NEW]
