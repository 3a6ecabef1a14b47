"""What administrators do with jobs that failed."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from valmennus.shared import history
from valmennus.shared.models import JobFailure


class WaitsAlready(Exception):
    """The same task waits in the queue already, so this job is not needed."""


@transaction.atomic
def try_again(*, job, by):
    """Let the worker try the failed job once more, now; a second click changes nothing.

    Effects: the job waits again, one line of history. Raises `WaitsAlready`.
    """
    if not _still_failed(job):
        return
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job_id=job.pk, retry_at=timezone.now())
    except UniqueViolation as error:
        # One job of a kind waits at a time: the queue's own constraint.
        raise WaitsAlready from error
    history.record(actor=by, verb="job.tried_again", subject=_failure_of(job))


@transaction.atomic
def leave(*, job, by):
    """Take the failed job off the list; it is not done any more. A second click changes nothing.

    Effects: who and when, one line of history.
    """
    if not _still_failed(job):
        return
    failure = _failure_of(job)
    if failure.left_at is None:
        failure.left_at, failure.left_by = timezone.now(), by
        failure.save(update_fields=["left_at", "left_by"])
        history.record(actor=by, verb="job.left", subject=failure)


def _still_failed(job):
    rows = ProcrastinateJob.objects.select_for_update().filter(pk=job.pk, status="failed")
    return rows.values_list("pk").first() is not None


def _failure_of(job):
    """What is kept of the failure; a row without a text where the worker could keep none."""
    failure, _new = JobFailure.objects.get_or_create(job=job.pk, defaults={"task": job.task_name})
    return failure
