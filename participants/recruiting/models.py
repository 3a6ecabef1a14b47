"""Calls for a cohort, and the applications of municipalities' teams."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, Programme, Team
from participants.organisations.models import Organisation, PersonRole
from valmennus.shared.labels import label_of


class Call(models.Model):
    """What a cohort asks of those who want to join it, and until when they may apply."""

    class Unit(models.TextChoices):
        TEAMS = "teams", _("teams")
        PEOPLE = "people", _("people")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.OneToOneField(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="call"
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    aims = models.TextField(_("what the coaching aims at"), max_length=3000)
    asked = models.TextField(_("what is asked of a team"), max_length=3000)
    cost = models.CharField(_("what it costs"), max_length=300)
    deciding = models.TextField(_("who decides, and how"), max_length=1000)
    decided_on = models.DateField(_("decisions are told by"))
    capacity = models.PositiveSmallIntegerField(
        _("number of places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        help_text=_("Empty: as many as are accepted."),
    )
    unit = models.CharField(
        _("places are counted in"), max_length=6, choices=Unit.choices, default=Unit.TEAMS
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days to take an offered place"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    criterion_1 = models.CharField(_("first criterion"), max_length=80, blank=True)
    criterion_2 = models.CharField(_("second criterion"), max_length=80, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_opening"
            )
        ]

    def __str__(self):
        return str(self.cohort)

    get_unit_display = label_of("unit", Unit.choices)

    def get_absolute_url(self):
        return reverse("recruiting:call", args=[self.cohort.slug])

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def has_opened(self):
        return self.is_published and self.opens_at <= timezone.now()

    @property
    def has_closed(self):
        return self.closes_at <= timezone.now()

    @property
    def is_open(self):
        """Whether applications are taken now."""
        return self.has_opened and not self.has_closed and self.takes_applications

    @property
    def takes_applications(self):
        """Whether the cohort is in a state in which teams may still be chosen."""
        return self.cohort.state in {Cohort.State.OPEN, Cohort.State.RUNNING}

    @property
    def criteria(self):
        """The coordinator's own criteria that have a name, as (number, name) pairs."""
        named = [(1, self.criterion_1), (2, self.criterion_2)]
        return [(number, name) for number, name in named if name]


class ApplicationQuerySet(models.QuerySet):
    def living(self):
        """Those that have been sent and stand: neither declined nor withdrawn."""
        return self.filter(state__in=Application.LIVING)

    def sent(self):
        """All that have been sent at some time."""
        return self.filter(submitted_at__isnull=False)

    def waiting(self):
        """The waiting list in its order; those who have an offer are not in it any more."""
        return self.filter(state=Application.State.WAITLISTED, offered_until__isnull=True).order_by(
            "waiting_since", "submitted_at", "pk"
        )

    def offered(self):
        """Those to whom a place has been offered, the first to lapse first."""
        return self.filter(
            state=Application.State.WAITLISTED, offered_until__isnull=False
        ).order_by("offered_until", "pk")


class Application(models.Model):
    """What one organisation's team writes to a call; a draft until it is sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        JOINING = "joining", _("asks to join another application")
        APPLIED = "applied", _("applied")
        WAITLISTED = "waitlisted", _("on the waiting list")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    LIVING = (State.APPLIED, State.WAITLISTED, State.ACCEPTED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="applications"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    # What has been typed and not sent, by name of field; what was sent is in the fields below.
    draft = models.JSONField(default=dict, blank=True)
    contact_email = models.CharField(_("contact's e-mail address"), max_length=254, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    goal = models.TextField(_("goal"), max_length=3000, blank=True)
    wishes = models.TextField(_("wishes"), max_length=3000, blank=True)
    accessibility = models.TextField(_("needs of accessibility"), max_length=1000, blank=True)
    superior = models.CharField(_("superior who knows"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    notice_number = models.PositiveSmallIntegerField(
        _("version of the privacy notice"), null=True, blank=True
    )
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    offered_until = models.DateTimeField(_("place offered until"), null=True, blank=True)
    joins = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="joiners"
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(fields=["cohort", "state"], name="application_cohort_state"),
            models.Index(fields=["cohort", "contact_email"], name="application_contact"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "organisation"],
                condition=Q(state__in=["applied", "waitlisted", "accepted"]),
                name="application_lives_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(organisation__isnull=False),
                name="application_has_organisation",
            ),
        ]

    def __str__(self):
        return str(self.organisation) if self.organisation else str(_("draft"))

    get_state_display = label_of("state", State.choices)

    @property
    def is_living(self):
        return self.state in self.LIVING

    @property
    def has_offer(self):
        """Whether a place is offered now, to be taken before its time ends."""
        return (
            self.state == self.State.WAITLISTED
            and self.offered_until is not None
            and self.offered_until > timezone.now()
        )


class ApplicationPerson(models.Model):
    """Somebody of the team that applies; the first one is its contact."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="people")
    order = models.PositiveSmallIntegerField(_("order"))
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    email = models.EmailField(_("e-mail address"), max_length=254)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=PersonRole.choices)
    title = models.CharField(_("job title"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("person in an application")
        verbose_name_plural = _("people in applications")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "email"], name="application_person_once")
        ]
        indexes = [models.Index(fields=["email"], name="application_person_email")]

    def __str__(self):
        return f"{self.given_name} {self.family_name}"

    get_role_display = label_of("role", PersonRole.choices)


class ApplicationChange(models.Model):
    """One step of an application's history: from which state to which, by whom, and why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=10, choices=Application.State.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=Application.State.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("change of an application")
        verbose_name_plural = _("changes of applications")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.application}: {self.get_to_state_display()}"


class ApplicationReview(models.Model):
    """One coordinator's or coach's scores and note on an application, seen by those alone."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="application_reviews"
    )
    score_1 = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    score_2 = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("review of an application")
        verbose_name_plural = _("reviews of applications")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="application_review_once"
            )
        ]

    def __str__(self):
        return f"{self.application}: {self.reviewer}"


class CallInterest(models.Model):
    """Somebody wants to hear when the programme's next call opens; counts once confirmed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="interests"
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    notice_number = models.PositiveSmallIntegerField(
        _("version of the privacy notice"), null=True, blank=True
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("interest in a call")
        verbose_name_plural = _("interests in calls")
        constraints = [
            models.UniqueConstraint(fields=["programme", "email"], name="call_interest_once")
        ]

    def __str__(self):
        return self.email
