"""When a person has taken part sufficiently for a certificate, as the cohort has set it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort
from sessions.schedule.models import CoachingSession


class AwardRule(models.Model):
    """The rule of one cohort. No row means: `SHARE`, and every session of the cohort counts."""

    SHARE = 75

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="award_rule")
    share = models.PositiveSmallIntegerField(
        _("share of the sessions, per cent"),
        default=SHARE,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # Sessions that need not be attended; webinars never count.
    optional = models.ManyToManyField(
        CoachingSession, verbose_name=_("sessions that do not count"), blank=True
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("rule of certificates")
        verbose_name_plural = _("rules of certificates")

    def __str__(self):
        return f"{self.cohort}: {self.share} %"
