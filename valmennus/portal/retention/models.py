"""What the portal has forgotten of a cohort that ended long ago."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort


class RetentionRun(models.Model):
    """The forgetting of one cohort: told beforehand, begun, done; in numbers, without names."""

    # Nothing goes before the coordinators have been able to see it coming for this long.
    NOTICE = datetime.timedelta(days=30)

    cohort = models.OneToOneField(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="retention_run"
    )
    told_on = models.DateField(_("told"), default=timezone.localdate)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    counts = models.JSONField(_("numbers"), default=dict, blank=True)

    class Meta:
        verbose_name = _("forgetting of a cohort")
        verbose_name_plural = _("forgettings of cohorts")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(started_at__isnull=False),
                name="retention_done_after_start",
            )
        ]

    def __str__(self):
        return str(self.cohort)
