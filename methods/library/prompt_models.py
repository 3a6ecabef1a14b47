"""What the steps of a method ask when it is run."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .choices import EXPERIMENT, IN_WORDS, Outcome, PromptKind
from .models import Deck, Step, new_key


class Prompt(models.Model):
    """What a step puts to people when the method is run, and how they answer it."""

    step = models.ForeignKey(
        Step, verbose_name=_("step"), on_delete=models.CASCADE, related_name="prompts"
    )
    key = models.SlugField(_("key"), max_length=40, default=new_key, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(
        _("how it is answered"),
        max_length=10,
        choices=PromptKind.choices,
        default=PromptKind.LINES,
    )
    text = models.CharField(
        _("what is asked"),
        max_length=240,
        blank=True,
        help_text=_("Empty: the question of the step."),
    )
    hint = models.CharField(_("help under it"), max_length=300, blank=True)
    options = models.TextField(
        _("choices"),
        max_length=2000,
        blank=True,
        help_text=_(
            "One on a line, the same number in each language: what is chosen among, what is "
            "counted, or what is marked on a picture."
        ),
    )
    deck = models.ForeignKey(
        Deck,
        verbose_name=_("deck"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="prompts",
        help_text=_("Cards that are drawn, or prompts that are filled in."),
    )
    suit = models.CharField(
        _("suit of the deck"),
        max_length=60,
        blank=True,
        help_text=_("In Finnish, as it stands on the cards. Empty: every suit."),
    )
    draw = models.PositiveSmallIntegerField(
        _("cards drawn at once"),
        default=0,
        validators=[MaxValueValidator(12)],
        help_text=_("0: nothing is drawn, all cards are seen."),
    )
    limit = models.PositiveSmallIntegerField(
        _("answers or points a person has"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("0: as many as people like."),
    )
    source = models.ForeignKey(
        "self",
        verbose_name=_("whose answers it works on"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For themes and marks: the prompt whose answers are grouped or marked."),
    )
    by_table = models.BooleanField(
        _("one answer a table"),
        default=False,
        help_text=_("Where the run has tables, each gives one, through its writer."),
    )
    by_host = models.BooleanField(
        _("only the host writes"),
        default=False,
        help_text=_("The host's notes, or the reply of somebody whom the host lets write."),
    )
    needed = models.BooleanField(
        _("needed before the next phase"),
        default=False,
        help_text=_("No answer, no move."),
    )
    moderated = models.BooleanField(
        _("looked through before it is shown"),
        default=False,
        help_text=_("The host lets each answer out."),
    )
    outcome = models.CharField(
        _("what the summary makes of it"),
        max_length=10,
        blank=True,
        default=Outcome.ANSWER,
        choices=[
            (Outcome.ANSWER.value, Outcome.ANSWER.label),
            (Outcome.DEED.value, Outcome.DEED.label),
            (Outcome.VISITORS.value, Outcome.VISITORS.label),
            (_("Draft of an experiment"), [(one.value, one.label) for one in EXPERIMENT]),
        ],
        help_text=_(
            "Answers in words may become what was agreed, or a part of the draft of an experiment "
            "that opens the summary, one for each table. Counting by tapping may be the number of "
            "visitors, told beside the people who took part."
        ),
    )
    packaged = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "key"], name="prompt_key_once_in_step")
        ]

    def __str__(self):
        return self.text or f"{self.step.title}: {self.get_kind_display()}"

    def get_absolute_url(self):
        return self.step.get_absolute_url()

    def clean(self):
        super().clean()
        if self.outcome == Outcome.VISITORS:
            text = _("Visitors are counted by tapping.")
            fits = self.kind == PromptKind.COUNTER
        else:
            text = _("Only open lines, drawn cards and pages are answered in words.")
            fits = not self.outcome or self.kind in IN_WORDS
        if not fits:
            raise ValidationError({"outcome": text})
