"""A report of a meeting that a coordinator has brought, and by which names people are known."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.schedule.models import CoachingSession
from valmennus.shared.labels import label_of


class MeetingReport(models.Model):
    """One report of who was in the session's meeting, and what has become of it.

    The file is not kept. What was read of strangers goes when the report is confirmed, everything
    that was read goes `UNCONFIRMED` after it was brought where nobody confirms it.
    """

    class Kind(models.TextChoices):
        TEAMS = "teams", _("Microsoft Teams")
        TEAMS_OLD = "teams_old", _("Teams, list of comings and goings")
        ZOOM = "zoom", _("Zoom")

    class State(models.TextChoices):
        PREVIEW = "preview", _("waits for you")
        DONE = "done", _("taken into use")
        UNDONE = "undone", _("taken back")

    UNCONFIRMED = datetime.timedelta(days=7)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        CoachingSession, on_delete=models.CASCADE, related_name="meeting_reports"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PREVIEW
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200, blank=True)
    day = models.DateField(_("day"), null=True)
    digest = models.CharField(max_length=64)
    # The times lie wholly outside the session's: they are taken as they are.
    is_elsewhen = models.BooleanField(default=False)
    least_minutes = models.PositiveSmallIntegerField(_("minutes that count as present"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("brought"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("taken into use"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("taken back"), null=True)
    # How many it was when it was taken in: {"present", "short", "kept", "strangers", "staff"}.
    numbers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("report of a meeting")
        verbose_name_plural = _("reports of meetings")
        ordering = ["-created_at", "-pk"]

    get_state_display = label_of("state", State.choices)
    get_kind_display = label_of("kind", Kind.choices)

    def __str__(self):
        return self.title or self.get_kind_display()


class ReportRow(models.Model):
    """Somebody of a report: who it is taken to be, how long, and what taking it in did."""

    class Choice(models.TextChoices):
        PERSON = "person", _("this person")
        NOBODY = "nobody", _("not one of ours")

    report = models.ForeignKey(MeetingReport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name in the meeting"), max_length=200, blank=True)
    email = models.CharField(_("e-mail in the meeting"), max_length=254, blank=True)
    is_guest = models.BooleanField(default=False)
    # [[start, end]] in the session, as ISO texts; `seconds` also where only a sum is told.
    spans = models.JSONField(_("times in the meeting"), default=list)
    seconds = models.PositiveIntegerField(_("seconds in the meeting"), default=0)
    # What the coordinator has chosen; else the verdict stands.
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.CASCADE, related_name="report_rows"
    )
    # The report's word is to take the place of a mark made by hand.
    overrules = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row of a report")
        verbose_name_plural = _("rows of reports")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_row_once")]

    def __str__(self):
        return self.name


class ReportMark(models.Model):
    """What taking a report in did to one mark, so that it can be taken back exactly."""

    report = models.ForeignKey(MeetingReport, on_delete=models.CASCADE, related_name="marks")
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="+")
    # As the mark was before, and its version after; another version has been corrected since.
    was_state = models.CharField(max_length=10, choices=Attendance.State.choices)
    was_source = models.CharField(max_length=10, choices=Attendance.Source.choices)
    was_minutes = models.PositiveSmallIntegerField(null=True)
    was_marked_at = models.DateTimeField()
    was_marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    was_marked = models.BooleanField()
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("mark by a report")
        verbose_name_plural = _("marks by reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "attendance"], name="report_mark_once")
        ]

    def __str__(self):
        return str(self.attendance)


class AttendanceAlias(models.Model):
    """By which name or address somebody is known in the cohort's meetings, chosen by hand."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="aliases")
    # A name in small letters, or an e-mail address.
    text = models.CharField(_("name in the meeting"), max_length=254)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("name in meetings")
        verbose_name_plural = _("names in meetings")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "text"], name="attendance_alias_once")
        ]

    def __str__(self):
        return self.text
