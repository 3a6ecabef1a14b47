"""What the pages of a session tell of its runs."""

from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from .models import SessionRun


def of_runs():
    """What `get_session_for` is to find out about the session's runs, in its own statement."""
    runs = (
        SessionRun.objects.filter(session=OuterRef("pk"))
        .order_by("pk")
        .values(
            told=JSONObject(
                uuid=F("run__uuid"),
                code=F("run__code"),
                matter=F("run__matter"),
                method=F("run__method__name"),
                begun=F("run__started_at"),
                ended=F("run__ended_at"),
                material=F("material"),
            )
        )
    )
    return {"runs_told": ArraySubquery(runs)}


def runs_in(session):
    """The runs of a session that was loaded with `of_runs`.

    Each has `uuid`, `code`, `matter`, `method`, `is_open`, `begun`, `ended`, `material`.
    """
    found = [SimpleNamespace(**told) for told in session.runs_told]
    for run in found:
        run.is_open = bool(run.begun) and not run.ended
    return found
