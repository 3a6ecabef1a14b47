"""What people wish to be dealt with: raised, supported, taken into a session or declined."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, roles_of
from participants.discussions.models import Discussed
from sessions.schedule.models import CoachingSession
from valmennus.shared.labels import label_of


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the person's cohorts, and what the person has raised.

        What a guest has raised is seen by those who run the cohort alone until they let it be seen.
        Topics of webinars without a cohort are seen by the staff who edit webinars.
        """
        roles = roles_of(user)
        shown = Q(cohort__in=roles.visible) & ~Q(state=Topic.State.WAITING)
        run = Q(cohort__in=roles.running)
        return self.filter(shown | run | Q(raised_by=user) | self._of_webinars(user))

    def _of_webinars(self, user):
        may = user.is_staff and user.has_perm("coaching.change_coachingsession")
        return Q(cohort=None) if may else Q(pk__in=[])


class Topic(Discussed):
    """One topic, with what was decided about it and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be looked at")
        OPEN = "open", _("raised")
        SCHEDULED = "scheduled", _("taken into a session")
        DONE = "done", _("dealt with")
        DECLINED = "declined", _("not taken")
        MERGED = "merged", _("joined to another")

    # Those that can still be supported and decided about.
    LIVING = (State.OPEN, State.SCHEDULED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A topic of an open webinar may belong to no cohort.
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="topics"
    )
    # Where it was raised, if that was in a session or a webinar.
    asked_in = models.ForeignKey(
        CoachingSession,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="topics_asked",
    )
    title = models.CharField(_("topic"), max_length=160)
    text = models.TextField(_("what is behind it"), max_length=2000, blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("raised by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="topics",
    )
    # Of a guest, who wishes to hear what becomes of it.
    guest_email = models.EmailField(_("e-mail address of a guest"), max_length=254, blank=True)
    guest_language = models.CharField(max_length=2, blank=True)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    session = models.ForeignKey(
        CoachingSession,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="topics",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged"
    )
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=3000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # Kept beside the supporters, so that a board need not count them.
    supporters = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-supporters", "-raised_at", "-pk"]
        indexes = [models.Index(fields=["cohort", "state"], name="topic_cohort_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="topic_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="topic_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(outcome=""), name="topic_done_with_outcome"
            ),
        ]

    def __str__(self):
        return self.title

    get_state_display = label_of("state", State.choices)

    def get_absolute_url(self):
        return reverse("coaching:topic", args=[self.uuid])

    @property
    def is_living(self):
        return self.state in self.LIVING


class TopicSupport(models.Model):
    """A person wishes the topic to be dealt with too."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="support")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="topics_supported"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("support of a topic")
        verbose_name_plural = _("supports of topics")
        constraints = [
            models.UniqueConstraint(fields=["topic", "user"], name="topic_supported_once")
        ]

    def __str__(self):
        return f"{self.user}: {self.topic}"
