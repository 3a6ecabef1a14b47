"""What the roof's pages gather from every wing."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.enrolment.models import Enrolment
from sessions.feedback.queries import waiting_of as waiting_surveys
from sessions.schedule.material_models import Material
from sessions.schedule.queries import visible_materials
from sessions.tasks.queries import waiting_for as tasks_waiting_for

NEW_FOR = datetime.timedelta(days=14)
MOST_WAITING = 5


def waiting_for(user, enrolments):
    """What the person is waited for, as dicts of text, url and by (date or None); at most five.

    Tasks tell their session as `about`. What is due first comes first.

    `enrolments` are the person's places.
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
    takes_part = any(place.takes_part for place in enrolments)
    dated = [
        {
            "text": _("Do the task: %(task)s") % {"task": task.title},
            "about": task.session.title,
            "url": task.get_absolute_url(),
            "by": task.due_by and timezone.localdate(task.due_by),
        }
        for task in tasks_waiting_for(user)
    ]
    for survey in waiting_surveys(user) if takes_part else []:
        title = survey.session.title if survey.session_id else survey.title
        text = _("Give feedback: %(session)s") if survey.session_id else _("Answer: %(session)s")
        url = survey.get_absolute_url()
        dated.append({"text": text % {"session": title}, "url": url, "by": survey.last_day})
    # What has no day comes last.
    dated.sort(key=lambda one: one["by"] or datetime.date.max)
    waiting += dated
    return waiting[:MOST_WAITING]


def new_materials(sessions, limit=5):
    """Materials of the sessions that have come to be seen in the last two weeks."""
    since = timezone.now() - NEW_FOR
    materials = Material.objects.filter(
        Q(added_at__gte=since) | Q(visible_from__gte=since), session__in=sessions
    )
    return list(
        visible_materials(materials).select_related("session").order_by("-added_at")[:limit]
    )
