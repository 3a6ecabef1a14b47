"""A method is opened in a session, and what came of it becomes a material."""

from django.db import transaction

from methods.runs.making_actions import create_run
from methods.summaries.actions import summary_file
from sessions.schedule.material_actions import add_material
from sessions.schedule.material_models import Material
from sessions.schedule.models import CoachingSession
from valmennus.shared import history

from .models import SessionRun


@transaction.atomic
def open_in_session(*, session, method, by, **fields):
    """Make a run of the method for the session's cohort. Returns the run.

    `fields` are those of `create_run`. Effects: the run, its place in the session; one line of
    history on the session and one on the run.
    """
    session = CoachingSession.objects.lock(session)
    run = create_run(method=method, by=by, cohort=session.cohort, **fields)
    SessionRun.objects.create(session=session, run=run)
    history.record(actor=by, verb="session.run_opened", subject=session, data={"run": run.matter})
    return run


@transaction.atomic
def keep_summary(*, session_run, title, by):
    """Make the summary, as it is now, a material of the session; once, however often it is asked.

    Raises pdf.Unavailable. Effects: the file, the material with its history. Returns the material.
    """
    session = CoachingSession.objects.lock(session_run.session)
    kept = SessionRun.objects.select_related("material", "run__method").get(pk=session_run.pk)
    if kept.material is None:
        kept.material = add_material(
            session=session,
            by=by,
            title=title,
            kind=Material.Kind.FILE,
            file=summary_file(kept.run, by),
            phase=Material.Phase.AFTER,
        )
        kept.save(update_fields=["material"])
    return kept.material
