"""Who answers in a run, what they say, and the themes it is gathered into."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Run, RunPrompt, RunTable


class Guest(models.Model):
    """A phone that has joined. Nothing tells whose it is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(_("name"), max_length=40, blank=True)
    table = models.ForeignKey(
        RunTable, null=True, blank=True, on_delete=models.SET_NULL, related_name="guests"
    )
    # The number of the pair that the phone was last drawn into.
    pair = models.PositiveSmallIntegerField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("guest of a run")
        verbose_name_plural = _("guests of runs")
        ordering = ["pk"]

    def __str__(self):
        return self.name or "–"


# Which answers everybody may see.
VISIBLE = Q(taken_back_at__isnull=True, hidden_at__isnull=True, waits=False)


class ContributionQuerySet(models.QuerySet):
    def standing(self):
        """What has not been taken back by its writer or hidden by the host."""
        return self.filter(taken_back_at__isnull=True, hidden_at__isnull=True)

    def visible(self):
        """What everybody may see: standing, and let out where it was kept back."""
        return self.filter(VISIBLE)


class Contribution(models.Model):
    """One answer, from a phone, from paper or from a slip."""

    class Flag(models.TextChoices):
        """What an answer looks like; nothing is refused for it."""

        NONE = "", _("nothing")
        NAME = "name", _("looks like a person's name")
        PHONE = "phone", _("looks like a phone number")
        IDENTITY = "identity", _("looks like a personal identity code")
        WORD = "word", _("has a word of the list")

    # Given by the sender, so that what is sent twice is kept once.
    uuid = models.UUIDField(editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="contributions")
    prompt = models.ForeignKey(RunPrompt, on_delete=models.CASCADE, related_name="contributions")
    guest = models.ForeignKey(
        Guest, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    table = models.ForeignKey(
        RunTable, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    # Who typed it in, from paper or for the group. Never whose answer it is.
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Of one slot there is one answer, which a later one takes the place of: "g…" of a guest,
    # "t<number>…" of a table, with the card where there are several. Empty: any number.
    slot = models.CharField(max_length=80, blank=True)
    card = models.CharField(max_length=40, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    value = models.JSONField(null=True, blank=True)
    # How many people said the same, or gave this answer on paper.
    number = models.PositiveSmallIntegerField(default=1)
    theme = models.ForeignKey(
        "Theme", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    flag = models.CharField(max_length=10, choices=Flag.choices, blank=True)
    # Kept back until the host lets it out.
    waits = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # By the clock of the phone, where it was written without network.
    written_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    # Grows with each change of any answer, so that their sum tells whether something has changed.
    change = models.BigIntegerField(default=0)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of a run")
        verbose_name_plural = _("answers of runs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "uuid"], name="answer_once_by_uuid"),
            models.UniqueConstraint(
                fields=["prompt", "guest", "slot"],
                condition=Q(slot__startswith="g"),
                name="answer_once_by_guest",
            ),
            models.UniqueConstraint(
                fields=["prompt", "slot"],
                condition=Q(slot__startswith="t"),
                name="answer_once_by_table",
            ),
        ]
        indexes = [models.Index(fields=["run"], include=["change"], name="answers_change")]

    def __str__(self):
        return self.text[:60]


class Theme(models.Model):
    """A heading under which the host has gathered answers."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("strength")
        IMPROVE = "improve", _("something to develop")
        IDEA = "idea", _("idea")
        CONCERN = "concern", _("worry")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="themes")
    # The prompt of kind "themes" that it stands under.
    prompt = models.ForeignKey(RunPrompt, on_delete=models.CASCADE, related_name="themes")
    heading = models.CharField(_("heading"), max_length=120)
    text = models.TextField(_("description"), max_length=1000, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    # Those that are on no slip of their own.
    hits = models.PositiveSmallIntegerField(
        _("hits added by hand"), default=0, validators=[MaxValueValidator(10000)]
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.heading


# Answers are numbered by a sequence of the database: two that come at once get two numbers.
CHANGE_SEQUENCE = "methods_contribution_change_seq"


class NextChange(models.Func):
    """The next number of a change."""

    template = f"nextval('{CHANGE_SEQUENCE}')"
    output_field = models.BigIntegerField()
    arity = 0
