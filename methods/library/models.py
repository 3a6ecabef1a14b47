"""Methods, their steps, decks and cards: data that editors change, never code."""

import secrets
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from valmennus.shared.models import StoredFile

from .choices import Grouping, Layout, Level, Place, Purpose

minutes = [MinValueValidator(1), MaxValueValidator(20000)]


def new_key():
    """A key for a row that an editor adds; the packaged ones are words."""
    return secrets.token_hex(6)


def can_edit_methods(user):
    """Editors and administrators change, publish and take down methods."""
    # Only staff are asked for their permissions, which costs two queries.
    return (
        user.is_authenticated
        and user.is_staff
        and not user.sees_as_participant
        and user.has_perm("methods.change_method")
    )


class MethodQuerySet(models.QuerySet):
    def published(self):
        """Those that everyone may read."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        """Published ones; drafts too for those who edit methods."""
        return self.all() if can_edit_methods(user) else self.published()


class Method(models.Model):
    """One way of doing participation, with its steps and decks."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("in one sentence"), max_length=200)
    purpose = models.TextField(_("what for"), max_length=3000)
    not_when = models.TextField(_("when not"), max_length=2000, blank=True)
    recorded = models.TextField(_("what is recorded"), max_length=2000, blank=True)
    needs = models.TextField(_("what you need"), max_length=2000, blank=True)
    sources = models.TextField(_("sources"), max_length=2000, blank=True)
    purposes = models.JSONField(_("purposes"), default=list, blank=True)
    not_hybrid = models.BooleanField(
        _("everybody in the room or everybody remote"),
        default=False,
        help_text=_("Not for some in the room and others remote; whoever runs it is told so."),
    )
    level = models.PositiveSmallIntegerField(
        _("level of participation"), choices=Level.choices, default=Level.INVOLVE
    )
    place = models.CharField(_("place"), max_length=10, choices=Place.choices)
    people_min = models.PositiveSmallIntegerField(_("people at least"), validators=minutes)
    people_max = models.PositiveSmallIntegerField(
        _("people at most"), null=True, blank=True, validators=minutes
    )
    people_note = models.CharField(_("about the people"), max_length=160, blank=True)
    minutes_min = models.PositiveSmallIntegerField(_("minutes at least"), validators=minutes)
    minutes_max = models.PositiveSmallIntegerField(_("minutes at most"), validators=minutes)
    is_draft_text = models.BooleanField(
        _("the text is a draft"),
        default=True,
        help_text=_("Shown beside the name until the method's owner has approved the text."),
    )
    has_agreement = models.BooleanField(
        _("agreed on beforehand and answered back"),
        default=False,
        help_text=_(
            "Its runs have an agreement, a list to prepare by, a poster, and the handling of what "
            "was heard."
        ),
    )
    preparation = models.TextField(
        _("to prepare"),
        max_length=3000,
        blank=True,
        help_text=_("One thing on a line, the same number in each language."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What the packaged library last brought, by field, and the keys of the steps and decks with
    # it: a field that differs is an editor's and is left alone, a row that is gone stays away.
    packaged = models.JSONField(default=dict, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = MethodQuerySet.as_manager()

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people_max__isnull=True) | Q(people_max__gte=F("people_min")),
                name="method_people_in_order",
            ),
            models.CheckConstraint(
                condition=Q(minutes_max__gte=F("minutes_min")), name="method_minutes_in_order"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("methods:method", args=[self.slug])

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def purpose_labels(self):
        """The purposes in words."""
        return [Purpose(value).label for value in self.purposes if value in Purpose.values]


class Step(models.Model):
    """One phase of a method."""

    method = models.ForeignKey(
        Method, verbose_name=_("method"), on_delete=models.CASCADE, related_name="steps"
    )
    key = models.SlugField(_("key"), max_length=40, default=new_key, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("phase"), max_length=120)
    question = models.CharField(_("question"), max_length=240, blank=True)
    text = models.TextField(_("what happens"), max_length=3000, blank=True)
    who = models.CharField(_("who"), max_length=120, blank=True)
    minutes_min = models.PositiveSmallIntegerField(
        _("minutes at least"), null=True, blank=True, validators=minutes
    )
    minutes_max = models.PositiveSmallIntegerField(
        _("minutes at most"), null=True, blank=True, validators=minutes
    )
    time_note = models.CharField(
        _("time in words"), max_length=60, blank=True, help_text=_("Instead of minutes.")
    )
    grouping = models.CharField(
        _("who answer together"),
        max_length=10,
        choices=Grouping.choices,
        default=Grouping.ALONE,
        blank=True,
    )
    packaged = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["method", "key"], name="step_key_once_in_method")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.method.get_absolute_url()}#{self.key}"


class Deck(models.Model):
    """A set of cards or prompts that belongs to a method."""

    class Kind(models.TextChoices):
        CARDS = "cards", _("cards")
        PROMPTS = "prompts", _("prompts to fill in")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    method = models.ForeignKey(
        Method, verbose_name=_("method"), on_delete=models.CASCADE, related_name="decks"
    )
    key = models.SlugField(_("key"), max_length=40, default=new_key, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CARDS)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("how it is used"), max_length=2000, blank=True)
    packaged = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("deck")
        verbose_name_plural = _("decks")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["method", "key"], name="deck_key_once_in_method")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.method.get_absolute_url()}#{self.key}"


class Card(models.Model):
    """One card or prompt."""

    class Answer(models.TextChoices):
        TEXT = "text", _("in writing")
        DRAWING = "drawing", _("by drawing")

    deck = models.ForeignKey(
        Deck, verbose_name=_("deck"), on_delete=models.CASCADE, related_name="cards"
    )
    key = models.SlugField(_("key"), max_length=40, default=new_key, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    suit = models.CharField(
        _("suit"), max_length=60, blank=True, help_text=_("The group that the card belongs to.")
    )
    text = models.CharField(_("text"), max_length=300)
    answer = models.CharField(
        _("how it is answered"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.TEXT,
        help_text=_("For prompts: lines to write on, or room to draw in."),
    )
    packaged = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deck", "key"], name="card_key_once_in_deck")
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return self.deck.get_absolute_url()


class DeckPrint(models.Model):
    """A PDF of a method's decks, made once and kept until a text in it changes."""

    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="prints")
    # The key of one deck; empty for all of them.
    deck = models.CharField(max_length=40, blank=True)
    layout = models.CharField(max_length=10, choices=Layout.choices)
    language = models.CharField(max_length=7)
    # Of everything that shows in the PDF: another fingerprint, another PDF.
    fingerprint = models.CharField(max_length=64)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("printed deck")
        verbose_name_plural = _("printed decks")
        constraints = [
            models.UniqueConstraint(
                fields=["method", "deck", "layout", "language"], name="deck_printed_once"
            )
        ]

    def __str__(self):
        return f"{self.method_id} {self.deck} {self.layout} {self.language}"
