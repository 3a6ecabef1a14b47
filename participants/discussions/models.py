"""Threads of discussion, their posts, and how far each person has read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, Team, roles_of
from participants.enrolment.models import Enrolment
from valmennus.shared.models import StoredFile

# So many posts stand on one page of a thread.
ON_PAGE = 30
LONGEST = 10_000
MOST_FILES = 5


def shown_to(user, thread=""):
    """Which threads the person sees, as a condition: those of `visible_to`.

    `thread` is the way from a row to its thread, such as "thread__".
    """
    roles = roles_of(user)
    own_teams = Enrolment.objects.taking_part().filter(person=user.pk).values("team")
    of_cohort = Q(**{f"{thread}audience": Thread.Audience.COHORT})
    seen = Q(**{f"{thread}cohort__in": roles.visible})
    run = Q(**{f"{thread}cohort__in": roles.running})
    return seen & (of_cohort | run | Q(**{f"{thread}team__in": own_teams}))


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the person's cohorts: for everyone in it, for the own team, or for who runs it.

        A team's thread is seen by those who take part in the team and by who runs the cohort.
        """
        return self.filter(shown_to(user))

    def lock(self, thread):
        """The thread as it stands, with its cohort; others wait until the transaction ends."""
        waiting = self.select_for_update(of=("self",))
        return waiting.select_related("cohort__programme", "team").get(pk=thread.pk)


class Thread(models.Model):
    """One discussion. The thing that is discussed leads to it; it knows only where that is."""

    class Audience(models.TextChoices):
        COHORT = "cohort", _("the whole cohort")
        TEAM = "team", _("one team")
        COACHES = "coaches", _("those who run the cohort")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="threads")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="threads"
    )
    audience = models.CharField(
        _("for whom"), max_length=8, choices=Audience.choices, default=Audience.COHORT
    )
    # Of the thing that is discussed, for lists and mails: its title, and the path of its page.
    title = models.CharField(_("title"), max_length=200)
    home = models.CharField(max_length=300)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Written under the thread's lock. Numbers of deleted posts stay taken; the count is without.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    posts_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    last_post_at = models.DateTimeField(_("last post"), null=True, blank=True, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        ordering = ["-last_post_at", "-pk"]
        indexes = [
            models.Index(fields=["last_post_at"], name="thread_last_post"),
            models.Index(fields=["cohort", "last_post_at"], name="thread_cohort_last_post"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="team", team__isnull=False)
                | ~Q(audience="team") & Q(team__isnull=True),
                name="thread_of_team_has_team",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("discussions:thread", args=[self.uuid])

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_archived(self):
        """Whether the cohort has been archived, so that nothing changes any more."""
        return self.cohort.state == Cohort.State.ARCHIVED


class Discussed(models.Model):
    """A thing on which a thread hangs from the first post on. See `docs/architecture.md`."""

    thread = models.OneToOneField(
        Thread,
        verbose_name=_("discussion"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="%(class)s",
    )

    class Meta:
        abstract = True


class Post(models.Model):
    """What one person says in a thread.

    A mention of a person stands in the text as `@[uuid]`, so that it shows the name of today. A
    deleted post keeps its place and loses its text.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="posts",
    )
    text = models.TextField(_("text"), blank=True)
    # The mark of the form that it came by: the same form twice makes one post.
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["thread", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(text=""), name="post_deleted_is_empty"
            ),
        ]

    def __str__(self):
        return f"{self.thread} {self.number}"

    def get_absolute_url(self):
        return reverse("discussions:post", args=[self.thread.uuid, self.uuid])

    @property
    def anchor(self):
        """Where in the page of the thread the post stands."""
        return f"viesti-{self.number}"

    @property
    def page(self):
        """On which page of the thread the post stands."""
        return page_of(self.number)

    @property
    def is_deleted(self):
        return self.deleted_at is not None


def page_of(number):
    """The page of a thread on which the post of this number stands; 1 for an empty thread."""
    return max(0, number - 1) // ON_PAGE + 1


class PostMention(models.Model):
    """A person who is mentioned in a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )

    class Meta:
        verbose_name = _("mention in a post")
        verbose_name_plural = _("mentions in posts")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mention_once")]

    def __str__(self):
        return f"{self.user}: {self.post}"


class PostFile(models.Model):
    """A file that belongs to a post."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("file of a post")
        verbose_name_plural = _("files of posts")
        ordering = ["pk"]

    def __str__(self):
        return str(self.file)

    def get_absolute_url(self):
        return reverse("discussions:file", args=[self.uuid])


class ThreadReader(models.Model):
    """How far a person has read a thread, and whether mail of it is wanted."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="threads_read"
    )
    read_to = models.PositiveIntegerField(_("read up to post"), default=0)
    # Up to which post a mail has told; beyond `read_to` the person has mail that waits.
    told_to = models.PositiveIntegerField(_("told up to post"), default=0)
    # Nothing where the person has not chosen: no mail, and the digest tells.
    follows = models.BooleanField(_("follows"), null=True, blank=True)

    class Meta:
        verbose_name = _("discussion read")
        verbose_name_plural = _("discussions read")
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="thread_reader_once")
        ]

    def __str__(self):
        return f"{self.user}: {self.thread}"


class PostReport(models.Model):
    """Somebody asks the coordinator to look at a post."""

    class Outcome(models.TextChoices):
        REMOVED = "removed", _("the post was removed")
        LEFT = "left", _("the post was left as it is")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who reported"),
        on_delete=models.CASCADE,
        related_name="post_reports",
    )
    reason = models.CharField(_("what is wrong with it"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("reported"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"],
                condition=Q(handled_at__isnull=True),
                name="post_report_waits_once",
            )
        ]

    def __str__(self):
        return str(self.post)
