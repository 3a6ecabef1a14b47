"""What sessions hold of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .material_models import Material
from .models import Absence, SessionCoach, SessionSeen


def own_data(user):
    """Sessions that the person leads, absences, and materials that the person added."""
    return [
        Part(
            "coached_sessions",
            _("Sessions that you lead"),
            SessionCoach.objects.filter(user=user).select_related("session").order_by("pk"),
            [("session", _("session")), "session__starts_at"],
            person="user",
        ),
        Part(
            "absences",
            _("What you told of not coming"),
            Absence.objects.filter(enrolment__person=user)
            .select_related("session")
            .order_by("noticed_at"),
            [("session", _("session")), "word", "noticed_at"],
            person="enrolment",
        ),
        Part(
            "sessions_seen",
            _("When you last looked at sessions"),
            SessionSeen.objects.filter(user=user).select_related("session").order_by("at"),
            [("session", _("session")), "at"],
            person="user",
        ),
        Part(
            "materials",
            _("Materials that you have added"),
            Material.objects.filter(added_by=user)
            .select_related("session", "file")
            .order_by("added_at", "pk"),
            [("session", _("session")), "title", "kind", "text", "url", "file", "added_at"],
            person="added_by",
            files="file",
        ),
    ]
