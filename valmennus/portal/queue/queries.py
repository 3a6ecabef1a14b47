"""What the page of the worker's jobs tells; never the arguments of a job."""

from types import SimpleNamespace

from django.db.models import Count, Min, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from valmennus.shared.models import JobFailure

from .words import in_words

MOST_FAILED = 50


def waiting_by_task():
    """What waits or runs, by task, in words: dicts of task, waiting, running, later and next_at.

    `later` counts those whose time has not come; `next_at` is the first of these times.
    """
    later = Q(status="todo", scheduled_at__gt=timezone.now())
    rows = (
        ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
        .values("task_name")
        .annotate(
            waiting=Count("pk", filter=Q(status="todo") & ~later),
            running=Count("pk", filter=Q(status="doing")),
            later=Count("pk", filter=later),
            next_at=Min("scheduled_at", filter=later),
        )
    )
    found = [row | {"task": in_words(row["task_name"])} for row in rows]
    return sorted(found, key=lambda row: row["task"])


def waiting_since():
    """Since when the oldest job waits that could be done now; None where none does."""
    now = timezone.now()
    due = Q(job__scheduled_at__isnull=True) | Q(job__scheduled_at__lte=now)
    return ProcrastinateEvent.objects.filter(
        due, job__status="todo", type__in=["deferred", "deferred_for_retry"]
    ).aggregate(since=Min(Greatest("at", "job__scheduled_at")))["since"]


def workers():
    """The workers that have told that they live, the liveliest first."""
    return ProcrastinateWorker.objects.order_by("-last_heartbeat")


def failed():
    """The newest jobs that failed and that nobody has left, each with its error."""
    left = JobFailure.objects.filter(left_at__isnull=False).values("job")
    jobs = list(
        ProcrastinateJob.objects.filter(status="failed")
        .exclude(pk__in=left)
        .order_by("-pk")
        .values("pk", "task_name", "attempts")[:MOST_FAILED]
    )
    kept = {one.job: one for one in JobFailure.objects.filter(job__in=[job["pk"] for job in jobs])}
    return [
        SimpleNamespace(
            number=job["pk"],
            task=in_words(job["task_name"]),
            tries=max(job["attempts"], 1),
            at=kept[job["pk"]].at if job["pk"] in kept else None,
            text=kept[job["pk"]].text if job["pk"] in kept else "",
            summary=kept[job["pk"]].text.rpartition("\n")[2][:160] if job["pk"] in kept else "",
        )
        for job in jobs
    ]
