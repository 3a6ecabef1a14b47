"""What a bench café has beside an ordinary run: agreement, preparation, helpers, handling.

Nothing here is bound to one method: whichever method asks for it in the administration has it.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from methods.runs.answer_models import Theme
from methods.runs.models import Run, worded


class Group(models.TextChoices):
    """Whom the municipality wants to hear."""

    YOUNG = "young", _("young people")
    FAMILIES = "families", _("families with children")
    WORKING = "working", _("people of working age")
    OLDER = "older", _("older people")
    VILLAGES = "villages", _("residents of the villages")
    COTTAGES = "cottages", _("holiday residents")
    MOVED = "moved", _("people who have moved from abroad")
    OTHERS = "others", _("others")


class Agreement(models.Model):
    """What has been agreed with the municipality; may be saved half done."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="agreement")
    matter = models.CharField(_("matter"), max_length=200, blank=True)
    groups = models.JSONField(_("groups to hear"), default=list, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    starts = models.TimeField(_("begins at"), null=True, blank=True)
    ends = models.TimeField(_("ends at"), null=True, blank=True)
    # The portal's own person, or one in words.
    listener = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("listener"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="listens_in",
    )
    listener_name = models.CharField(_("listener's name"), max_length=120, blank=True)
    listener_role = models.CharField(_("listener's role"), max_length=120, blank=True)
    decision = models.CharField(_("decision"), max_length=300, blank=True)
    decision_on = models.DateField(_("day of the decision"), null=True, blank=True)
    answer_on = models.DateField(_("day of the answer back"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="agreement_ends_after_start",
            )
        ]

    def __str__(self):
        return self.matter

    @property
    def group_labels(self):
        """The groups in words, in the order of the list."""
        return [Group(value).label for value in Group.values if value in self.groups]

    @property
    def who_listens(self):
        """The listener in words, with the role; empty where nobody is named."""
        name = str(self.listener) if self.listener else self.listener_name
        return ", ".join(filter(None, [name, self.listener_role]))


class PreparationItem(models.Model):
    """One thing to do beforehand: copied from the method, or added for this run."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="preparation")
    order = models.PositiveSmallIntegerField()
    # {"fi": …, "sv": …, "en": …}; one that somebody has added has the language it was typed in.
    texts = models.JSONField(default=dict)
    is_own = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("thing to prepare")
        verbose_name_plural = _("things to prepare")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "order"],
                condition=Q(is_own=False),
                name="preparation_copied_once",
            )
        ]

    def __str__(self):
        return self.text

    @property
    def text(self):
        """What is to be done, in the language of the page where there is one."""
        return worded(self.texts) or next(iter(self.texts.values()), "")


class HelpersLink(models.Model):
    """The link by which helpers without an account write slips; another uuid is another link."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="helpers_link")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("helpers' link")
        verbose_name_plural = _("helpers' links")

    def __str__(self):
        return str(self.run)


class Handling(models.Model):
    """What was decided about one theme, and why."""

    class State(models.TextChoices):
        DONE = "done", _("is done")
        LOOKING = "looking", _("is being looked into")
        NOT_DONE = "not_done", _("is not done")

    theme = models.OneToOneField(Theme, on_delete=models.CASCADE, related_name="handling")
    state = models.CharField(_("decision"), max_length=10, choices=State.choices)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    who = models.CharField(_("who answers for it"), max_length=160, blank=True)
    due_on = models.DateField(_("when"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("handling of a theme")
        verbose_name_plural = _("handlings of themes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="not_done") | ~Q(reason=""), name="handling_no_has_reason"
            )
        ]

    def __str__(self):
        return f"{self.theme}: {self.get_state_display()}"


class Occasion(models.Model):
    """Where the results were gone through, and when the answer was told back."""

    class Body(models.TextChoices):
        COUNCIL = "council", _("council")
        BOARD = "board", _("board or committee")
        SEMINAR = "seminar", _("seminar or evening school")
        OTHER = "other", _("another occasion")

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="occasion")
    body = models.CharField(
        _("where it was handled"), max_length=10, choices=Body.choices, blank=True
    )
    name = models.CharField(_("name of the occasion"), max_length=160, blank=True)
    held_on = models.DateField(_("day of handling"), null=True, blank=True)
    told_on = models.DateField(_("told to the residents"), null=True, blank=True)
    told_where = models.CharField(_("where it was told"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("occasion of handling")
        verbose_name_plural = _("occasions of handling")

    def __str__(self):
        return self.name or self.get_body_display()
