"""What the room tells a person of."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Invitation


def own_data(user):
    """The calendar entries that the person has been sent."""
    return [
        Part(
            "invitations",
            _("Calendar entries that were sent to you"),
            Invitation.objects.filter(enrolment__person=user)
            .select_related("session")
            .order_by("sent_at", "pk"),
            [("session__title", _("session")), "is_cancelled", "sent_at"],
            person="enrolment",
        )
    ]
