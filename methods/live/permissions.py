"""Which phone is whose: a mark in a cookie that is good for one run, and nothing else."""

from functools import lru_cache
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from methods.bench_cafe.queries import with_answer_back
from methods.runs.answer_models import Guest
from methods.runs.models import Run, join_key
from methods.runs.permissions import read_code
from methods.runs.queries import with_people
from methods.summaries.queries import with_public_summary
from valmennus.shared.composed import composed_once

COOKIE = "toteutus"
# Marks of earlier versions do not tell their run, and are looked up.
SALT = "live.guest"
KEY = "avain"
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


def passes(code, mark="", key=""):
    """Whether the mark of a phone or the key of a QR code is one of the run with this code.

    Told without the database, and of a code that no run has as quickly as of any other.
    """
    return bool((mark and uuid_in(mark, code)) or (key and is_key(code, key)))


def is_key(code, key):
    """Whether the key is that of the code."""
    return constant_time_compare(key, join_key(code))


@lru_cache(maxsize=5000)
def uuid_in(mark, code):
    """The guest's uuid in a mark that was made for the run with this code; None for any other."""
    try:
        return signing.loads(mark, salt=f"{SALT}.{code}")
    except signing.BadSignature:
        return None


def guest_of(request, run):
    """The phone that has joined this run earlier, with its table; None where it has not."""
    mark = request.COOKIES.get(COOKIE, "")
    try:
        uuid = uuid_in(mark, run.code) or signing.loads(mark, salt=SALT)
    except signing.BadSignature:
        return None
    found = _guests_called(run.pk, UUID(uuid))
    return found[0] if found else None


@composed_once
def _guests_called(run, uuid):
    return Guest.objects.select_related("table__writer").filter(run=run, uuid=uuid)


def mark_of(guest, run):
    """What a phone keeps to find its way back to this run; nobody can make one for another."""
    return signing.dumps(str(guest.uuid), salt=f"{SALT}.{run.code}")


def remember(response, guest, run):
    """The phone finds its way back to the same place, also when the browser has been closed."""
    response.set_cookie(
        COOKIE,
        mark_of(guest, run),
        max_age=DAYS * 86400,
        path=reverse("live:run", args=[run.code]),
        httponly=True,
        samesite="Lax",
        secure=run.join_url.startswith("https:"),
    )
    return response
