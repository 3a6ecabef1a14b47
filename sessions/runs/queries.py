"""What the pages of a session tell of its runs."""

from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.translation import get_language

from methods.runs.models import join_path

from .models import SessionRun


def of_runs():
    """An annotation of a session, `runs_told`, for `runs_in`; it costs no statement."""
    runs = (
        SessionRun.objects.filter(session=OuterRef("pk"))
        .order_by("pk")
        .values(
            told=JSONObject(
                uuid=F("run__uuid"),
                code=F("run__code"),
                matter=F("run__matter"),
                method=_name_of_method(),
                begun=F("run__started_at"),
                ended=F("run__ended_at"),
                material=F("material"),
            )
        )
    )
    return {"runs_told": ArraySubquery(runs)}


def _name_of_method():
    """In the language of the page, or in Finnish where it has none."""
    own = f"run__method__name_{get_language()}"
    return Coalesce(NullIf(F(own), Value("")), F("run__method__name_fi"))


def runs_in(session):
    """The runs of a session that was loaded with `of_runs`.

    Each has `uuid`, `code`, `join_path`, `matter`, `method`, `is_open`, `begun`, `ended` and
    `material`.
    """
    found = [SimpleNamespace(**told) for told in session.runs_told]
    for run in found:
        run.join_path = join_path(run.code)
        run.is_open = bool(run.begun) and not run.ended and not session.is_archived
    return found
