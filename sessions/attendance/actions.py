"""Marking who was there."""

from django.db import transaction
from django.utils import timezone

from participants.enrolment.models import Enrolment
from sessions.schedule.models import Absence
from valmennus.shared import history

from .models import Attendance


class MarkedMeanwhile(Exception):
    """Somebody else has marked the person since the page was shown; `attendance` says what."""

    def __init__(self, attendance):
        super().__init__(str(attendance))
        self.attendance = attendance


@transaction.atomic
def mark(*, session, enrolment, state, version, by):
    """Mark one person; the same mark twice changes nothing.

    `version` is the one that the page showed, 0 where nothing was marked. Effects: the mark
    with its source, who and when; one line of history. Raises MarkedMeanwhile.
    """
    attendance = _lock(session, enrolment)
    if attendance.state == state and attendance.version:
        return attendance
    if attendance.version != version:
        raise MarkedMeanwhile(attendance)
    return _set(attendance, state, Attendance.Source.MARKED, by, "attendance.marked")


@transaction.atomic
def note_joined(*, session, enrolment, by):
    """The person has opened the remote meeting. A present or made-up mark stays as it is.

    Effects: present remotely, by the link; one line of history.
    """
    attendance = _lock(session, enrolment)
    if attendance.state in (*Attendance.PRESENT, Attendance.State.MADE_UP):
        return attendance
    return _set(
        attendance, Attendance.State.REMOTE, Attendance.Source.JOINED, by, "attendance.joined"
    )


@transaction.atomic
def mark_all(*, session, state, by):
    """Mark everyone about whom nothing is known yet; returns how many.

    Those who have told that they cannot come are left as they are. Effects: the marks, one
    line of history with the number.
    """
    now = timezone.now()
    values = {"state": state, "source": Attendance.Source.ALL, "marked_by": by, "marked_at": now}
    rows = Attendance.objects.select_for_update().filter(session=session)
    known = {row.enrolment_id: row for row in rows}
    told = set(Absence.objects.filter(session=session).values_list("enrolment", flat=True))
    waiting = [row for row in known.values() if row.state == Attendance.State.EXPECTED]
    changed = [row for row in waiting if row.enrolment_id not in told]
    for row in changed:
        row.version += 1
        for name, value in values.items():
            setattr(row, name, value)
    Attendance.objects.bulk_update(changed, [*values, "version"])
    # Whom somebody marks in this very moment keeps that mark.
    made = Attendance.objects.bulk_create(
        [
            Attendance(session=session, enrolment_id=place, version=1, **values)
            for place in Enrolment.objects.taking_part()
            .filter(cohort=session.cohort_id)
            .values_list("pk", flat=True)
            if place not in known and place not in told
        ],
        ignore_conflicts=True,
    )
    number = len(changed) + len(made)
    if number:
        history.record(
            actor=by,
            verb="attendance.all_marked",
            subject=session,
            data={"number": number, "state": state},
        )
    return number


def _lock(session, enrolment):
    """The row of the person, made where there is none; held until the transaction ends."""
    # Not joined with who marked: a row that another has just marked would come without them.
    rows = Attendance.objects.filter(session=session, enrolment=enrolment).select_for_update()
    attendance = rows.first()
    if attendance is None:
        new = Attendance(
            session=session,
            enrolment=enrolment,
            marked_at=timezone.now(),
            source=Attendance.Source.MARKED,
        )
        # Another may be making it in this very moment.
        Attendance.objects.bulk_create([new], ignore_conflicts=True)
        attendance = rows.get()
    attendance.session, attendance.enrolment = session, enrolment
    return attendance


def _set(attendance, state, source, by, verb):
    data = history.about(attendance.enrolment.person) | {"state": [attendance.state, state]}
    attendance.state, attendance.source = state, source
    attendance.marked_by, attendance.marked_at = by, timezone.now()
    attendance.version += 1
    attendance.save()
    history.record(actor=by, verb=verb, subject=attendance.session, data=data)
    return attendance
