"""Who was there, how it is known, and who said so."""

from django.conf import settings
from django.db import models
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

    # Both count as taking part; so does a session that was made up later.
    PRESENT = (State.ON_SITE, State.REMOTE)

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
