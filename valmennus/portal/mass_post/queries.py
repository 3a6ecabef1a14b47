"""To whom a coordinator may write."""

from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import NAMED, name_of
from participants.enrolment.models import Enrolment
from participants.organisations.models import Organisation, PersonRole
from sessions.attendance.models import Attendance
from sessions.schedule.queries import cockpit_sessions
from sessions.tasks.queries import next_task_of, places_missing
from valmennus.shared.collation import FinnishOrder

from .models import MassPost

PRESENT = (Attendance.State.ON_SITE, Attendance.State.REMOTE, Attendance.State.MADE_UP)


def audiences_of(cohort):
    """Whom one may write to, as (value, label, keys of places); those without anybody left out.

    The choices are those of the cockpit: what somebody misses. Five queries at most; the places are
    plain values, since a cohort may have thousands.
    """
    rows = list(
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .order_by(FinnishOrder("team__organisation__name_fi"), "pk")
        .values_list(
            *("pk", "state", "role", "person", "person__last_login"),
            *("team__contact", "team__uuid", "team__organisation__name_fi"),
            "team__organisation__name_sv",
        )
    )
    sessions = [
        one for one in cockpit_sessions(cohort) if one.is_published and not one.is_cancelled
    ]
    task = next_task_of(cohort, timezone.now())
    last = next((one for one in reversed(sessions) if one.is_over), None)
    officials = {PersonRole.OFFICE_HOLDER, PersonRole.EMPLOYEE}
    found = [
        ("all", _("Everybody who takes part"), [row[0] for row in rows]),
        ("unseen", _("Who has not signed in"), [row[0] for row in rows if row[4] is None]),
        (
            "unconfirmed",
            _("Who has not confirmed the place"),
            [row[0] for row in rows if row[1] == Enrolment.State.ACCEPTED],
        ),
        (
            "contacts",
            _("Contact persons of the teams"),
            [row[0] for row in rows if row[3] == row[5]],
        ),
        (
            "elected",
            _("Elected officials"),
            [row[0] for row in rows if row[2] == PersonRole.ELECTED_OFFICIAL],
        ),
        (
            "officials",
            _("Officials and employees"),
            [row[0] for row in rows if row[2] in officials],
        ),
    ]
    if task is not None:
        missing = {place.pk for place in places_missing(task)}
        label = _("Who has not done the task: %(task)s") % {"task": task.title}
        found.append(("pre_task", label, [row[0] for row in rows if row[0] in missing]))
    if last is not None:
        marks = Attendance.objects.filter(session=last)
        there = set(marks.filter(state__in=PRESENT).values_list("enrolment", flat=True))
        if there:
            label = _("Who was not there: %(session)s") % {"session": last.title}
            found.append(("absent", label, [row[0] for row in rows if row[0] not in there]))
    teams = {}
    for row in rows:
        teams.setdefault(row[6:], []).append(row[0])
    for (uuid, name_fi, name_sv), keys in teams.items():
        organisation = Organisation(name_fi=name_fi, name_sv=name_sv)
        label = _("The team of %(organisation)s") % {"organisation": organisation}
        found.append((f"team-{uuid}", label, keys))
    return [(value, label, keys) for value, label, keys in found if keys]


# So many names tell who they are; the number tells the rest.
MOST_NAMES = 200


def names_of(places):
    """The first of the people, as texts."""
    rows = places.values_list(*(f"person__{name}" for name in NAMED))
    return [name_of(*row) for row in rows[:MOST_NAMES]]


def places_of(post):
    """The places to which the letter goes, those who have left since then left out."""
    return (
        Enrolment.objects.taking_part()
        .filter(pk__in=post.places, cohort=post.cohort)
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )


def mass_posts_of(cohort):
    """The letters of the cohort, newest first, with who wrote them."""
    return MassPost.objects.filter(cohort=cohort).select_related("written_by")
