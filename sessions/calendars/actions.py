"""What is done with a person's calendar feed."""

from django.db import transaction

from valmennus.shared import history

from .models import CalendarFeed


@transaction.atomic
def renew_feed(*, by):
    """A new secret address for the person; the old one stops at once.

    Effects: the feed, one line of history on the person.
    """
    CalendarFeed.objects.filter(user=by).delete()
    feed = CalendarFeed.objects.create(user=by)
    history.record(actor=by, verb="calendar_feed.renewed", subject=by)
    return feed


@transaction.atomic
def revoke_feed(*, by):
    """The person's address stops at once. Effects: one line of history on the person."""
    deleted, _ = CalendarFeed.objects.filter(user=by).delete()
    if deleted:
        history.record(actor=by, verb="calendar_feed.revoked", subject=by)


def erase_person(*, user):
    """The person's calendar feed stops. Call it in the transaction of the erasure."""
    CalendarFeed.objects.filter(user=user).delete()
