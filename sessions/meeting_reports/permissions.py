"""Who brings reports: the coordinators of the cohort."""

from django.shortcuts import get_object_or_404

from sessions.attendance.permissions import get_changeable_sheet, get_sheet


def get_report_for(user, cohort_slug, slug, uuid):
    """A report of a session whose cohort the user coordinates; else as for the sheet."""
    return _report_of(get_sheet(user, cohort_slug, slug), uuid)


def get_changeable_report(user, cohort_slug, slug, uuid):
    """The report, in a cohort that still changes; 403 where it has been archived."""
    return _report_of(get_changeable_sheet(user, cohort_slug, slug), uuid)


def _report_of(session, uuid):
    reports = session.meeting_reports.select_related("by", "confirmed_by", "undone_by")
    report = get_object_or_404(reports, uuid=uuid)
    report.session = session
    return report
