"""What a run has on paper: photographs of filled-in sheets, and the printed kit."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from methods.runs.models import Run, RunPrompt, RunTable
from valmennus.shared.models import StoredFile


class Sheet(models.Model):
    """A photograph of a filled-in sheet, for those who write the answers down.

    It is no answer: it is shown to nobody else, and goes with the run's answers.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sheets")
    table = models.ForeignKey(
        RunTable,
        verbose_name=_("table"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sheets",
    )
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("what is on the sheet"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="sheets_added",
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("photographed sheet")
        verbose_name_plural = _("photographed sheets")
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.note or self.file.name


class PaperChange(models.Model):
    """What somebody corrected or took back of what had been typed in from paper.

    The answers themselves are `runs.Contribution`s; these words go with them.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="paper_changes")
    table = models.ForeignKey(RunTable, null=True, on_delete=models.CASCADE, related_name="+")
    prompt = models.ForeignKey(RunPrompt, on_delete=models.CASCADE, related_name="+")
    before = models.TextField(_("before"))
    # Empty where it was taken back.
    after = models.TextField(_("after"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of what was typed in")
        verbose_name_plural = _("changes of what was typed in")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.before[:60]


class RunPrint(models.Model):
    """A PDF of a run, made once and kept until something in it changes."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="prints")
    # Which of the run's PDFs, such as "lauta".
    what = models.CharField(max_length=60)
    language = models.CharField(max_length=7)
    # Of everything that shows in the PDF: another fingerprint, another PDF.
    fingerprint = models.CharField(max_length=64)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("printed part of a run")
        verbose_name_plural = _("printed parts of runs")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "what", "language"], name="run_part_printed_once"
            )
        ]

    def __str__(self):
        return f"{self.run_id} {self.what} {self.language}"
