"""Pages that editors write, the privacy notice by version, and feedback on accessibility."""

import datetime
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Host(models.Model):
    """Who runs this portal and answers for it; one row."""

    name = models.CharField(_("name"), max_length=160)
    business_id = models.CharField(_("business ID"), max_length=20, blank=True)
    address = models.TextField(_("postal address"), max_length=400, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    privacy_contact = models.TextField(
        _("whom to ask about personal data"),
        max_length=400,
        blank=True,
        help_text=_("For example the data protection officer: name and address."),
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months for which people's data is kept after a cohort has ended"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("A coordinator may set another time for a cohort."),
    )

    class Meta:
        verbose_name = _("host of the portal")
        verbose_name_plural = _("host of the portal")

    def __str__(self):
        return self.name


class Page(models.Model):
    """A page whose text is an editor's; its address is the portal's."""

    class Slug(models.TextChoices):
        ABOUT = "tietoa", _("About the portal")
        CONTACT = "yhteystiedot", _("Contact")
        INSTRUCTIONS = "ohjeet", _("Instructions")
        ACCESSIBILITY = "saavutettavuus", _("Accessibility")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(_("page"), max_length=20, choices=Slug.choices, unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"),
        max_length=30000,
        help_text=_("# begins a heading, - a line of a list, **bold**, [link](address)."),
    )
    is_draft_text = models.BooleanField(
        _("draft"),
        default=True,
        help_text=_("The portal's own suggestion, to be replaced by the host's text."),
    )
    # What the packaged texts last brought: a field that differs from it is an editor's.
    packaged = models.JSONField(default=dict, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/{self.slug}/"


class PrivacyNoticeQuerySet(models.QuerySet):
    def published(self):
        """Those that anybody may read, the newest first."""
        return self.filter(published_at__isnull=False).order_by("-number")

    def valid_on(self, day):
        """The published ones that had begun to hold by the day, the newest first."""
        return self.published().filter(valid_from__lte=day)


class PrivacyNotice(models.Model):
    """One version of the privacy notice. A finished one never changes: a new one follows it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(
        _("version"), unique=True, validators=[MinValueValidator(1)]
    )
    body = models.TextField(
        _("text"),
        max_length=30000,
        help_text=_("# begins a heading, - a line of a list, **bold**, [link](address)."),
    )
    valid_from = models.DateField(_("valid from"))
    is_draft_text = models.BooleanField(
        _("draft"),
        default=True,
        help_text=_("To be completed by the host. A published draft can still be changed."),
    )
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
    packaged = models.JSONField(default=dict, editable=False)

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        ordering = ["-number"]

    def __str__(self):
        return gettext("Privacy notice, version %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("portal:privacy_version", args=[self.number])

    @property
    def is_final(self):
        """Whether the text stands as it is for ever."""
        return self.published_at is not None and not self.is_draft_text


class NoticeGiven(models.Model):
    """Which version of the privacy notice a person was given, and when."""

    class Way(models.TextChoices):
        SIGN_UP = "sign_up", _("while signing up")
        SIGN_IN = "sign_in", _("while signing in")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices_given"
    )
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="given")
    way = models.CharField(_("how"), max_length=10, choices=Way.choices)
    given_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("privacy notice given")
        verbose_name_plural = _("privacy notices given")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "notice"], name="notice_given_once")
        ]

    def __str__(self):
        return f"{self.person}: {self.notice}"


def two_weeks_on():
    """The day by which feedback that comes today has to be answered."""
    return timezone.localdate() + datetime.timedelta(days=14)


class AccessibilityFeedback(models.Model):
    """What somebody could not do; the law gives fourteen days to answer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.CharField(_("page"), max_length=500, blank=True)
    what = models.TextField(_("what happened"), max_length=5000)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    # The version of the privacy notice that the form showed.
    notice_number = models.PositiveSmallIntegerField(
        _("version of the privacy notice"), null=True, blank=True
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    answer_by = models.DateField(_("to be answered by"), default=two_weeks_on)
    answer = models.TextField(
        _("answer"),
        max_length=5000,
        blank=True,
        help_text=_("Is mailed to the sender, if they left an address."),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("feedback on accessibility")
        verbose_name_plural = _("feedback on accessibility")
        ordering = ["answered_at", "-received_at"]

    def __str__(self):
        return self.page or gettext("no page named")
