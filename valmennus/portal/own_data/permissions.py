"""Who reaches a person's data: the person alone; to erase it, one who has just signed in."""

import time

from allauth.account.authentication import get_authentication_records
from django.shortcuts import get_object_or_404
from django.utils import timezone

from .models import DataExport

FRESH_SECONDS = 10 * 60


def get_own_export(user, uuid):
    """The person's own package that is ready and not yet gone; else 404."""
    since = timezone.now() - DataExport.LIFETIME
    exports = DataExport.objects.filter(person=user, done_at__isnull=False, asked_at__gte=since)
    return get_object_or_404(exports.select_related("file"), uuid=uuid)


def has_just_signed_in(request):
    """Whether the person has shown in this browser, in the last ten minutes, who they are."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < FRESH_SECONDS for record in records)
