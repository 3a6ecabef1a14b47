"""What coordinators write down about a team, for each other."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Team


class TeamNote(models.Model):
    """One note about a team. Only those who coordinate the cohort see it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="team_notes")
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="team_notes",
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("note about a team")
        verbose_name_plural = _("notes about teams")
        ordering = ["-written_at", "-pk"]

    def __str__(self):
        return self.text[:60]
