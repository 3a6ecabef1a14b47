"""Letters that a coordinator writes to many."""

import hashlib
import json
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort
from valmennus.shared.labels import label_of


class MassPost(models.Model):
    """One letter to those of a cohort's people who were chosen; it can be stopped until it goes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        STOPPED = "stopped", _("stopped")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="mass_posts")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whom it was meant for; the keys of the places are those that the confirmation counted.
    audience = models.CharField(_("to whom"), max_length=60)
    places = models.JSONField(default=list)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)
    goes_at = models.DateTimeField(_("goes"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_to = models.PositiveIntegerField(_("mails"), default=0)

    class Meta:
        verbose_name = _("letter to many")
        verbose_name_plural = _("letters to many")
        ordering = ["-written_at", "-pk"]

    def __str__(self):
        return self.subject

    @property
    def seen(self):
        """A mark of what the confirmation shows: to whom, what, and when."""
        told = [sorted(self.places), self.subject, self.body, str(self.goes_at)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]

    get_state_display = label_of("state", State.choices)
