"""To whom a coordinator may write."""

from django.utils.translation import gettext as _

from participants.enrolment.models import Enrolment
from participants.organisations.models import PersonRole
from sessions.attendance.models import Attendance
from sessions.schedule.models import PreTaskDone
from sessions.schedule.queries import cockpit_sessions

from .models import MassPost

PRESENT = (Attendance.State.ON_SITE, Attendance.State.REMOTE, Attendance.State.MADE_UP)


def audiences_of(cohort):
    """Whom one may write to, as (value, label, keys of places); those without anybody left out.

    The choices are those of the cockpit: what somebody misses. Five queries at most.
    """
    places = list(
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )
    held = cockpit_sessions(cohort)
    sessions = [one for one in held if one.is_published and not one.is_cancelled]
    coming = next((one for one in sessions if not one.is_over), None)
    last = next((one for one in reversed(sessions) if one.is_over), None)
    found = [
        ("all", _("Everybody who takes part"), places),
        ("unseen", _("Who has not signed in"), [p for p in places if not p.person.last_login]),
        (
            "unconfirmed",
            _("Who has not confirmed the place"),
            [p for p in places if p.state == Enrolment.State.ACCEPTED],
        ),
        ("contacts", _("Contact persons of the teams"), [p for p in places if _is_contact(p)]),
        (
            "elected",
            _("Elected officials"),
            [p for p in places if p.role == PersonRole.ELECTED_OFFICIAL],
        ),
        (
            "officials",
            _("Officials and employees"),
            [p for p in places if p.role in {PersonRole.OFFICE_HOLDER, PersonRole.EMPLOYEE}],
        ),
    ]
    if coming is not None and coming.pre_task:
        done = set(PreTaskDone.objects.filter(session=coming).values_list("enrolment", flat=True))
        label = _("Who has not done the pre-task: %(session)s") % {"session": coming.title}
        found.append(("pre_task", label, [p for p in places if p.pk not in done]))
    if last is not None:
        marks = Attendance.objects.filter(session=last)
        there = set(marks.filter(state__in=PRESENT).values_list("enrolment", flat=True))
        if there:
            label = _("Who was not there: %(session)s") % {"session": last.title}
            found.append(("absent", label, [p for p in places if p.pk not in there]))
    teams = {}
    for place in places:
        teams.setdefault(place.team, []).append(place)
    for team, people in teams.items():
        label = _("The team of %(organisation)s") % {"organisation": team.organisation}
        found.append((f"team-{team.uuid}", label, people))
    return [(value, label, [p.pk for p in people]) for value, label, people in found if people]


def _is_contact(place):
    return place.team.contact_id == place.person_id


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
