"""What every room shares in the database: the history of acts, stored files and the post."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .post.models import BadAddress, Mail, MailStop, MailText

__all__ = ["Act", "BadAddress", "JobFailure", "Mail", "MailStop", "MailText", "StoredFile"]


class ActQuerySet(models.QuerySet):
    def of(self, *subjects):
        """The acts on these subjects (anything with a `uuid`), newest first."""
        return self.filter(subject_uuid__in=[subject.uuid for subject in subjects])


class Act(models.Model):
    """One line of history: who did what to which subject, and when. Written once, never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    verb = models.CharField(_("what"), max_length=60)
    subject_uuid = models.UUIDField(editable=False)
    subject_label = models.CharField(_("to what"), max_length=200)
    data = models.JSONField(_("details"), default=dict, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("history")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_uuid", "-at"], name="act_subject_at")]

    def __str__(self):
        return f"{self.verb}: {self.subject_label}"


def unguessable_name(instance, filename):
    """Where a file is stored: nothing of its own name, and nothing that can be guessed."""
    token = secrets.token_hex(20)
    return f"files/{token[:2]}/{token}"


class StoredFile(models.Model):
    """A file that somebody has added; the room that it belongs to decides who may open it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=unguessable_name, max_length=200)
    name = models.CharField(_("name of the file"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    stored_at = models.DateTimeField(_("stored"), auto_now_add=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self):
        return self.name

    @property
    def kind(self):
        """The ending of the name in capitals, as "PDF"."""
        return self.name.rpartition(".")[2].upper()


class JobFailure(models.Model):
    """Why a job of the worker failed the last time; the queue itself keeps only that it did.

    The arguments of the job are not kept, nor addresses in the text of the error.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.BigIntegerField(_("number of the job"), unique=True)
    task = models.CharField(_("task"), max_length=128)
    at = models.DateTimeField(_("time"), default=timezone.now)
    text = models.TextField(_("error"), max_length=4000, blank=True)
    # Somebody has decided that it need not be done any more.
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("failed job")
        verbose_name_plural = _("failed jobs")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.task
