"""What organisations hold of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Affiliation


def own_data(user):
    """The organisation that the person belongs to."""
    return [
        Part(
            "affiliation",
            _("Your organisation"),
            Affiliation.objects.filter(user=user).select_related("organisation"),
            ["organisation", "role", "title"],
            person="user",
        )
    ]
