"""What these pages hold of a person."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import AccessibilityFeedback, NoticeGiven


def own_data(user):
    """The privacy notices that the person was given, and feedback sent from their addresses."""
    addresses = EmailAddress.objects.filter(user=user).values("email")
    return [
        Part(
            "privacy_notices",
            _("Privacy notices that you were given"),
            NoticeGiven.objects.filter(person=user).select_related("notice"),
            [("notice__number", _("version")), "way", "given_at"],
            person="person",
        ),
        Part(
            "accessibility_feedback",
            _("Your feedback on accessibility"),
            AccessibilityFeedback.objects.filter(email__in=addresses),
            [*("received_at", "page", "what", "email", "notice_number"), "answered_at", "answer"],
        ),
    ]
