"""Coaching sessions: what happens, when and where, with which agenda and materials."""

import datetime
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, roles_of
from participants.discussions.models import Discussed
from participants.enrolment.models import Enrolment
from valmennus.shared.labels import label_of

web_address = URLValidator(schemes=["http", "https"])


class Phase(models.TextChoices):
    """The three parts of a session's page."""

    BEFORE = "before", _("before the session")
    DURING = "during", _("during the session")
    AFTER = "after", _("after the session")


def shown_to(user, session=""):
    """Which sessions the person sees, as a condition: those of `visible_to`.

    `session` is the way from a row to its session, such as "session__".
    """
    roles = roles_of(user)
    # Each cohort in one list only, or the database expects its sessions twice.
    seen = [cohort for cohort in roles.visible if cohort not in roles.running]
    webinars = Q(**{f"{session}kind": CoachingSession.Kind.WEBINAR})
    published = Q(**{f"{session}published_at__isnull": False})
    run = Q(**{f"{session}cohort__in": roles.running})
    return run | (published & (Q(**{f"{session}cohort__in": seen}) | webinars))


class CoachingSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones of the person's cohorts, drafts too for those who run them.

        Published webinars are open to everyone.
        """
        return self.filter(shown_to(user))

    def of_cohorts_of(self, user):
        """Those of the cohorts that the person sees, drafts among them."""
        return self.filter(cohort__in=roles_of(user).visible)

    def published(self):
        return self.filter(published_at__isnull=False)

    def webinars(self):
        return self.filter(kind=CoachingSession.Kind.WEBINAR)

    def coming(self, now=None):
        """Those that have not ended, the nearest first."""
        return self.filter(ends_at__gte=now or timezone.now()).order_by("starts_at", "pk")

    def lock(self, session):
        """The session as it stands, with its cohort; others wait until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("cohort").get(pk=session.pk)

    def past(self, now=None):
        """Those that have ended, the latest first."""
        return self.filter(ends_at__lt=now or timezone.now()).order_by("-starts_at", "-pk")


class CoachingSession(Discussed):
    """One meeting of a cohort, or an open webinar."""

    class Kind(models.TextChoices):
        COACHING = "coaching", _("coaching session")
        SPARRING = "sparring", _("peer sparring")
        WEBINAR = "webinar", _("open webinar")

    class Mode(models.TextChoices):
        REMOTE = "remote", _("remote")
        ON_SITE = "on_site", _("on site")
        HYBRID = "hybrid", _("hybrid")

    JOINING_OPENS = datetime.timedelta(minutes=60)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    # A webinar may belong to no cohort; its editors then work in the administration.
    cohort = models.ForeignKey(
        Cohort,
        verbose_name=_("cohort"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="coaching_sessions",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COACHING)
    mode = models.CharField(
        _("way of meeting"), max_length=10, choices=Mode.choices, default=Mode.REMOTE
    )
    number = models.PositiveSmallIntegerField(
        _("number"), null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it is about"), max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    join_url = models.CharField(
        _("joining link"), max_length=1000, blank=True, validators=[web_address]
    )
    # People sign up for webinars; the room of the sign-ups counts those who have a seat.
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offered place"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
    )
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("cancelled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=500, blank=True)
    # What calendars compare; grows when title, time, mode, place or link change.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CoachingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("coaching session")
        verbose_name_plural = _("coaching sessions")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["cohort", "starts_at"], name="session_cohort_start"),
            models.Index(
                fields=["starts_at"], condition=Q(kind="webinar"), name="session_webinar_start"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(cohort__isnull=False) | Q(kind="webinar"),
                name="session_has_cohort_or_is_webinar",
            ),
        ]

    def __str__(self):
        return self.title

    get_kind_display = label_of("kind", Kind.choices)
    get_mode_display = label_of("mode", Mode.choices)

    def get_absolute_url(self):
        return reverse("coaching:session", args=[self.slug])

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def is_webinar(self):
        return self.kind == self.Kind.WEBINAR

    @property
    def takes_signups(self):
        """Whether one can sign up now: for a webinar that is coming, until it ends."""
        return (
            self.is_webinar
            and self.is_published
            and not self.is_cancelled
            and not self.is_archived
            and not self.is_over
        )

    @property
    def joins_by_signup(self):
        """Whether the joining link is for those who have a place: where places are limited."""
        return self.takes_signups and self.capacity is not None

    @property
    def seats_free(self):
        """How many places are left, None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.seats_taken)

    @property
    def can_be_discussed(self):
        """Whether its cohort may talk about it: a draft is not for them yet."""
        return self.cohort_id is not None and self.is_published

    @property
    def is_over(self):
        return self.ends_at < timezone.now()

    @property
    def minutes(self):
        """How long the session lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def phase(self):
        """Which part of the page is the present one: before, during or after."""
        now = timezone.now()
        if now < self.starts_at:
            return Phase.BEFORE
        return Phase.DURING if now <= self.ends_at else Phase.AFTER

    @property
    def is_archived(self):
        """Whether the cohort has been archived, so that nothing changes any more."""
        return self.cohort_id is not None and self.cohort.state == Cohort.State.ARCHIVED

    @property
    def joining_opens_at(self):
        return self.starts_at - self.JOINING_OPENS

    @property
    def joining_is_open(self):
        """Whether the joining link is given now: from an hour before until the end."""
        return (
            self.is_published
            and not self.is_cancelled
            and not self.is_archived
            and bool(self.join_url)
            and self.joining_opens_at <= timezone.now() <= self.ends_at
        )


class SessionCoach(models.Model):
    """Who leads a session: a person with an account, or an outside speaker by name."""

    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="coaches")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="coached_sessions",
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    title = models.CharField(_("title or organisation"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("coach of a session")
        verbose_name_plural = _("coaches of sessions")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="session_coach_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""), name="session_coach_has_name"
            ),
        ]

    def __str__(self):
        return str(self.user) if self.user else self.name


class AgendaItem(models.Model):
    """One part of a session; its clock time follows from the minutes of those before it."""

    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    title = models.CharField(_("what"), max_length=160)
    who = models.CharField(_("who"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title


class Absence(models.Model):
    """A participant's own word that they cannot come."""

    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="absences")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="absences")
    word = models.CharField(_("what the coordinator should know"), max_length=300, blank=True)
    noticed_at = models.DateTimeField(_("told"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice of absence")
        verbose_name_plural = _("notices of absence")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="absence_once")
        ]

    def __str__(self):
        return f"{self.enrolment}: {self.session}"


class SessionSeen(models.Model):
    """When a person last looked at a session's page: a digest does not tell it again."""

    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="seen")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions_seen"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("session seen")
        verbose_name_plural = _("sessions seen")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="session_seen_once")
        ]

    def __str__(self):
        return f"{self.user}: {self.session}"
