"""Forms that came too late to be taken: after the sign-in ended, or from a stale page."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeptFormQuerySet(models.QuerySet):
    def fresh(self):
        """Those that are not older than an hour."""
        return self.filter(kept_at__gte=timezone.now() - KeptForm.LIFETIME)

    def of(self, browser, user):
        """What this browser may show to the person: their own, and what nobody owns."""
        owned = Q(person=user) if user.is_authenticated else Q()
        return self.fresh().filter(Q(person__isnull=True) | owned, browser=browser)


class KeptForm(models.Model):
    """What somebody typed, for an hour; never passwords, codes or files."""

    LIFETIME = datetime.timedelta(hours=1)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The random text of the browser's own signed cookie.
    browser = models.CharField(max_length=64)
    # Who had the page; nobody, where it was shown to a guest.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    # Where the form is sent, and the page that it stands on.
    address = models.TextField()
    page = models.TextField()
    fields = models.JSONField()
    had_files = models.BooleanField(default=False)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form kept for an hour")
        verbose_name_plural = _("forms kept for an hour")
        indexes = [
            models.Index(fields=["browser"], name="kept_form_browser"),
            models.Index(fields=["kept_at"], name="kept_form_time"),
        ]

    def __str__(self):
        return self.address
