"""The summary of a run: what people word themselves, beside what was collected."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from methods.runs.models import Run


def new_token():
    """What makes a public address that nobody guesses."""
    return secrets.token_urlsafe(24)


class Summary(models.Model):
    """What the host has worded of a run's summary. No row: nothing yet; all else is collected."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="summary")
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    who = models.CharField(_("who listened and took part, as roles"), max_length=300, blank=True)
    opening = models.TextField(_("opening"), max_length=3000, blank=True)
    deeds = models.TextField(_("what was agreed"), max_length=3000, blank=True)
    next_steps = models.TextField(_("what happens next"), max_length=3000, blank=True)
    # {uuid of a theme: {"heading": …, "text": …}}, where it is worded otherwise than in the run.
    wordings = models.JSONField(default=dict, blank=True)
    # Uuids of the answers that are quoted; None where nobody has chosen.
    quotes = models.JSONField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    token = models.CharField(max_length=40, unique=True, null=True, blank=True)
    # {language: content} as it was when it was published; see `content.content_of`.
    published = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # {language: content} without anybody's words, when the answers have been deleted.
    kept = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("summary of a run")
        verbose_name_plural = _("summaries of runs")

    def __str__(self):
        return self.heading or self.run.matter

    def get_absolute_url(self):
        return reverse("summaries:summary", args=[self.run.uuid])

    @property
    def is_published(self):
        return bool(self.token)

    @property
    def public_url(self):
        """The whole public address; empty while there is none."""
        path = reverse("summaries:public", args=[self.token]) if self.token else ""
        return settings.BASE_URL + path if path else ""


class SummaryVersion(models.Model):
    """The wording as it stood before somebody went on with it."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="versions")
    # By name of field.
    values = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("version of a summary")
        verbose_name_plural = _("versions of summaries")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.summary}, {self.at}"
