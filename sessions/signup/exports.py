"""Sign-ups as rows of a spreadsheet."""

from django.utils import timezone
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import Signup


def header():
    return [
        _("Name"),
        _("E-mail address"),
        _("Municipality or organisation"),
        _("State"),
        _("Gave the word"),
        _("Offered until"),
    ]


def rows_of(signups):
    """One row a sign-up, in the order of the list."""
    for signup in signups:
        yield [
            signup.name,
            signup.email,
            signup.organisation_text,
            str(signup.get_state_display()),
            _naive(signup.queued_at),
            _naive(signup.offered_until),
        ]


def _naive(moment):
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None


def own_data(user):
    """The webinars for which the person has signed up."""
    return [
        Part(
            "signups",
            _("Your sign-ups for webinars"),
            Signup.objects.filter(person=user)
            .select_related("session")
            .order_by("created_at", "pk"),
            [
                ("session", _("webinar")),
                "session__starts_at",
                "email",
                "name",
                "organisation_text",
                "state",
                "queued_at",
                "offered_until",
                "feedback_given",
                "notice_number",
                "created_at",
            ],
            person="person",
        )
    ]
