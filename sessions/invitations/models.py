"""What the people of a cohort have got into their calendars."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession


class Invitation(models.Model):
    """The newest calendar entry of a session that one person has been sent."""

    session = models.ForeignKey(
        CoachingSession, on_delete=models.CASCADE, related_name="invitations"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="invitations")
    sequence = models.PositiveIntegerField(_("version"))
    is_cancelled = models.BooleanField(_("taken out of the calendar"), default=False)
    # Tells apart the mails about the same version, such as to one who left and came back.
    times = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(_("sent"), auto_now=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="invitation_once")
        ]

    def __str__(self):
        return f"{self.session}: {self.enrolment}"
