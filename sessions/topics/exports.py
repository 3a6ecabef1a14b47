"""What the room holds of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Topic, TopicSupport


def own_data(user):
    """Topics that the person has raised and supports."""
    return [
        Part(
            "topics",
            _("Topics that you have raised"),
            Topic.objects.filter(raised_by=user).order_by("raised_at"),
            ["title", "text", "raised_at", "state", "reason", "outcome"],
            person="raised_by",
        ),
        Part(
            "topics_as_guest",
            _("Topics that you have raised without signing in"),
            Topic.objects.filter(guest_email=user.email.lower()).order_by("raised_at"),
            ["title", "text", "guest_email", "raised_at", "state", "reason", "outcome"],
        ),
        Part(
            "topics_supported",
            _("Topics that you support"),
            TopicSupport.objects.filter(user=user).select_related("topic").order_by("at"),
            [("topic", _("topic")), "at"],
            person="user",
        ),
    ]
