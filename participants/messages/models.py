"""How often a person wants to hear what is new."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DigestChoice(models.Model):
    """How often the digest comes to one person; weekly where nothing has been chosen."""

    class Often(models.TextChoices):
        WEEKLY = "weekly", _("once a week, on Tuesday morning")
        DAILY = "daily", _("every morning when there is something")
        AT_ONCE = "at_once", _("at once")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice"
    )
    often = models.CharField(
        _("how often"), max_length=8, choices=Often.choices, default=Often.WEEKLY
    )

    class Meta:
        verbose_name = _("choice of the digest")
        verbose_name_plural = _("choices of the digest")

    def __str__(self):
        return f"{self.user}: {self.get_often_display()}"
