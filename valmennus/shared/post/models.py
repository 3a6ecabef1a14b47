"""The portal's post: every mail as a row, texts that stand for the packaged ones, and troubles."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from valmennus.shared.labels import label_of

from .kinds import KINDS
from .rendering import MARK


class MailQuerySet(models.QuerySet):
    def due(self, now):
        """Those that may go now, the first to be due first."""
        return self.filter(state=Mail.State.QUEUED, due_at__lte=now).order_by("due_at", "pk")


class Mail(models.Model):
    """One mail to one reader. Personal addresses and codes stand in it as marks alone."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not taken by the mail server")
        BOUNCED = "bounced", _("came back")
        HELD = "held", _("not sent: earlier mail came back")
        STOPPED = "stopped", _("not sent: the reader or the sender has stopped it")

    # Those that somebody ought to look at.
    LOST = (State.FAILED, State.BOUNCED, State.HELD)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.CASCADE,
        related_name="mails",
    )
    to = models.CharField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField()
    # What belongs in the place of the marks: how links are made, and codes until they have gone.
    links = models.JSONField(default=dict)
    secrets = models.JSONField(default=dict)
    sender = models.CharField(_("sender"), max_length=160, blank=True)
    reply_name = models.CharField(max_length=170, blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=254, blank=True)
    calendar = models.TextField(blank=True)
    files = models.JSONField(default=list)
    # What a reader may stop by one click in the mail program; the uuid is the reader's.
    stoppable = models.CharField(max_length=20, blank=True)
    reader_uuid = models.UUIDField(null=True)
    # Why it was sent: at most one mail of a kind for a cause, a round of it and a reader.
    cause_uuid = models.UUIDField(null=True)
    round = models.CharField(max_length=60, blank=True)
    cohort_uuid = models.UUIDField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    due_at = models.DateTimeField(_("goes"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    ended_at = models.DateTimeField(_("state since"), null=True)
    trouble = models.CharField(_("what the mail server said"), max_length=500, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "cause_uuid", "round", "to"], name="mail_once_for_its_cause"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="mail_queued"),
            models.Index(fields=["cohort_uuid", "-made_at"], name="mail_cohort"),
            models.Index(fields=["sent_at"], name="mail_sent"),
            models.Index(fields=["to"], name="mail_to"),
        ]

    def __str__(self):
        return self.subject

    get_state_display = label_of("state", State.choices)

    @property
    def has_lost_codes(self):
        """Whether a code stood in it that is not kept, so that it cannot be sent again."""
        return any(number not in self.links for number in MARK.findall(self.text))

    def again(self):
        """A copy of the mail that waits to be sent; the first one stays as it was."""
        taken = Mail.objects.filter(kind=self.kind, cause_uuid=self.cause_uuid, to=self.to).count()
        fields = [
            *("kind", "person_id", "to", "language", "subject", "text", "html", "links", "sender"),
            *("reply_name", "reply_to", "calendar", "stoppable", "reader_uuid", "cause_uuid"),
            "cohort_uuid",
        ]
        return Mail.objects.create(
            **{name: getattr(self, name) for name in fields},
            round=f"{self.round[:50]}+{taken}",
            due_at=timezone.now(),
        )

    @property
    def readable_text(self):
        """The text as it may be read on the site: personal addresses and codes are not told."""
        return MARK.sub(gettext("[personal, not kept]"), self.text)

    def get_kind_display(self):
        """The kind as staff read it."""
        kind = KINDS.get(self.kind)
        return str(kind.label) if kind else self.kind


class MailText(models.Model):
    """A subject and body of one kind in one language, in place of the packaged ones.

    `scope_uuid` is that of the cohort or the programme for which it stands; None for all.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    scope_uuid = models.UUIDField(null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10000)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "scope_uuid"],
                name="mail_text_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        kind = KINDS.get(self.kind)
        return f"{kind.label if kind else self.kind} ({self.language})"


class MailStop(models.Model):
    """A reader's word that mail of some sort is not wanted."""

    reader_uuid = models.UUIDField()
    what = models.CharField(max_length=20)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail that is not wanted")
        verbose_name_plural = _("mails that are not wanted")
        constraints = [
            models.UniqueConstraint(fields=["reader_uuid", "what"], name="mail_stop_once")
        ]

    def __str__(self):
        return self.what


class BadAddress(models.Model):
    """An address from which mail came back: nothing more is sent there until it is mended."""

    address = models.CharField(_("e-mail address"), max_length=254, unique=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    says = models.CharField(_("what came back"), max_length=500, blank=True)
    # When the coordinators of those who use the address were told.
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("address that does not work")
        verbose_name_plural = _("addresses that do not work")
        ordering = ["-since"]

    def __str__(self):
        return self.address
