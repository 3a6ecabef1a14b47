"""What the room holds of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import SessionNotes, SessionPhoto


def own_data(user):
    """Notes that the person has been asked to write, and photographs that the person added."""
    return [
        Part(
            "notes_to_write",
            _("Sessions whose notes you write"),
            SessionNotes.objects.filter(writer=user).select_related("session").order_by("pk"),
            [("session", _("session"))],
            person="writer",
        ),
        Part(
            "photos",
            _("Photographs that you have added"),
            SessionPhoto.objects.filter(added_by=user).select_related("session", "file"),
            [("session", _("session")), "alt", "file", "added_at"],
            person="added_by",
            files="file",
        ),
    ]
