"""How a browser comes back to the application that was begun in it."""

from django.conf import settings

from valmennus.shared import tokens

from .mails import DAYS
from .models import Application
from .permissions import APPLICATION


def token_of(application):
    """The mark of the application's personal address."""
    return tokens.make(APPLICATION, application.uuid, days=DAYS)


def _cookie(cohort):
    return f"hakemus_{cohort.pk}"


def remember(response, application):
    """Let this browser come back to the application without its address."""
    response.set_cookie(
        _cookie(application.cohort),
        token_of(application),
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response, cohort):
    """Let this browser begin anew in the call; the application itself stays."""
    response.delete_cookie(_cookie(cohort), samesite="Lax")
    return response


def remembered(request, cohort):
    """The application that this browser has begun in the call, or None."""
    kept = request.COOKIES.get(_cookie(cohort))
    mark = tokens.peek(APPLICATION, kept) if kept else None
    if mark is None or mark.expired:
        return None
    return (
        Application.objects.filter(uuid=mark.subject, cohort=cohort)
        .select_related("cohort__programme", "cohort__call", "organisation")
        .first()
    )
