"""Who reads a calendar feed: whoever knows its address."""

from django.shortcuts import get_object_or_404

from .models import CalendarFeed


def get_feed(token):
    """The feed with this secret address, of a person who may still sign in; else 404."""
    return get_object_or_404(
        CalendarFeed.objects.select_related("user"), token=token, user__is_active=True
    )
