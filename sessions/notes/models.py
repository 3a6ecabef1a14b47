"""What was said and drawn in a session: the notes that one writes for all, and photographs."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.schedule.models import CoachingSession
from valmennus.shared.models import StoredFile


class SessionNotes(models.Model):
    """The notes of one session. No row means: nobody has written any."""

    session = models.OneToOneField(CoachingSession, on_delete=models.CASCADE, related_name="notes")
    # Those who prepare the session write, and one of the cohort whom they have asked.
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("writer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notes_to_write",
    )
    text = models.TextField(_("notes"), max_length=30_000, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("notes of a session")
        verbose_name_plural = _("notes of sessions")

    def __str__(self):
        return str(self.session)


class NotesVersion(models.Model):
    """The notes as they stood before somebody went on with them."""

    notes = models.ForeignKey(SessionNotes, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField(_("notes"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("version of notes")
        verbose_name_plural = _("versions of notes")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.notes}, {self.at}"


class SessionPhoto(models.Model):
    """A photograph from a session, told in words for those who do not see it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="photos")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("what the picture shows"), max_length=300)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="photos_added",
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("photograph of a session")
        verbose_name_plural = _("photographs of sessions")
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.alt
