"""Who sees a call, and who acts in an application: whoever holds its personal address."""

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import Cohort, Programme
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared import tokens

from .models import Application, ApplicationChange, Call, CallInterest

APPLICATION, INTEREST = "application", "interest"


def get_call(slug):
    """The published call of a cohort, for everyone; else 404."""
    return get_object_or_404(
        Call.objects.exclude(cohort__state=Cohort.State.DRAFT).select_related("cohort__programme"),
        cohort__slug=slug,
        published_at__isnull=False,
    )


def get_programme(slug):
    """A programme that everyone may read of; else 404."""
    return get_object_or_404(Programme, slug=slug)


def find_application(slug, token):
    """The application that the personal address names, and whether the address is too old.

    It has `.last_reason`, what was written with its last step, or None. 404 for a forged address,
    and for one of another call.
    """
    mark = tokens.read(APPLICATION, token)
    steps = ApplicationChange.objects.filter(application=OuterRef("pk"), to_state=OuterRef("state"))
    application = get_object_or_404(
        Application.objects.select_related(
            "cohort__programme", "cohort__call", "organisation", "joins"
        ).annotate(last_reason=Subquery(steps.order_by("-at", "-pk").values("reason")[:1])),
        uuid=mark.subject,
        cohort__slug=slug,
    )
    return application, mark.expired


def get_interest(token):
    """The interest that the personal address names; 404 where it is gone."""
    mark = tokens.read(INTEREST, token)
    return get_object_or_404(CallInterest.objects.select_related("programme"), uuid=mark.subject)


def get_application_for(user, slug, uuid):
    """A sent application, for those who coordinate the cohort; else 403 or 404."""
    cohort = get_coordinated_cohort(user, slug)
    return _sent(cohort, uuid)


def get_changeable_application(user, slug, uuid):
    """The application, to judge it; 403 in an archived cohort."""
    return _sent(get_changeable_cohort(user, slug), uuid)


def _sent(cohort, uuid):
    application = (
        Application.objects.sent()
        .filter(cohort=cohort, uuid=uuid)
        .select_related("organisation__region", "team")
        .first()
    )
    if application is None:
        raise Http404
    application.cohort = cohort
    return application
