"""A list of people that a coordinator has brought, and what becomes of each of its rows."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from participants.organisations.models import Organisation


class ImportBatch(models.Model):
    """One file that was read for a cohort: its cells, its columns, and how far it has come.

    The file itself is not kept. The cells are people's data: they go when the list is confirmed,
    or a day after it was brought; the rows of a confirmed list go `KEPT` later.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        PREVIEW = "preview", _("waits for you")
        CONFIRMING = "confirming", _("people are being taken in")
        DONE = "done", _("taken in")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        EXPIRED = "expired", _("not confirmed, and forgotten")

    class Problem(models.TextChoices):
        """Why the last step did not succeed; the page says it in whole sentences."""

        CHANGED = "changed"
        ARCHIVED = "archived"
        USED = "used"
        FAULT = "fault"

    WORKING = (State.READING, State.CONFIRMING, State.UNDOING)
    UNCONFIRMED = datetime.timedelta(hours=24)
    KEPT = datetime.timedelta(days=30)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)

    file_name = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, blank=True)
    separator = models.CharField(max_length=1, blank=True)
    # Letters that the encoding could not tell.
    repaired = models.PositiveIntegerField(default=0)
    # [{"name", "rows": [[text]], "numbers": [row in the file]}]; empty when forgotten.
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(default=0)
    # The index of the header among the sheet's rows; none where the list begins at once.
    header = models.PositiveSmallIntegerField(null=True)
    # What each column is, a value of `columns.Field`.
    columns = models.JSONField(default=list)

    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tell = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("list of people")
        verbose_name_plural = _("lists of people")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.file_name

    @property
    def is_working(self):
        """Whether the portal is at work with it now."""
        return self.state in self.WORKING

    @property
    def forgets_at(self):
        """When the people's data of the list goes."""
        if self.confirmed_at:
            return self.confirmed_at + self.KEPT
        return self.created_at + self.UNCONFIRMED


class ImportRow(models.Model):
    """One row of a list: what was read, what a coordinator corrected, and the verdict."""

    class Choice(models.TextChoices):
        TAKE = "take", _("Take in")
        LEAVE = "leave", _("Leave out")

    class Outcome(models.TextChoices):
        TAKE = "take", _("Taken in")
        ASK = "ask", _("Need you")
        LEAVE = "leave", _("Left out")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    # As a spreadsheet numbers its rows.
    number = models.PositiveIntegerField()
    # By the names of `cells.NAMES`; `edited` wins, and has the key of a chosen organisation.
    values = models.JSONField(default=dict)
    edited = models.JSONField(default=dict)
    choice = models.CharField(max_length=5, choices=Choice.choices, blank=True)
    # When a person corrected it last; another verdict alone leaves it.
    changed_at = models.DateTimeField(default=timezone.now)

    outcome = models.CharField(max_length=5, choices=Outcome.choices)
    verdict = models.CharField(max_length=24)
    # [[code, what the sentence names]], the weightiest first; see `verdicts`.
    problems = models.JSONField(default=list)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whether another verdict stands here than when the coordinator confirmed.
    changed = models.BooleanField(default=False)

    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.SET_NULL, related_name="import_rows"
    )
    # What taking in made, for taking it back; see `enrolment.adding.Added`.
    made = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of lists")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once_in_batch")
        ]
        indexes = [models.Index(fields=["batch", "outcome", "verdict"], name="import_row_verdict")]

    def __str__(self):
        return f"{self.batch}: {self.number}"

    @property
    def read(self):
        """The values by name as they stand, corrections included."""
        return {**self.values, **self.edited}

    @property
    def full_name(self):
        """The given and the family name as they stand."""
        read = self.read
        return f"{read.get('given_name', '')} {read.get('family_name', '')}".strip()
