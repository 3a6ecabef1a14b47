"""A person's own data, made ready to take away."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared.models import StoredFile


class DataExport(models.Model):
    """One package with all that the portal holds of a person; theirs for a week, then gone."""

    LIFETIME = datetime.timedelta(days=7)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    # How far the making is: the person's own files are what takes time.
    files_done = models.PositiveIntegerField(default=0)
    files_total = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("package of own data")
        verbose_name_plural = _("packages of own data")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(done_at__isnull=True), name="data_export_waits_once"
            )
        ]

    def __str__(self):
        return str(self.person)

    @property
    def gone_at(self):
        """Until when the package can be fetched."""
        return self.asked_at + self.LIFETIME
