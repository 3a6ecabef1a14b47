"""Programmes, their cohorts, the teams of a cohort, and who may do what there."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.accounts.models import User
from participants.organisations.models import Organisation
from valmennus.shared.composed import Parts, composed_once, parted
from valmennus.shared.labels import label_of


class Programme(models.Model):
    """A coaching programme that runs cohort after cohort."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Project(models.Model):
    """The money behind a programme for a while: who funds it, and as which project."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="projects"
    )
    name = models.CharField(_("name"), max_length=200)
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    code = models.CharField(_("project number"), max_length=60, blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
            )
        ]

    def __str__(self):
        return self.name


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Cohorts that the person has a role in; drafts only to those who run them."""
        return self.filter(pk__in=roles_of(user).visible)

    def coordinated_by(self, user):
        """Cohorts that the person coordinates."""
        return self.filter(pk__in=roles_of(user).coordinated)


class Cohort(models.Model):
    """One round of a programme: the teams that go through it together."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open for applications")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="cohorts"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), null=True, blank=True, on_delete=models.SET_NULL
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("summary"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    confirm_until = models.DateField(_("places are confirmed by"), null=True, blank=True)
    retention_months = models.PositiveSmallIntegerField(
        _("months for which people's data is kept"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Counted from the end. Empty: as the host of the portal has set."),
    )
    # A coordinator has put the forgetting off to this day, with a reason in the history.
    keep_until = models.DateField(_("kept at least until"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("invented for the demonstration"), default=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_start",
            )
        ]

    def __str__(self):
        return self.name

    get_state_display = label_of("state", State.choices)

    def get_absolute_url(self):
        return reverse("portal:cohort", args=[self.slug])


class Team(models.Model):
    """One organisation's people in one cohort; plans, experiments and practices belong to it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="teams"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="teams",
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("contact person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contact_of",
    )
    superior = models.CharField(
        _("superior who knows"),
        max_length=160,
        blank=True,
        help_text=_("Name and title of the superior who has been told about the coaching."),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "organisation"], name="team_once_in_cohort")
        ]

    def __str__(self):
        return str(self.organisation)


class CohortRole(models.Model):
    """What a person may do in a cohort. One person may hold several roles."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        COACH = "coach", _("coach")
        PARTICIPANT = "participant", _("participant")
        ALUMNUS = "alumnus", _("earlier participant")

    STAFF_ROLES = (Role.COORDINATOR, Role.COACH)

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="roles"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="cohort_roles",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    # A coach's role that came with a session goes with the last one.
    by_hand = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("role in a cohort")
        verbose_name_plural = _("roles in cohorts")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user", "role"], name="cohort_role_once")
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.cohort}"


class RolesOf:
    """What one person is in which cohorts, as keys of cohorts.

    Who looks at the portal as a participant sees it is a participant and nothing else.
    """

    def __init__(self, rows, *, as_participant=False):
        self.by_cohort = {}
        for cohort, role, _state in rows:
            self.by_cohort.setdefault(cohort, set()).add(role)
        if as_participant:
            self.by_cohort = {cohort: {CohortRole.Role.PARTICIPANT} for cohort in self.by_cohort}
        drafts = {cohort for cohort, _role, state in rows if state == Cohort.State.DRAFT}
        self.coordinated = self._with({CohortRole.Role.COORDINATOR})
        """Those that the person coordinates."""
        self.running = self._with(set(CohortRole.STAFF_ROLES))
        """Those that the person coordinates or coaches."""
        self.visible = [pk for pk in self.by_cohort if pk not in drafts or pk in self.running]
        """Those that the person sees: drafts only where the person runs them."""

    def _with(self, wanted):
        return [cohort for cohort, roles in self.by_cohort.items() if roles & wanted]

    def in_cohort(self, cohort):
        """The roles in one cohort, as a set of `CohortRole.Role` values."""
        return self.by_cohort.get(cohort.pk, set())


def roles_of(user):
    """The person's roles, asked once and kept with the person: one query a request.

    Every right and every list of what a person sees begins here; small lists of keys are far
    quicker than conditions that the database and Django work out anew for each of them.
    """
    if not user.is_authenticated:
        return RolesOf([])
    if user.kept_roles is None:
        user.kept_roles = _roles_of(user.pk)
    return RolesOf(user.kept_roles, as_participant=user.sees_as_participant)


@composed_once
def _roles_of(person):
    return CohortRole.objects.filter(user=person).values_list("cohort_id", "role", "cohort__state")


@parted(User)
def _parts_of_person(user):
    """A person in a statement that is composed once: the own key and those of the cohorts."""
    roles_of(user)
    cohorts = list(dict.fromkeys(cohort for cohort, _role, _state in user.kept_roles))
    shape = tuple(
        (cohorts.index(cohort), role, state == Cohort.State.DRAFT)
        for cohort, role, state in user.kept_roles
    )
    as_participant = user.sees_as_participant

    def make(values):
        # Whatever else is asked of this person has to be fetched, and nobody is there.
        person = User.from_db(None, ["id"], values[:1])
        person.sees_as_participant = as_participant
        person.kept_roles = [
            (values[1 + place], role, Cohort.State.DRAFT if is_draft else Cohort.State.RUNNING)
            for place, role, is_draft in shape
        ]
        return person

    return Parts((as_participant, shape), [user.pk, *cohorts], make)


@parted(AnonymousUser)
def _parts_of_guest(user):
    return Parts("guest", [], lambda values: user)


class ProgrammeRole(models.Model):
    """Who may create a programme's cohorts and name their coordinators."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("manager")

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="roles"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="programme_roles",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MANAGER)

    class Meta:
        verbose_name = _("role in a programme")
        verbose_name_plural = _("roles in programmes")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role"], name="programme_role_once"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.programme}"
