"""A person's place in a team of a cohort, and how it came about."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, Team
from participants.organisations.models import PersonRole
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.labels import label_of


class EnrolmentQuerySet(models.QuerySet):
    def taking_part(self):
        """Those with a place: accepted or confirmed."""
        return self.filter(state__in=Enrolment.TAKING_PART)

    def in_finnish_order(self):
        """By family name, then given name, as a Finnish alphabet has it."""
        return self.order_by(
            FinnishOrder("person__family_name"), FinnishOrder("person__given_name"), "pk"
        )


class Enrolment(models.Model):
    """One person in one cohort, in a team; the states are those of a place, with their history."""

    class State(models.TextChoices):
        APPLIED = "applied", _("applied")
        WAITLISTED = "waitlisted", _("on the waiting list")
        ACCEPTED = "accepted", _("accepted")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TAKING_PART = (State.ACCEPTED, State.CONFIRMED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The team names the cohort too; kept here, since a person has one place in a cohort.
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="enrolments"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="enrolments"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="enrolments",
    )
    role = models.CharField(
        _("role"), max_length=20, choices=PersonRole.choices, default=PersonRole.OTHER
    )
    title = models.CharField(_("job title"), max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.APPLIED
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="enrolment_once_in_cohort")
        ]
        indexes = [models.Index(fields=["cohort", "state"], name="enrolment_cohort_state")]

    def __str__(self):
        return str(self.person)

    get_role_display = label_of("role", PersonRole.choices)
    get_state_display = label_of("state", State.choices)

    @property
    def takes_part(self):
        """Whether the person has a place now."""
        return self.state in self.TAKING_PART


class EnrolmentChange(models.Model):
    """One step of a place's history: from which state to which, by whom, and why."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=12, choices=Enrolment.State.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=Enrolment.State.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("change of an enrolment")
        verbose_name_plural = _("changes of enrolments")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.enrolment}: {self.get_to_state_display()}"
