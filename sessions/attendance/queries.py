"""What the pages of attendance need."""

import datetime
from collections import Counter
from types import SimpleNamespace

import segno
from django.conf import settings
from django.db.models import Count, DurationField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from participants.accounts.models import NAMED
from participants.enrolment.models import Enrolment
from sessions.schedule.models import Absence
from valmennus.shared.counting import team_rows

from .models import Attendance, AttendanceStep
from .permissions import CODE_SECONDS, check_in_code, check_in_is_open


def sheet(session):
    """Everyone who is expected, and everyone who has been marked, in Finnish order.

    A row has `enrolment`, `state`, `version`, `attendance` and `absence` (each may be None).
    """
    marks = {
        mark.enrolment_id: mark
        for mark in Attendance.objects.filter(session=session)
        .select_related("marked_by")
        .only(
            *("enrolment", "state", "source", "marked_at", "version", "minutes", "joined_at"),
            *_of("marked_by", NAMED),
        )
    }
    told = {absence.enrolment_id: absence for absence in Absence.objects.filter(session=session)}
    enrolments = (
        on_sheet(session)
        # The teams of the cohort, not one by one among those of the country.
        .filter(team__cohort=session.cohort_id)
        .select_related("person", "team__organisation")
        .only(
            *("uuid", "cohort", "role", "title", "state"),
            *_of("person", NAMED),
            "team__organisation",
            *_of("team__organisation", ["name_fi", "name_sv"]),
        )
        .in_finnish_order()
    )
    return [
        row_of(enrolment, marks.get(enrolment.pk), told.get(enrolment.pk))
        for enrolment in enrolments
    ]


def _of(path, names):
    return [f"{path}__{name}" for name in names]


def on_sheet(session):
    """The places of those who are expected, and of those who have been marked."""
    marked = Attendance.objects.filter(session=session, enrolment=OuterRef("pk"))
    return Enrolment.objects.filter(cohort=session.cohort_id).filter(
        Q(state__in=Enrolment.TAKING_PART) | Exists(marked)
    )


def states_of(session):
    """The state of everyone on the sheet, without names, for the totals."""
    mark = Attendance.objects.filter(session=session, enrolment=OuterRef("pk")).values("state")
    states = on_sheet(session).annotate(mark=Subquery(mark)).values_list("mark", flat=True)
    return [state or Attendance.State.EXPECTED for state in states]


def row_of(enrolment, attendance, absence):
    """One person's row; where nothing is marked, the person is expected."""
    return SimpleNamespace(
        enrolment=enrolment,
        attendance=attendance,
        absence=absence,
        state=attendance.state if attendance else Attendance.State.EXPECTED,
        version=attendance.version if attendance else 0,
        suggested=attendance is not None and attendance.is_suggested,
        conflict=None,
    )


def history_of(session, enrolment):
    """The steps of one person's mark, the latest first."""
    steps = AttendanceStep.objects.filter(
        attendance__session=session, attendance__enrolment=enrolment
    )
    return steps.select_related("by").order_by("-at", "-pk")


def hours_on_sheet(rows, session):
    """The hours of the sheet's people; as `person_hours`, from rows that are loaded already."""
    present = [row.attendance for row in rows if row.state in Attendance.PRESENT]
    told = [mark.minutes for mark in present if mark.minutes is not None]
    assumed = len(present) - len(told)
    return _hours(sum(told) + assumed * session.minutes, len(told), assumed)


def person_hours(sessions):
    """How long the people were in the sessions (a list or a queryset), in one statement.

    Real minutes where a report has told them, else the length of the session for each present
    mark. Whoever was on site and had the remote meeting open too counts once. Gives `minutes`,
    `hours` (one decimal), and how many marks have real minutes (`known`) or not (`assumed`).
    """
    length = F("session__ends_at") - F("session__starts_at")
    real = F("minutes") * datetime.timedelta(minutes=1)
    found = Attendance.objects.filter(session__in=sessions, state__in=Attendance.PRESENT)
    sums = found.aggregate(
        time=Sum(Coalesce(real, length, output_field=DurationField())),
        known=Count("minutes"),
        all=Count("pk"),
    )
    minutes = round((sums["time"] or datetime.timedelta()).total_seconds() / 60)
    return _hours(minutes, sums["known"], sums["all"] - sums["known"])


def _hours(minutes, known, assumed):
    return SimpleNamespace(
        minutes=minutes, hours=round(minutes / 60, 1), known=known, assumed=assumed
    )


def check_in_now(session):
    """What a projector shows for checking in, or None while it is closed; one statement.

    `code` and `seconds` until it changes; `url` with the code in it, and `qr`, a picture of it as
    SVG without inline styles; `present` so far, of `expected`.
    """
    if not check_in_is_open(session):
        return None
    now = timezone.now().timestamp()
    code = check_in_code(session, now)
    path = reverse("coaching:check_in", args=[session.slug])
    url = f"{settings.BASE_URL}{path}?koodi={code}"
    counted = Counter(states_of(session))
    # segno writes the SVG; nothing that a person has typed is in it.
    qr = segno.make(url, error="m").svg_inline(scale=8, border=2, svgclass="qr", lineclass=None)
    return SimpleNamespace(
        code=code,
        seconds=CODE_SECONDS - int(now) % CODE_SECONDS,
        url=url,
        qr=mark_safe(qr),  # noqa: S308
        present=sum(counted[state] for state in Attendance.PRESENT),
        expected=sum(counted.values()),
    )


def totals(states):
    """How many there are of each state: rows of `label` and `number`, and `present` of `all`."""
    states = list(states)
    counts = Counter(states)
    return SimpleNamespace(
        rows=[(state.label, counts[state]) for state in Attendance.State],
        present=sum(counts[state] for state in Attendance.PRESENT),
        all=len(states),
        waiting=counts[Attendance.State.EXPECTED],
    )


def place_in_sheet(session, uuid):
    """The person's place in the session's cohort with the names that a row tells, or None."""
    return (
        Enrolment.objects.filter(cohort=session.cohort_id, uuid=uuid)
        .select_related("person", "team__organisation")
        .first()
    )


def presence_rows(cohort, sessions):
    """How many of each team were there, of those who are marked; rows as `counting.team_rows`.

    `sessions` are some of the cohort's. A made-up session counts as present. Teams without a mark
    are not in it.
    """
    state = Attendance.State
    # By the cohort too, or the places of the whole country are gone through.
    rows = Attendance.objects.filter(
        session__in=sessions,
        enrolment__cohort=cohort,
        enrolment__state__in=Enrolment.TAKING_PART,
    ).exclude(state=state.EXPECTED)
    present = Count("pk", filter=Q(state__in=[*Attendance.PRESENT, state.MADE_UP]))
    return team_rows(rows, "attendance", thing="session_id", number=present)
