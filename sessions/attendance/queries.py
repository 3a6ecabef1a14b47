"""What the pages of attendance need."""

from collections import Counter
from types import SimpleNamespace

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from participants.accounts.models import NAMED
from participants.enrolment.models import Enrolment
from sessions.schedule.models import Absence
from valmennus.shared.counting import team_rows

from .models import Attendance


def sheet(session):
    """Everyone who is expected, and everyone who has been marked, in Finnish order.

    A row has `enrolment`, `state`, `version`, `attendance` and `absence` (each may be None).
    """
    marks = {
        mark.enrolment_id: mark
        for mark in Attendance.objects.filter(session=session)
        .select_related("marked_by")
        .only(
            *("enrolment", "state", "source", "marked_at", "version"),
            *_of("marked_by", NAMED),
        )
    }
    told = {absence.enrolment_id: absence for absence in Absence.objects.filter(session=session)}
    enrolments = (
        _on_sheet(session)
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


def _on_sheet(session):
    marked = Attendance.objects.filter(session=session, enrolment=OuterRef("pk"))
    return Enrolment.objects.filter(cohort=session.cohort_id).filter(
        Q(state__in=Enrolment.TAKING_PART) | Exists(marked)
    )


def states_of(session):
    """The state of everyone on the sheet, without names, for the totals."""
    mark = Attendance.objects.filter(session=session, enrolment=OuterRef("pk")).values("state")
    states = _on_sheet(session).annotate(mark=Subquery(mark)).values_list("mark", flat=True)
    return [state or Attendance.State.EXPECTED for state in states]


def row_of(enrolment, attendance, absence):
    """One person's row; where nothing is marked, the person is expected."""
    return SimpleNamespace(
        enrolment=enrolment,
        attendance=attendance,
        absence=absence,
        state=attendance.state if attendance else Attendance.State.EXPECTED,
        version=attendance.version if attendance else 0,
        conflict=None,
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


def presence_rows(sessions):
    """How many of each team were there, of those who are marked; rows as `counting.team_rows`.

    A made-up session counts as present. Teams without a mark are not in it.
    """
    state = Attendance.State
    rows = Attendance.objects.filter(
        session__in=sessions, enrolment__state__in=Enrolment.TAKING_PART
    ).exclude(state=state.EXPECTED)
    present = Count("pk", filter=Q(state__in=[*Attendance.PRESENT, state.MADE_UP]))
    return team_rows(rows, "attendance", thing="session_id", number=present)
