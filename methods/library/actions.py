"""What editors do with methods beside writing them."""

from django.db import transaction
from django.utils import timezone

from valmennus.shared import history

from .models import Method


@transaction.atomic
def publish_method(*, method, by):
    """Let everyone read the method; nothing happens where it is published already.

    Effects: who and when on the method, one line of history.
    """
    current = Method.objects.select_for_update().get(pk=method.pk)
    if not current.is_published:
        current.published_at, current.published_by = timezone.now(), by
        current.save(update_fields=["published_at", "published_by", "changed_at"])
        history.record(actor=by, verb="method.published", subject=current)
    return current


@transaction.atomic
def unpublish_method(*, method, by):
    """Take the method off the public pages; nothing happens where it is not on them.

    Effects: the method is a draft again, one line of history.
    """
    current = Method.objects.select_for_update().get(pk=method.pk)
    if current.is_published:
        current.published_at = current.published_by = None
        current.save(update_fields=["published_at", "published_by", "changed_at"])
        history.record(actor=by, verb="method.unpublished", subject=current)
    return current
