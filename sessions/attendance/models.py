"""Who was there, how it is known, and who said so."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession
from valmennus.shared.labels import label_of


class Attendance(models.Model):
    """One person in one session. No row means: expected, nothing marked yet."""

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected")
        ON_SITE = "on_site", _("present on site")
        REMOTE = "remote", _("present remotely")
        MADE_UP = "made_up", _("made up")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    class Source(models.TextChoices):
        MARKED = "marked", _("marked")
        ALL = "all", _("marked with everybody")
        JOINED = "joined", _("joined by the link")
        CHECKED_IN = "checked_in", _("checked in")
        REPORT = "report", _("report of the meeting")
        TASK = "task", _("made up by a task")
        UNDONE = "undone", _("report taken back")

    # Both count as taking part; so does a session that was made up later.
    PRESENT = (State.ON_SITE, State.REMOTE)
    AWAY = (State.ABSENT, State.EXCUSED)
    # What a coordinator has said; nothing that the portal is told takes its place unasked.
    BY_HAND = (Source.MARKED, Source.ALL, Source.TASK)

    session = models.ForeignKey(
        CoachingSession, on_delete=models.CASCADE, related_name="attendances"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField(
        _("attendance"), max_length=10, choices=State.choices, default=State.EXPECTED
    )
    source = models.CharField(_("how it is known"), max_length=10, choices=Source.choices)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    marked_at = models.DateTimeField(_("marked"))
    # Real minutes in the session, where a report of the meeting tells them.
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    # The first time that the person opened the joining link: a suggestion, never a mark.
    joined_at = models.DateTimeField(_("opened the joining link"), null=True, blank=True)
    # Grows with each mark, so that a coordinator sees that another was first.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once")
        ]

    get_state_display = label_of("state", State.choices)
    get_source_display = label_of("source", Source.choices)

    def __str__(self):
        return f"{self.enrolment}: {self.get_state_display()}"

    @property
    def is_by_hand(self):
        """Whether a coordinator has said how it is."""
        return self.state != self.State.EXPECTED and self.source in self.BY_HAND

    @property
    def is_suggested(self):
        """Whether the person has opened the joining link and nobody has said since how it was."""
        if self.joined_at is None:
            return False
        known_away = self.state in self.AWAY and self.joined_at > self.marked_at
        return self.state == self.State.EXPECTED or known_away


class AttendanceStep(models.Model):
    """One step of a mark's history: from which state to which, how it is known, who and when."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(
        _("attendance before"), max_length=10, choices=Attendance.State.choices
    )
    to_state = models.CharField(_("attendance"), max_length=10, choices=Attendance.State.choices)
    source = models.CharField(
        _("how it is known"), max_length=10, choices=Attendance.Source.choices
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    # Which task made it up.
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("marked"), default=timezone.now)

    class Meta:
        verbose_name = _("step of an attendance")
        verbose_name_plural = _("steps of attendances")
        ordering = ["at", "pk"]

    get_from_state_display = label_of("from_state", Attendance.State.choices)
    get_to_state_display = label_of("to_state", Attendance.State.choices)
    get_source_display = label_of("source", Attendance.Source.choices)

    def __str__(self):
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
