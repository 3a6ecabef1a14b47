"""Which phone is whose: a mark in a cookie that is good for one run, and nothing else."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from methods.bench_cafe.queries import with_answer_back
from methods.runs.models import Guest, Run
from methods.runs.permissions import read_code
from methods.runs.queries import with_people
from methods.summaries.queries import with_public_summary
from valmennus.shared.composed import composed_once

COOKIE = "toteutus"
SALT = "live.guest"
# A group may come back to its run weeks later, for the answer.
DAYS = 120


def get_run_by_code(typed):
    """The run with this code, however it is typed, with its method, phase and cohort; else None.

    Has `everybody`, how many people take part, `public_token` of its summary, and what
    `with_answer_back` adds.
    """
    code = read_code(typed)
    found = _runs_by_code(code) if code else []
    return found[0] if found else None


@composed_once
def _runs_by_code(code):
    runs = Run.objects.select_related("method", "phase", "cohort").filter(code=code)
    return with_answer_back(with_public_summary(with_people(runs.defer("cohort__summary"))))


def guest_of(request, run):
    """The phone that has joined this run earlier, with its table; None where it has not."""
    try:
        uuid = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    found = _guests_called(run.pk, UUID(uuid))
    return found[0] if found else None


@composed_once
def _guests_called(run, uuid):
    return Guest.objects.select_related("table__writer").filter(run=run, uuid=uuid)


def mark_of(guest):
    """What a phone keeps to find its way back; nobody can make one for another phone."""
    return signing.dumps(str(guest.uuid), salt=SALT)


def remember(response, guest, run):
    """The phone finds its way back to the same place, also when the browser has been closed."""
    response.set_cookie(
        COOKIE,
        mark_of(guest),
        max_age=DAYS * 86400,
        path=reverse("live:run", args=[run.code]),
        httponly=True,
        samesite="Lax",
        secure=run.join_url.startswith("https:"),
    )
    return response
