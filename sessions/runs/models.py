"""Which runs of methods belong to a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from methods.runs.models import Run
from sessions.schedule.material_models import Material
from sessions.schedule.models import CoachingSession


class SessionRun(models.Model):
    """A run that was opened in a session; its summary may be one of the session's materials."""

    session = models.ForeignKey(
        CoachingSession, verbose_name=_("session"), on_delete=models.CASCADE, related_name="runs"
    )
    run = models.OneToOneField(
        Run, verbose_name=_("run"), on_delete=models.CASCADE, related_name="session_run"
    )
    material = models.ForeignKey(
        Material,
        verbose_name=_("summary among the materials"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("run of a session")
        verbose_name_plural = _("runs of sessions")
        ordering = ["pk"]

    def __str__(self):
        return str(self.run)
