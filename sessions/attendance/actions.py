"""Marking who was there."""

from django.db import transaction
from django.utils import timezone

from participants.cohorts.permissions import refuse_archived
from participants.enrolment.models import Enrolment
from sessions.schedule.models import Absence
from valmennus.shared import history

from .models import Attendance, AttendanceStep

State, Source = Attendance.State, Attendance.Source


class MarkedMeanwhile(Exception):
    """Somebody else has marked the person since the page was shown; `attendance` says what."""

    def __init__(self, attendance):
        super().__init__(str(attendance))
        self.attendance = attendance


@transaction.atomic
def mark(*, session, enrolment, state, version, by):
    """Mark one person; the same mark twice changes nothing.

    `version` is the one that the page showed, 0 where nothing was marked. Minutes that a report
    has told stay with those who were present. Effects: the mark with its source, who and when; a
    step of its history, one line of the general one. Raises MarkedMeanwhile.
    """
    attendance = lock(session, enrolment)
    if attendance.state == state and attendance.version:
        return attendance
    if attendance.version != version:
        raise MarkedMeanwhile(attendance)
    return _set(attendance, state, Source.MARKED, by, "attendance.marked")


@transaction.atomic
def note_joined(*, session, enrolment, by):
    """The person has opened the remote meeting: a suggestion for the coordinator, not a mark.

    Effects: the time of the first opening; one line of history.
    """
    attendance = lock(session, enrolment)
    if attendance.joined_at is None:
        attendance.joined_at = timezone.now()
        attendance.save(update_fields=["joined_at"])
        about = history.about(enrolment.person)
        history.record(actor=by, verb="attendance.joined", subject=session, data=about)
    return attendance


@transaction.atomic
def accept_suggestions(*, session, by, enrolment=None):
    """Mark those who have opened the joining link as present remotely; returns how many.

    Without `enrolment` everyone about whom nothing is known; with it that person, also where an
    older mark says away. Effects: the marks, their steps, a line of history for each.
    """
    rows = Attendance.objects.filter(session=session, joined_at__isnull=False)
    rows = rows.select_for_update(of=("self",)).select_related("enrolment__person").order_by("pk")
    if enrolment is not None:
        rows = rows.filter(enrolment=enrolment)
    accepted = [
        row
        for row in rows
        if row.is_suggested and (enrolment is not None or row.state == State.EXPECTED)
    ]
    for row in accepted:
        row.session = session
        _set(row, State.REMOTE, Source.JOINED, by, "attendance.accepted")
    return len(accepted)


@transaction.atomic
def check_in(*, session, enrolment, state, by):
    """The person says to be there, with the code of the room. What is marked already stays.

    That is a mark as present, one as made up, and whatever a coordinator has said. Effects: the
    mark, a step of its history, one line of the general one. Returns the mark as it stands.
    """
    attendance = lock(session, enrolment)
    stays = attendance.state in (*Attendance.PRESENT, State.MADE_UP) or attendance.is_by_hand
    if stays:
        return attendance
    return _set(attendance, state, Source.CHECKED_IN, by, "attendance.checked_in")


@transaction.atomic
def mark_made_up(*, session, enrolment, by, task_label):
    """The session has been made up by a task, which `task_label` names.

    Who was present stays so. Effects: the mark, a step of its history with the task's name, one
    line of the general one. 403 where the cohort has been archived.
    """
    refuse_archived(session.cohort)
    attendance = lock(session, enrolment)
    if attendance.state in (*Attendance.PRESENT, State.MADE_UP):
        return attendance
    return _set(
        attendance, State.MADE_UP, Source.TASK, by, "attendance.made_up", note=task_label[:200]
    )


@transaction.atomic
def mark_all(*, session, state, by):
    """Mark everyone about whom nothing is known yet; returns how many.

    Those who have told that they cannot come are left as they are. Effects: the marks, their
    steps, one line of history with the number.
    """
    now = timezone.now()
    values = {"state": state, "source": Source.ALL, "marked_by": by, "marked_at": now}
    rows = Attendance.objects.select_for_update().filter(session=session).order_by("pk")
    known = {row.enrolment_id: row for row in rows}
    told = set(Absence.objects.filter(session=session).values_list("enrolment", flat=True))
    waiting = [row for row in known.values() if row.state == State.EXPECTED]
    changed = [row for row in waiting if row.enrolment_id not in told]
    for row in changed:
        row.version += 1
        for name, value in values.items():
            setattr(row, name, value)
    Attendance.objects.bulk_update(changed, [*values, "version"])
    # Whom somebody marks in this very moment keeps that mark.
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort_id).order_by("pk")
    Attendance.objects.bulk_create(
        [
            Attendance(session=session, enrolment_id=place, version=1, **values)
            for place in places.values_list("pk", flat=True)
            if place not in known and place not in told
        ],
        ignore_conflicts=True,
    )
    # Those of another's hand have another time.
    fresh = Attendance.objects.filter(
        session=session, source=Source.ALL, marked_by=by, marked_at=now
    ).values_list("pk", flat=True)
    steps = AttendanceStep.objects.bulk_create(
        AttendanceStep(
            attendance_id=key,
            from_state=State.EXPECTED,
            to_state=state,
            source=Source.ALL,
            by=by,
            at=now,
        )
        for key in fresh
    )
    number = len(steps)
    if number:
        history.record(
            actor=by,
            verb="attendance.all_marked",
            subject=session,
            data={"number": number, "state": state},
        )
    return number


def lock(session, enrolment):
    """The row of the person, made where there is none; held until the transaction ends."""
    # Not joined with who marked: a row that another has just marked would come without them.
    rows = Attendance.objects.filter(session=session, enrolment=enrolment).select_for_update()
    attendance = rows.first()
    if attendance is None:
        new = Attendance(
            session=session,
            enrolment=enrolment,
            marked_at=timezone.now(),
            source=Source.MARKED,
        )
        # Another may be making it in this very moment.
        Attendance.objects.bulk_create([new], ignore_conflicts=True)
        attendance = rows.get()
    attendance.session, attendance.enrolment = session, enrolment
    return attendance


def _set(attendance, state, source, by, verb, *, note=""):
    data = history.about(attendance.enrolment.person) | {"state": [attendance.state, state]}
    if note:
        data["task"] = note
    step = AttendanceStep(
        attendance=attendance,
        from_state=attendance.state,
        to_state=state,
        source=source,
        note=note,
        by=by,
    )
    if state not in Attendance.PRESENT:
        attendance.minutes = None
    step.minutes = attendance.minutes
    attendance.state, attendance.source = state, source
    attendance.marked_by, attendance.marked_at = by, step.at
    attendance.version += 1
    attendance.save()
    step.save()
    history.record(actor=by, verb=verb, subject=attendance.session, data=data)
    return attendance
