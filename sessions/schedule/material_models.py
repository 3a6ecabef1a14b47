"""What is read, watched or downloaded before, during or after a session."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.discussions.models import Discussed
from valmennus.shared.labels import label_of
from valmennus.shared.models import StoredFile

from .models import CoachingSession, Phase, web_address


class Material(Discussed):
    """Something to read, watch or download before, during or after a session."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        LINK = "link", _("link")
        FILE = "file", _("file")
        RECORDING = "recording", _("recording")

    Phase = Phase

    class Language(models.TextChoices):
        FI = "fi", _("in Finnish")
        SV = "sv", _("in Swedish")
        EN = "en", _("in English")
        SE = "se", _("in Sámi")
        OTHER = "other", _("in another language")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # The text itself, or the transcript of a recording.
    text = models.TextField(_("text"), max_length=20000, blank=True)
    url = models.CharField(_("web address"), max_length=1000, blank=True, validators=[web_address])
    captions_url = models.CharField(
        _("address of the captions"), max_length=1000, blank=True, validators=[web_address]
    )
    # Duplicated sessions share the stored file.
    file = models.ForeignKey(
        StoredFile,
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.FI
    )
    phase = models.CharField(
        _("when it is needed"), max_length=10, choices=Phase.choices, default=Phase.BEFORE
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    visible_from = models.DateTimeField(_("visible from"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="text") & ~Q(text="")
                    | Q(kind__in=["link", "recording"]) & ~Q(url="")
                    | Q(kind="file", file__isnull=False)
                ),
                name="material_has_content",
            )
        ]

    def __str__(self):
        return self.title

    get_kind_display = label_of("kind", Kind.choices)
    get_language_display = label_of("language", Language.choices)

    def get_absolute_url(self):
        return reverse("coaching:material", args=[self.uuid])

    @property
    def href(self):
        """Where the title leads: a link to its own address, all else to the portal's."""
        return self.url if self.kind == self.Kind.LINK else self.get_absolute_url()

    @property
    def icon(self):
        """The drawing beside the title."""
        return {"link": "link", "file": "download", "recording": "player-play"}.get(
            self.kind, "file-text"
        )

    @property
    def about(self):
        """Kind, size or time, and language, as "PDF · 1,2 Mt · suomeksi"."""
        parts = [self.get_kind_display(), self.get_language_display()]
        if self.kind == self.Kind.FILE:
            parts[:1] = [self.file.kind, filesizeformat(self.file.size)]
        elif self.kind == self.Kind.TEXT:
            parts[1:1] = [_("%(minutes)s min") % {"minutes": self.reading_minutes}]
        return " · ".join(str(part) for part in parts)

    @property
    def is_waiting(self):
        """Whether only those who run the session see it yet."""
        return self.visible_from is not None and self.visible_from > timezone.now()

    @property
    def can_be_discussed(self):
        """Whether the cohort may talk about it: its session is theirs, and its day has come."""
        return self.session.can_be_discussed and not self.is_waiting

    @property
    def reading_minutes(self):
        """How long a text takes to read, at 160 words a minute."""
        return max(1, round(len(self.text.split()) / 160))
