"""Rules by which a cohort's people are reminded."""

import datetime
import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort
from valmennus.shared.labels import label_of

# The hour of the day at which reminders go, in Helsinki time.
HOUR = 9


class ReminderRule(models.Model):
    """One reminder of a cohort: what it is about, how many days before or after, and since when."""

    class Kind(models.TextChoices):
        WEEK_BEFORE = "week_before", _("A week before a session")
        DAY_BEFORE = "day_before", _("A day before a session")
        PRE_TASK = "pre_task", _("Task not done")
        DAY_AFTER = "day_after", _("After a session")
        UNCONFIRMED = "unconfirmed", _("Place not confirmed")

    DAYS = {
        Kind.WEEK_BEFORE: 7,
        Kind.DAY_BEFORE: 1,
        Kind.PRE_TASK: 3,
        Kind.DAY_AFTER: 1,
        Kind.UNCONFIRMED: 3,
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="reminder_rules")
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    days = models.PositiveSmallIntegerField(_("days"), validators=[MaxValueValidator(60)])
    # What should have gone before the rule was turned on does not go afterwards.
    on_since = models.DateTimeField(_("on since"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="reminder_rule_once")
        ]

    def __str__(self):
        return str(self.get_kind_display())

    get_kind_display = label_of("kind", Kind.choices)

    @property
    def is_on(self):
        return self.on_since is not None

    @property
    def is_of_sessions(self):
        return self.kind != self.Kind.UNCONFIRMED

    def runs_at(self, thing):
        """When the rule goes for a session or a task, or for the cohort where it is about places.

        None where there is nothing to go by, such as no day by which places are confirmed.
        """
        if not self.is_of_sessions:
            day, days = thing.confirm_until, -self.days
        elif self.kind == self.Kind.PRE_TASK:
            day, days = thing.due and timezone.localdate(thing.due), -self.days
        elif self.kind == self.Kind.DAY_AFTER:
            day, days = timezone.localdate(thing.ends_at), self.days
        else:
            day, days = timezone.localdate(thing.starts_at), -self.days
        if day is None:
            return None
        day += datetime.timedelta(days=days)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(HOUR)))
