"""Which phone is whose: a mark in a cookie that is good for one run, and nothing else."""

from django.core import signing
from django.urls import reverse

from methods.runs.models import Guest, Run
from methods.runs.permissions import read_code
from methods.runs.queries import with_people
from methods.summaries.queries import with_public_summary

COOKIE = "toteutus"
SALT = "live.guest"
# A group may come back to its run weeks later, for the answer.
DAYS = 120


def get_run_by_code(typed):
    """The run with this code, however it is typed, with its method and phase; else None.

    Has `everybody`, how many people take part, and `public_token` of its summary.
    """
    runs = with_public_summary(with_people(Run.objects.select_related("method", "phase")))
    code = read_code(typed)
    return runs.filter(code=code).first() if code else None


def guest_of(request, run):
    """The phone that has joined this run earlier, with its table; None where it has not."""
    try:
        uuid = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return Guest.objects.select_related("table__writer").filter(run=run, uuid=uuid).first()


def remember(response, guest, run):
    """The phone finds its way back to the same place, also when the browser has been closed."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(guest.uuid), salt=SALT),
        max_age=DAYS * 86400,
        path=reverse("live:run", args=[run.code]),
        httponly=True,
        samesite="Lax",
        secure=run.join_url.startswith("https:"),
    )
    return response
