"""Attendance as rows of a spreadsheet."""

from django.utils import timezone
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Attendance, AttendanceStep


def attendance_header():
    return [
        _("Family name"),
        _("Given name"),
        _("Organisation"),
        _("Role"),
        _("Attendance"),
        _("Minutes"),
        _("Minutes are"),
        _("How it is known"),
        _("Marked by"),
        _("Marked"),
        _("Told that cannot come"),
    ]


def attendance_rows(sheet, session):
    """One row a person, in the order of the sheet.

    The minutes are those of a report of the meeting; else the session's, for who was present.
    """
    for row in sheet:
        place, mark = row.enrolment, row.attendance
        marked = mark is not None and mark.version
        yield [
            place.person.family_name,
            place.person.given_name or ("" if place.person.family_name else place.person.email),
            str(place.team.organisation),
            place.get_role_display(),
            str(mark.get_state_display()) if mark else _("expected"),
            *_minutes(mark, session),
            str(mark.get_source_display()) if marked else "",
            str(mark.marked_by or "") if marked else "",
            timezone.localtime(mark.marked_at).replace(tzinfo=None) if marked else None,
            (row.absence.word or _("yes")) if row.absence else "",
        ]


def _minutes(mark, session):
    if mark is None or mark.state not in Attendance.PRESENT:
        return None, ""
    if mark.minutes is not None:
        return mark.minutes, _("real, from the report of the meeting")
    return session.minutes, _("the length of the session")


def own_data(user):
    """The person's attendances, with how each is known and how it came about."""
    return [
        Part(
            "attendances",
            _("Your attendance"),
            Attendance.objects.filter(enrolment__person=user)
            .select_related("session")
            .order_by("session__starts_at", "pk"),
            [
                ("session", _("session")),
                "session__starts_at",
                "state",
                "source",
                "minutes",
                "joined_at",
                "marked_at",
            ],
            person="enrolment",
        ),
        Part(
            "attendance_steps",
            _("How the marks of your attendance came about"),
            AttendanceStep.objects.filter(attendance__enrolment__person=user)
            .select_related("attendance__session")
            .order_by("at", "pk"),
            [
                ("attendance__session", _("session")),
                "from_state",
                "to_state",
                "source",
                "minutes",
                "note",
                "at",
            ],
        ),
    ]
