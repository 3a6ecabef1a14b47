"""What people do before a session or between two of them, alone or as a team, and their answers."""

import hashlib
import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Team, roles_of
from participants.discussions.models import Discussed
from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession, shown_to, web_address
from valmennus.shared.labels import label_of
from valmennus.shared.models import StoredFile
from valmennus.shared.questions import questions_from

MOST_FILES = 5
NOTHING = ("", None, [])


def mark_of(value):
    """A short mark of a field's value, by which a form tells what it showed."""
    value = "" if value in NOTHING else value
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=8).hexdigest()


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published tasks of the sessions that the person sees as one of their cohort.

        Drafts too for those who run the cohort.
        """
        roles = roles_of(user)
        return self.filter(
            shown_to(user, "session__"),
            Q(published_at__isnull=False) | Q(session__cohort__in=roles.running),
            session__cohort__in=roles.visible,
        )

    def published(self):
        """Those that participants see: neither task nor session is a draft."""
        return self.filter(published_at__isnull=False, session__published_at__isnull=False)

    def with_due(self):
        """Each with `due_by`, the moment that `Task.due` tells."""
        start = Case(When(when=Task.When.BEFORE, then=F("session__starts_at")))
        return self.annotate(due_by=Coalesce(F("due_at"), start))


class Task(Discussed):
    """Something to do before a session, or between it and the next one."""

    class When(models.TextChoices):
        BEFORE = "before", _("before the session: a pre-task")
        AFTER = "after", _("after the session: a task between sessions")

    class Whom(models.TextChoices):
        PERSON = "person", _("everybody by themselves")
        TEAM = "team", _("the team together")

    class AnswerAs(models.TextChoices):
        TICK = "tick", _("a tick: done")
        TEXT = "text", _("text")
        FILES = "files", _("files")
        LINK = "link", _("link")
        FORM = "form", _("a short form of your own")

    class Audience(models.TextChoices):
        COACHES = "coaches", _("those who run the cohort")
        TEAM = "team", _("the own team and those who run the cohort")
        COHORT = "cohort", _("the whole cohort")

    # What an answer of each kind is written in.
    FIELDS = {
        AnswerAs.TICK: (),
        AnswerAs.TEXT: ("text", "link"),
        AnswerAs.FILES: ("text",),
        AnswerAs.LINK: ("link", "text"),
        AnswerAs.FORM: (),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        CoachingSession,
        verbose_name=_("coaching session"),
        on_delete=models.CASCADE,
        related_name="tasks",
    )
    when = models.CharField(
        _("when it is done"), max_length=6, choices=When.choices, default=When.BEFORE
    )
    title = models.CharField(_("title"), max_length=160)
    instruction = models.TextField(_("instruction"), max_length=20000)
    # Empty: a pre-task is due when its session begins, also after it has moved.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    for_whom = models.CharField(
        _("who does it"), max_length=6, choices=Whom.choices, default=Whom.PERSON
    )
    answer_as = models.CharField(
        _("how it is answered"), max_length=5, choices=AnswerAs.choices, default=AnswerAs.TICK
    )
    questions = models.JSONField(_("questions"), default=list, blank=True)
    visible_to = models.CharField(
        _("who sees the answers"), max_length=7, choices=Audience.choices, default=Audience.COACHES
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    get_when_display = label_of("when", When.choices)
    get_for_whom_display = label_of("for_whom", Whom.choices)
    get_answer_as_display = label_of("answer_as", AnswerAs.choices)
    get_visible_to_display = label_of("visible_to", Audience.choices)

    def get_absolute_url(self):
        return reverse("coaching:task", args=[self.uuid])

    @property
    def due(self):
        """By when it is handed in, None where it has no day: the session's start for pre-tasks."""
        if self.due_at is None and self.when == self.When.BEFORE:
            return self.session.starts_at
        return self.due_at

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def is_late(self):
        """Whether the time for it has passed."""
        return self.due is not None and self.due < timezone.now()

    @property
    def is_tick(self):
        return self.answer_as == self.AnswerAs.TICK

    @property
    def is_of_team(self):
        return self.for_whom == self.Whom.TEAM

    @property
    def takes_files(self):
        return self.answer_as in (self.AnswerAs.TEXT, self.AnswerAs.FILES)

    @property
    def asked(self):
        """The questions of a short form."""
        return questions_from(self.questions) if self.answer_as == self.AnswerAs.FORM else []

    @property
    def field_names(self):
        """What its answers are written in: names of the form's fields."""
        return [*self.FIELDS[self.answer_as], *(f"k-{question.key}" for question in self.asked)]


class TaskFile(models.Model):
    """A file that belongs to a task's instruction."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="files")
    # Copied tasks share the stored file.
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of a task")
        verbose_name_plural = _("files of tasks")
        ordering = ["pk"]

    def __str__(self):
        return self.file.name


class TaskAnswerQuerySet(models.QuerySet):
    def handed_in(self):
        return self.filter(handed_in_at__isnull=False)

    def of_place(self, place, team):
        """What the person of this place answers in: the own answers and those of the team."""
        return self.filter(Q(enrolment=place) | Q(team=team))

    def visible_to(self, user):
        """The own ones and the own team's; what has been handed in as the task says."""
        roles = roles_of(user)
        teams = Enrolment.objects.taking_part().filter(person=user).values("team")
        cohort = "task__session__cohort__in"
        return self.filter(
            Q(enrolment__person=user)
            | Q(team__in=teams)
            | Q(handed_in_at__isnull=False)
            & (
                Q(**{cohort: roles.running})
                | Q(task__visible_to=Task.Audience.COHORT, **{cohort: roles.visible})
                | Q(task__visible_to=Task.Audience.TEAM, enrolment__team__in=teams)
            )
        )


class TaskAnswer(models.Model):
    """What a person or a team answers to a task, from the first word on."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="answers")
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.CASCADE, related_name="task_answers"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="task_answers"
    )
    text = models.TextField(_("answer"), max_length=20000, blank=True)
    link = models.CharField(_("link"), max_length=1000, blank=True, validators=[web_address])
    values = models.JSONField(_("answers of the form"), default=dict, blank=True)
    # Of each field: the open page that wrote it last, and the mark of what it wrote over.
    trail = models.JSONField(default=dict, editable=False)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed in by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # A coach has chosen it to be shown in the session.
    on_screen = models.BooleanField(_("shown in the session"), default=False)
    written_at = models.DateTimeField(_("written"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = TaskAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a task")
        verbose_name_plural = _("answers to tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, team__isnull=True)
                | Q(enrolment__isnull=True, team__isnull=False),
                name="task_answer_of_person_or_team",
            ),
            models.UniqueConstraint(fields=["task", "enrolment"], name="task_answer_once_person"),
            models.UniqueConstraint(fields=["task", "team"], name="task_answer_once_team"),
        ]

    def __str__(self):
        return str(self.enrolment or self.team)

    @property
    def is_handed_in(self):
        return self.handed_in_at is not None

    @property
    def may_be_taken_back(self):
        """Whether those who answer may still change it: until it is due, a tick always."""
        return self.is_handed_in and (self.task.is_tick or not self.task.is_late)

    def value_of(self, name):
        """What stands in a field of the answer's form."""
        if name.startswith("k-"):
            return self.values.get(name[2:], "")
        return getattr(self, name)

    def set_value(self, name, value):
        if not name.startswith("k-"):
            setattr(self, name, value)
        elif value in NOTHING:
            self.values.pop(name[2:], None)
        else:
            self.values[name[2:]] = value


class AnswerFile(models.Model):
    """A file in an answer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.ForeignKey(TaskAnswer, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="answer_files"
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ["pk"]

    def __str__(self):
        return self.file.name


class AnswerComment(models.Model):
    """What somebody who runs the cohort says of an answer; those who answered see it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.ForeignKey(TaskAnswer, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=5000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="answer_comments",
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment on an answer")
        verbose_name_plural = _("comments on answers")
        ordering = ["pk"]

    def __str__(self):
        return self.text[:60]
