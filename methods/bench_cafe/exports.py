"""The café on paper, and what the room holds of a person."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from methods.runs.queries import qr_of
from valmennus.shared import pdf
from valmennus.shared.own_data import Part

from . import queries
from .models import Agreement

# The values are in the address of the poster.
SIZES = ("a4", "a3")


def poster(run, size):
    """The poster as PDF in the language of the page. Raises pdf.Unavailable."""
    context = {
        "run": run,
        "agreement": queries.agreement_of(run),
        "size": size,
        "qr": qr_of(run),
        "address": settings.BASE_URL.partition("//")[2] + reverse("live:code"),
    }
    return pdf.render("methods/bench_cafe/poster.html", context)


def own_data(user):
    """The agreements in which the person is named as the one who listens."""
    return [
        Part(
            "listens_in",
            _("Bench cafés in which you are the listener"),
            Agreement.objects.filter(listener=user).select_related("run").order_by("pk"),
            [("run", _("run")), "listener_role", "place", "day"],
            person="listener",
        )
    ]
