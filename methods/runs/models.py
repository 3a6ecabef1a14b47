"""One use of a method: its phases, what people answer in it, and what came of it.

Phases and prompts are copied from the method when a run is made, in every language: a change of the
method leaves a run that has begun as it is. Nobody's account is ever linked to an answer.
"""

import base64
import secrets
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from methods.library.choices import Grouping, Outcome, PromptKind
from methods.library.models import Method
from participants.cohorts.models import Cohort, Team
from valmennus.shared.models import StoredFile

# No signs that are taken for each other when they are read aloud or from a far wall.
SIGNS = "ACDEFGHJKMNPQRTUVWXY3479"
LENGTH = 6


def new_code():
    """Six signs at random, one of 190 million."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def join_key(code):
    """What the way in by QR carries beside the code: nobody who only guesses codes can have it."""
    digest = salted_hmac("runs.join", code, algorithm="sha256").digest()
    return base64.b32encode(digest[:5]).decode().lower()


def join_path(code):
    """The path that a phone opens from a QR code or a link, with its key."""
    return f"{reverse('live:run', args=[code])}?avain={join_key(code)}"


def said(texts, name):
    """The text of this name in the language of the page, or in Finnish where that is missing."""
    return texts.get(get_language(), {}).get(name) or texts.get("fi", {}).get(name) or ""


def worded(words):
    """What `{"fi": …, "sv": …, "en": …}` says in the language of the page, or in Finnish."""
    return words.get(get_language()) or words.get("fi") or ""


def end_with_cohort(collector, field, runs, using):
    """As `SET_NULL`, where the cohort is deleted: those that are open end, and their phones hear.

    The host keeps the run, and may open it again.
    """
    models.SET_NULL(collector, field, runs, using)
    still_open = list(runs.filter(started_at__isnull=False, ended_at__isnull=True))
    now = {"ended_at": timezone.now(), "paused_at": None, "version": F("version") + 1}
    for name, value in now.items() if still_open else ():
        collector.add_field_update(Run._meta.get_field(name), value, still_open)


class Run(models.Model):
    """One use of a method, live, remote or on paper."""

    class Way(models.TextChoices):
        LIVE = "live", _("in one room")
        REMOTE = "remote", _("remotely")
        PAPER = "paper", _("on paper, typed in afterwards")

    class State(models.TextChoices):
        """What the times tell; not a field."""

        READY = "ready", _("not begun")
        OPEN = "open", _("going on")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=LENGTH, unique=True, default=new_code)
    method = models.ForeignKey(
        Method, verbose_name=_("method"), on_delete=models.PROTECT, related_name="runs"
    )
    matter = models.CharField(_("matter"), max_length=200)
    place = models.CharField(_("place"), max_length=160, blank=True)
    way = models.CharField(_("how it is run"), max_length=10, choices=Way.choices, default=Way.LIVE)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("host"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="hosted_runs",
    )
    cohort = models.ForeignKey(
        Cohort,
        verbose_name=_("cohort"),
        null=True,
        blank=True,
        on_delete=end_with_cohort,
        related_name="runs",
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="runs",
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )
    wants_names = models.BooleanField(
        _("people may give a name of their own choice"), default=False
    )
    has_tables = models.BooleanField(_("people sit at tables"), default=False)
    moderated = models.BooleanField(_("every answer is looked through"), default=False)
    word_list = models.TextField(_("words that keep an answer back"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    started_at = models.DateTimeField(_("began"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Nobody new comes in.
    locked_at = models.DateTimeField(_("entry closed"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes by itself"), null=True, blank=True)
    phase = models.ForeignKey(
        "RunPhase", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    phase_started_at = models.DateTimeField(null=True, blank=True)
    # How long the pauses have been that are over; the phase's beginning is moved on by each.
    paused_seconds = models.PositiveIntegerField(default=0)
    # Differs whenever what every phone or projector shows has changed.
    version = models.PositiveIntegerField(default=0)
    keep_until = models.DateField(_("answers are kept until"))
    forgotten_at = models.DateTimeField(_("answers deleted"), null=True, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False),
                name="run_ended_after_start",
            )
        ]

    def __str__(self):
        return self.matter

    def get_absolute_url(self):
        return reverse("runs:host", args=[self.uuid])

    @property
    def join_url(self):
        """The whole address that a phone opens."""
        return settings.BASE_URL + join_path(self.code)

    @property
    def join_key(self):
        """See `join_key`: pictures and the state of a run that host and wall ask for carry it."""
        return join_key(self.code)

    @property
    def state(self):
        """Where the run is, as its times tell."""
        if self.ended_at:
            return self.State.ENDED
        if not self.started_at:
            return self.State.READY
        return self.State.PAUSED if self.paused_at else self.State.OPEN

    @property
    def is_archived(self):
        """Whether its cohort has been archived, so that nothing changes any more."""
        return self.cohort_id is not None and self.cohort.state == Cohort.State.ARCHIVED

    @property
    def is_over(self):
        """Whether phones say goodbye; where the cohort has been archived, before the run ends."""
        return self.ended_at is not None or self.is_archived

    @property
    def is_open(self):
        """Whether phones may answer; a pause does not stop who is writing."""
        return self.state in (self.State.OPEN, self.State.PAUSED) and not self.is_archived

    @property
    def takes_people(self):
        """Whether a phone that is not in yet may join."""
        return not (self.locked_at or self.forgotten_at or self.is_over)

    @property
    def spoken_code(self):
        """The code in two halves, as it is read aloud."""
        return f"{self.code[:3]} {self.code[3:]}"


class RunPhase(models.Model):
    """One phase of the run, as the method's step was when the run was made."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="phases")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    # {"fi": {"title": …, "question": …, "text": …}, "sv": …, "en": …}
    texts = models.JSONField(default=dict)
    minutes = models.PositiveSmallIntegerField(null=True)
    grouping = models.CharField(max_length=10, choices=Grouping.choices, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="phase_order_once_in_run")
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return said(self.texts, "title")

    @property
    def question(self):
        return said(self.texts, "question")

    @property
    def text(self):
        return said(self.texts, "text")

    @property
    def text_for_all(self):
        """The text, where it speaks to the room.

        That of a phase without minutes tells those who arrange what to do.
        """
        return self.text if self.minutes else ""


class RunPrompt(models.Model):
    """What a phase puts to people; see `methods.library.prompt_models.Prompt`."""

    Kind = PromptKind

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="prompts")
    phase = models.ForeignKey(RunPhase, on_delete=models.CASCADE, related_name="prompts")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=PromptKind.choices)
    # {"fi": {"text": …, "hint": …}, …}
    texts = models.JSONField(default=dict)
    # [{"key": …, "fi": …, "sv": …, "en": …}, …]
    options = models.JSONField(default=list)
    # [{"key": …, "answer": "text" | "drawing", "suit": {"fi": …}, "text": {"fi": …}}, …]
    cards = models.JSONField(default=list)
    draw = models.PositiveSmallIntegerField(default=0)
    limit = models.PositiveSmallIntegerField(default=0)
    by_table = models.BooleanField(default=False)
    by_host = models.BooleanField(default=False)
    needed = models.BooleanField(default=False)
    moderated = models.BooleanField(default=False)
    outcome = models.CharField(
        max_length=10, choices=Outcome.choices, default=Outcome.ANSWER, blank=True
    )
    source = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    picture = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    # The keys of the cards that have been drawn, by whom: "" everybody, "t<number>" a table,
    # "p<number>" a pair.
    drawn = models.JSONField(default=dict)
    # A method offers more than one run needs.
    left_out = models.BooleanField(default=False)
    results_shown_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("prompt of a run")
        verbose_name_plural = _("prompts of runs")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="prompt_key_once_in_run")
        ]

    def __str__(self):
        return self.text

    @property
    def text(self):
        return said(self.texts, "text")

    @property
    def hint(self):
        return said(self.texts, "hint")

    @property
    def labels(self):
        """The options' words by their keys, in order."""
        return {option["key"]: worded(option) for option in self.options}

    @property
    def cards_by_key(self):
        return {card["key"]: card for card in self.cards}


class RunTable(models.Model):
    """A table of people; one on paper counts as many people as the host has written."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    on_paper = models.BooleanField(_("answers on paper"), default=False)
    people = models.PositiveSmallIntegerField(
        _("people without phones"), default=0, validators=[MaxValueValidator(500)]
    )
    # Whose phone writes for the table.
    writer = models.ForeignKey(
        "Guest", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="table_number_once_in_run")
        ]

    def __str__(self):
        return table_words(self.name, self.number)


def table_words(name, number):
    """What a table is called; empty where there is none."""
    return name or (str(_("Table %d") % number) if number else "")
