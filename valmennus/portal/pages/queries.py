"""What the pages of the portal's own texts need."""

from django.db.models import Max
from django.utils import timezone

from .models import Host, PrivacyNotice


def host():
    """Who runs the portal; without a name where nobody has told."""
    return Host.objects.first() or Host()


def current_notice():
    """The version of the privacy notice that holds today; None before the first."""
    return PrivacyNotice.objects.valid_on(timezone.localdate()).first()


def notice_on(moment):
    """The version that held at the moment, such as that of a person's joining; None before any."""
    day = timezone.localtime(moment).date()
    return PrivacyNotice.objects.valid_on(day).filter(published_at__lte=moment).first()


def next_number():
    """The number of a new version."""
    return (PrivacyNotice.objects.aggregate(last=Max("number"))["last"] or 0) + 1
