"""The programme's template, from which a cohort's sessions are made."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Programme
from sessions.schedule.models import CoachingSession


class SessionTemplate(models.Model):
    """One session of a programme's template: what, how long, how many weeks after the last."""

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        related_name="session_templates",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=CoachingSession.Kind.choices,
        default=CoachingSession.Kind.COACHING,
    )
    mode = models.CharField(
        _("way of meeting"),
        max_length=10,
        choices=CoachingSession.Mode.choices,
        default=CoachingSession.Mode.REMOTE,
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    gap_weeks = models.PositiveSmallIntegerField(
        _("weeks after the previous one"), default=3, validators=[MaxValueValidator(26)]
    )
    summary = models.TextField(_("what it is about"), max_length=2000, blank=True)
    pre_task = models.TextField(_("pre-task"), max_length=5000, blank=True)
    task = models.TextField(
        _("task after the session"),
        max_length=5000,
        blank=True,
        help_text=_("What the teams do at home before the next session."),
    )
    is_draft = models.BooleanField(
        _("draft"),
        default=True,
        help_text=_("The portal's own suggestion, to be replaced by the programme's text."),
    )

    class Meta:
        verbose_name = _("session of the template")
        verbose_name_plural = _("sessions of the template")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="session_template_number_once"
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"
