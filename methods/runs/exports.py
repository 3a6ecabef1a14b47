"""What the room holds of a person: answers are nobody's, so only what was led is told."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Run


def own_data(user):
    """The runs that the person leads."""
    return [
        Part(
            "runs",
            _("Runs of methods that you lead"),
            Run.objects.filter(host=user).select_related("method"),
            [("method", _("method")), "matter", "place", "created_at"],
            person="host",
        )
    ]
