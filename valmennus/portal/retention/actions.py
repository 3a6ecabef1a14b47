"""Forgetting the people of a cohort that ended long ago, and putting it off."""

from django.db import transaction
from django.utils import timezone

from methods.bench_cafe import actions as bench_cafe
from methods.runs.actions import forget_runs as forget_answers
from methods.summaries.actions import forget as forget_in_summaries
from participants.cohorts.models import Cohort
from participants.discussions import actions as discussions
from participants.enrolment import actions as enrolment
from participants.importing import actions as importing
from participants.recruiting import actions as recruiting
from sessions.meeting_reports import actions as meeting_reports
from sessions.schedule import actions as schedule
from sessions.tasks import actions as tasks
from sessions.topics import actions as topics
from valmennus.portal.own_data.actions import erase_person
from valmennus.portal.team_notes import actions as team_notes
from valmennus.shared import history

from . import queries
from .models import RetentionRun

ROOMS = [
    enrolment,
    recruiting,
    importing,
    schedule,
    meeting_reports,
    tasks,
    discussions,
    topics,
    team_notes,
    bench_cafe,
]


@transaction.atomic
def postpone(*, cohort, until, reason, by):
    """Keep the cohort's people at least until the day; `reason` says why.

    Effects: the day on the cohort, one line of history. Returns whether it was still possible:
    what has begun is finished.
    """
    current = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if RetentionRun.objects.filter(cohort=current, started_at__isnull=False).exists():
        return False
    if current.keep_until != until:
        current.keep_until = until
        current.save(update_fields=["keep_until", "changed_at"])
        data = {"until": until.isoformat(), "reason": reason}
        history.record(actor=by, verb="retention.postponed", subject=current, data=data)
    return True


def forget_due():
    """Tell of what comes, and forget the people of the cohorts whose day has come.

    Nothing is forgotten before it has stood in the cockpit for thirty days.
    """
    today = timezone.localdate()
    for cohort in queries.cohorts_to_tell(today):
        RetentionRun.objects.get_or_create(cohort=cohort)
    for run in queries.runs_to_do(today):
        forget(run=run)


def forget(*, run):
    """Forget the cohort's people; what was broken off goes on where it was.

    Each person, and each room, is a transaction of its own, in which the run counts it too.
    Effects: those of `erase_person` for the people whom nothing else holds here, and of every
    room's `forget`; the run's numbers; one line of history at the end.
    """
    if not _begin(run):
        return
    cohort = run.cohort
    for key in list(queries.people_to_forget(cohort).values_list("pk", flat=True)):
        _forget_person(run, cohort, key)
    for room in ROOMS:
        with transaction.atomic():
            current = _lock(run)
            if current is None:
                return
            _add(current, room.forget(cohort=cohort))
    with transaction.atomic():
        if (current := _lock(run)) is not None:
            current.done_at = timezone.now()
            current.save(update_fields=["done_at"])
            history.record(
                actor=None, verb="retention.done", subject=cohort, data={"counts": current.counts}
            )


def forget_runs():
    """Delete the answers of runs of methods whose day has come. Returns how many.

    Effects: those of `runs.actions.forget_runs`, and of what hangs on the answers in other rooms.
    """
    return forget_answers(before=[forget_in_summaries])


@transaction.atomic
def _begin(run):
    """Whether the run may go on: not done, and not put off in this moment."""
    cohort = Cohort.objects.select_for_update().get(pk=run.cohort_id)
    current = _lock(run)
    if current is None:
        return False
    if current.started_at is None:
        day = queries.due_on(cohort)
        if day is None or day > timezone.localdate():
            return False
        current.started_at = timezone.now()
        current.save(update_fields=["started_at"])
    return True


@transaction.atomic
def _forget_person(run, cohort, key):
    current = _lock(run)
    # Who has signed in or joined another cohort meanwhile stays.
    person = queries.people_to_forget(cohort).filter(pk=key).first()
    if current is not None and person is not None:
        erase_person(user=person, by=None)
        _add(current, {queries.ACCOUNTS: 1})


def _lock(run):
    """The run, held to the end of the transaction; None where another worker has done it."""
    rows = RetentionRun.objects.select_for_update(of=["self"])
    return rows.filter(pk=run.pk, done_at__isnull=True).first()


def _add(run, counts):
    for name, number in counts.items():
        run.counts[name] = run.counts.get(name, 0) + number
    run.save(update_fields=["counts"])
