"""What is done with reports of meetings: brought, weighed, taken in, taken back, forgotten."""

import hashlib

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort
from participants.cohorts.permissions import refuse_archived
from sessions.attendance.models import Attendance, AttendanceStep
from valmennus.shared import counting, history

from . import queries
from .matching import alias_of
from .minutes import meets, seconds_of, spans_of
from .models import AttendanceAlias, MeetingReport, ReportMark, ReportRow

State = MeetingReport.State
__all__ = ["NotPossible"]


class LooksOtherwise(Exception):
    """A place or a mark is another one than the coordinator saw; nothing has been taken in."""


@transaction.atomic
def bring(*, session, report, content, by):
    """Keep what was read of a report until it is confirmed; returns it.

    The same file again, while the first waits, is the same report. Effects: the report and its
    rows, one for each person of it; one line of history.
    """
    _lock_cohort(session)
    digest = hashlib.sha256(content).hexdigest()
    waiting = MeetingReport.objects.filter(session=session, digest=digest, state=State.PREVIEW)
    if (same := waiting.first()) is not None:
        return same
    whole = not meets(report.stays, session)
    kept = MeetingReport.objects.create(
        session=session,
        kind=report.kind,
        title=report.title,
        day=report.day,
        digest=digest,
        is_elsewhen=whole,
        least_minutes=queries.usual_least(session),
        by=by,
    )
    kept.session = session
    people = {}
    for stay in report.stays:
        people.setdefault((alias_of(stay.name), stay.email), []).append(stay)
    ReportRow.objects.bulk_create(
        _row(kept, number, stays, whole) for number, stays in enumerate(people.values(), start=1)
    )
    history.record(
        actor=by,
        verb="attendance.report_brought",
        subject=session,
        data={"kind": report.kind, "people": len(people)},
    )
    return kept


def _row(report, number, stays, whole):
    spans = spans_of(stays, report.session, whole=whole)
    return ReportRow(
        report=report,
        number=number,
        name=stays[0].name,
        email=stays[0].email,
        is_guest=any(stay.is_guest for stay in stays),
        spans=[[moment.isoformat() for moment in span] for span in spans],
        seconds=seconds_of(stays, spans, report.session, whole=whole),
    )


@transaction.atomic
def choose(*, report, choices, overrules, least_minutes):
    """Save what the coordinator has chosen in the preview.

    `choices` are the place's key, or None for nobody, by the number of the row; `overrules` the
    numbers of the rows whose word is to replace a mark made by hand. Effects: the rows, the
    minutes that count. Raises `NotPossible` where the report no longer waits.
    """
    report = _lock(report)
    rows = list(report.rows.all())
    for row in rows:
        if row.number in choices:
            row.enrolment_id = choices[row.number]
            row.choice = (
                ReportRow.Choice.NOBODY if row.enrolment_id is None else ReportRow.Choice.PERSON
            )
        row.overrules = row.number in overrules
    ReportRow.objects.bulk_update(rows, ["enrolment", "choice", "overrules"])
    report.least_minutes = least_minutes
    report.save(update_fields=["least_minutes"])


@transaction.atomic
def confirm(*, report, seen, by):
    """Take the report in, as it weighs now; returns it with its numbers.

    `seen` is the mark of the preview that the coordinator saw. Effects: marks as present remotely
    with real minutes, minutes of those marked already, a step for each, what can be taken back;
    names chosen by hand are remembered; everything that was read of others goes; one line of
    history. Raises `LooksOtherwise` and `NotPossible`.
    """
    report = _lock(report)
    list(Attendance.objects.filter(session=report.session).select_for_update().order_by("pk"))
    weighed = queries.weigh(report)
    if seen != weighed.seen:
        raise LooksOtherwise
    now = timezone.now()
    changed = [one for one in weighed.people if one.outcome in (queries.MARK, queries.ADD)]
    _mark(report, changed, by, now)
    _remember(report, weighed)
    kept = {row.number: person for person in weighed.people for row in person.rows}
    report.rows.exclude(number__in=kept).delete()
    rows = list(report.rows.all())
    for row in rows:
        row.enrolment_id, row.name, row.email = kept[row.number].place.enrolment.pk, "", ""
    ReportRow.objects.bulk_update(rows, ["enrolment", "name", "email"])
    report.state, report.confirmed_by, report.confirmed_at = State.DONE, by, now
    report.numbers, report.title = weighed.numbers, ""
    report.save()
    history.record(
        actor=by,
        verb="attendance.reported",
        subject=report.session,
        data={"number": len(changed), "minutes": report.least_minutes},
    )
    return report


def _mark(report, people, by, now):
    """Write the marks of the people, in a handful of statements."""
    session = report.session
    missing = [one.place.enrolment for one in people if one.place.attendance is None]
    missing.sort(key=lambda enrolment: enrolment.pk)
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=session, enrolment=one, marked_at=now, source=Attendance.Source.MARKED
            )
            for one in missing
        ],
        ignore_conflicts=True,
    )
    keys = [one.place.enrolment.pk for one in people]
    rows = Attendance.objects.filter(session=session, enrolment__in=keys)
    marks = {row.enrolment_id: row for row in rows.select_for_update().order_by("pk")}
    befores, steps = [], []
    for one in people:
        mark = marks[one.place.enrolment.pk]
        if mark.version != one.place.version:
            # Somebody marked a person without a mark in this very moment.
            raise LooksOtherwise
        befores.append(_before(report, mark))
        was = mark.state
        if one.outcome == queries.MARK:
            mark.state, mark.source = Attendance.State.REMOTE, Attendance.Source.REPORT
            mark.marked_by, mark.marked_at = by, now
        mark.minutes = one.minutes
        mark.version += 1
        steps.append(
            AttendanceStep(
                attendance=mark,
                from_state=was,
                to_state=mark.state,
                source=Attendance.Source.REPORT,
                minutes=one.minutes,
                by=by,
                at=now,
            )
        )
    Attendance.objects.bulk_update(
        marks.values(), ["state", "source", "marked_by", "marked_at", "minutes", "version"]
    )
    ReportMark.objects.bulk_create(befores)
    AttendanceStep.objects.bulk_create(steps)


def _before(report, mark):
    return ReportMark(
        report=report,
        attendance=mark,
        was_state=mark.state,
        was_source=mark.source,
        was_minutes=mark.minutes,
        was_marked_at=mark.marked_at,
        was_marked_by_id=mark.marked_by_id,
        was_marked=bool(mark.version),
        version=mark.version + 1,
    )


def _remember(report, weighed):
    """Know the names and addresses that were chosen by hand the next time."""
    told = {}
    for row in weighed.rows:
        if row.choice == ReportRow.Choice.PERSON and row.place is not None:
            for text in (row.email, alias_of(row.name)):
                if text:
                    told[text] = row.place.enrolment.pk
    cohort = report.session.cohort
    AttendanceAlias.objects.bulk_create(
        [AttendanceAlias(cohort=cohort, text=text, enrolment_id=key) for text, key in told.items()],
        update_conflicts=True,
        unique_fields=["cohort", "text"],
        update_fields=["enrolment"],
    )


@transaction.atomic
def undo(*, report, by):
    """Take back exactly what taking the report in did; returns how many marks have stayed.

    A mark that has been corrected since stays. Effects: the marks as they were, a step for each,
    one line of history. Raises `NotPossible` where the report is not taken in.
    """
    report = _lock(report, State.DONE)
    rows = Attendance.objects.filter(session=report.session).select_for_update().order_by("pk")
    marks = {row.pk: row for row in rows}
    now, back, steps, stayed = timezone.now(), [], [], 0
    for before in report.marks.select_related("was_marked_by"):
        mark = marks[before.attendance_id]
        if mark.version != before.version:
            stayed += 1
            continue
        was = mark.state
        mark.state, mark.minutes = before.was_state, before.was_minutes
        mark.source, mark.marked_at = before.was_source, before.was_marked_at
        mark.marked_by = before.was_marked_by
        if not before.was_marked:
            mark.source, mark.marked_by, mark.marked_at = Attendance.Source.UNDONE, by, now
        mark.version += 1
        back.append(mark)
        steps.append(
            AttendanceStep(
                attendance=mark,
                from_state=was,
                to_state=mark.state,
                source=Attendance.Source.UNDONE,
                minutes=mark.minutes,
                by=by,
                at=now,
            )
        )
    Attendance.objects.bulk_update(
        back, ["state", "source", "marked_by", "marked_at", "minutes", "version"]
    )
    AttendanceStep.objects.bulk_create(steps)
    # What another report adds up must not count these times.
    report.rows.all().delete()
    report.state, report.undone_by, report.undone_at = State.UNDONE, by, now
    report.numbers |= {"taken_back": len(back), "stayed": stayed}
    report.save()
    history.record(
        actor=by,
        verb="attendance.report_undone",
        subject=report.session,
        data={"number": len(back), "stayed": stayed},
    )
    return stayed


@transaction.atomic
def discard(*, report):
    """Throw a report away that has not been taken in; nothing happens to one that has."""
    MeetingReport.objects.filter(pk=report.pk, state=State.PREVIEW).delete()


def forget_old(*, now):
    """Delete reports that nobody has taken in for a week, with everything read from them."""
    waited = MeetingReport.objects.filter(
        state=State.PREVIEW, created_at__lt=now - MeetingReport.UNCONFIRMED
    )
    waited.delete()


def erase_person(*, user, texts):
    """Take a person out of what was read from reports, with the `texts` that tell of them.

    Effects: the names that are remembered are gone; rows keep no name and no times. Call it in the
    transaction of the erasure.
    """
    AttendanceAlias.objects.filter(enrolment__person=user).delete()
    named = Q(enrolment__person=user)
    for text in texts:
        named |= Q(name__icontains=text) | Q(email__iexact=text)
        AttendanceAlias.objects.filter(text__iexact=alias_of(text)).delete()
        AttendanceAlias.objects.filter(text__iexact=text).delete()
    ReportRow.objects.filter(named).update(name="", email="", spans=[])
    for text in texts:
        MeetingReport.objects.filter(title__icontains=text).update(title="")


@transaction.atomic
def forget(*, cohort):
    """Delete the reports of the cohort's meetings and the names that are remembered.

    The marks and their minutes stay for the counts. Returns how many, as `queries.to_forget`.
    """
    counts = counting.counts_of(**queries.to_forget(cohort))
    MeetingReport.objects.filter(session__cohort=cohort).delete()
    AttendanceAlias.objects.filter(cohort=cohort).delete()
    return counts


def _lock_cohort(session):
    refuse_archived(Cohort.objects.select_for_update().get(pk=session.cohort_id))


def _lock(report, state=State.PREVIEW):
    """The report as it stands, held until the end, in the state that the act wants."""
    session = report.session
    _lock_cohort(session)
    current = MeetingReport.objects.select_for_update().filter(pk=report.pk).first()
    if current is None:
        raise NotPossible(_("This report has been thrown away."))
    if current.state != state:
        raise NotPossible(
            _("This report is %(state)s already.") % {"state": current.get_state_display()}
            if state == State.PREVIEW
            else _("This report is not taken in.")
        )
    current.session = session
    return current
