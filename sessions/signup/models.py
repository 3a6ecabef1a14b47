"""Sign-ups for open webinars, by people with and without an account."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.schedule.models import CoachingSession
from valmennus.shared.labels import label_of


class Signup(models.Model):
    """One address's sign-up for one webinar."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("waits for the word of its person")
        CONFIRMED = "confirmed", _("has a place")
        WAITLISTED = "waitlisted", _("in the queue")
        OFFERED = "offered", _("a place is offered")
        CANCELLED = "cancelled", _("cancelled")
        LAPSED = "lapsed", _("did not take the offered place in time")

    # Those who hold a seat, and those whom the webinar still concerns.
    SEATED = (State.CONFIRMED, State.OFFERED)
    LIVING = (*SEATED, State.WAITLISTED)
    # Names and addresses are kept so long after the webinar; the counts stay.
    KEPT = datetime.timedelta(days=30)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="signups")
    # Blank once the data has been erased.
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    organisation_text = models.CharField(_("organisation"), max_length=160, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="signups",
    )
    language = models.CharField(_("language"), max_length=2, default="fi")
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED
    )
    # The queue is as long as people have waited since they gave their word.
    queued_at = models.DateTimeField(_("in the queue since"), null=True, blank=True)
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    # What was answered, this does not tell, nor when: see `sessions.feedback`.
    feedback_given = models.BooleanField(_("has given feedback"), default=False)
    # The version of the session that the person's calendar has got.
    told_sequence = models.PositiveIntegerField(default=0, editable=False)
    # The version of the privacy notice that the form showed.
    notice_number = models.PositiveIntegerField(_("privacy notice"), null=True, blank=True)
    created_at = models.DateTimeField(_("signed up"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["queued_at", "pk"]
        indexes = [models.Index(fields=["session", "state"], name="signup_session_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "email"], condition=~Q(email=""), name="signup_address_once"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | ~Q(state="offered") & Q(offered_until__isnull=True),
                name="signup_offer_has_end",
            ),
        ]

    get_state_display = label_of("state", State.choices)

    def __str__(self):
        return self.name or self.email or "–"

    @property
    def offer_is_open(self):
        """Whether the offered place can be taken now."""
        return self.state == self.State.OFFERED and timezone.now() < self.offered_until
