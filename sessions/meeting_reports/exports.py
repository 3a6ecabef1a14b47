"""What the room holds of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import AttendanceAlias, ReportRow


def own_data(user):
    """The person's times in meetings, and the names by which the person is known there."""
    return [
        Part(
            "report_rows",
            _("Your times in remote meetings, from reports of Teams and Zoom"),
            ReportRow.objects.filter(enrolment__person=user)
            .select_related("report__session")
            .order_by("report__created_at", "pk"),
            [("report__session", _("session")), "name", "email", "spans", "seconds"],
            person="enrolment",
        ),
        Part(
            "attendance_aliases",
            _("Names by which you are known in remote meetings"),
            AttendanceAlias.objects.filter(enrolment__person=user).order_by("pk"),
            ["text"],
            person="enrolment",
        ),
    ]
