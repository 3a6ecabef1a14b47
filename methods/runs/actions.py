"""The course of a run: started, moved on, paused, ended, handed over, closed and forgotten."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.models import Cohort
from valmennus.shared import history

from . import queries
from .answer_models import Contribution, Guest
from .holding import hold, keep
from .models import Run, RunPhase

# A run that nobody has ended closes after this.
FORGOTTEN_OPEN = datetime.timedelta(hours=24)


class CannotMove(Exception):
    """Why the run stays in its phase, in words for the host."""


@transaction.atomic
def start_run(*, run, by):
    """Begin; a run that has begun, or has been forgotten, stays as it is.

    Effects: times, the phase, a line of history.

    The first phase is the first one that takes its minutes or asks something: what is agreed and
    prepared beforehand is behind.
    """
    run = hold(run)
    if run.started_at or run.forgotten_at:
        return run
    phases = queries.phases_of(run)
    first = next((one for one in phases if one.minutes or one.asked), phases[0] if phases else None)
    now = timezone.now()
    run.started_at = run.phase_started_at = now
    run.closes_at = run.closes_at or now + FORGOTTEN_OPEN
    run.phase = first
    keep(run, "started_at", "phase_started_at", "closes_at", "phase")
    history.record(actor=by, verb="run.started", subject=run)
    return run


@transaction.atomic
def go_to_phase(*, run, order, by, seen=None):
    """Go to the phase of this order. Raises `CannotMove` where an answer is needed first.

    Nothing happens where the run is there already, or where it is no longer in the phase of order
    `seen`, which the pressed button showed: two hosts press "next" at once and the run moves once.
    Going back is always allowed. Effects: the phase and its time; a pause ends.
    """
    run = hold(run)
    phases = queries.phases_of(run)
    here = next((phase for phase in phases if phase.pk == run.phase_id), None)
    there = next((phase for phase in phases if phase.order == order), None)
    if not run.is_open or there is None or here == there:
        return run
    if seen is not None and here is not None and here.order != seen:
        return run
    forward = here is not None and there.order > here.order
    if forward and (missing := queries.missing_for_move(run, here, queries.tables_of(run))):
        raise CannotMove(_("No sentence, no move. Still without one: %s.") % ", ".join(missing))
    _end_pause(run)
    run.phase, run.phase_started_at = there, timezone.now()
    keep(run, "phase", "phase_started_at", "paused_at", "paused_seconds")
    return run


@transaction.atomic
def pause_run(*, run, by):
    """Stop the clock. Effects: the pause; phones say so."""
    run = hold(run)
    if run.state == Run.State.OPEN:
        run.paused_at = timezone.now()
        keep(run, "paused_at")
    return run


@transaction.atomic
def resume_run(*, run, by):
    """Let the clock run again. Effects: the pause ends and its length is kept."""
    run = hold(run)
    if run.state == Run.State.PAUSED:
        _end_pause(run)
        keep(run, "paused_at", "paused_seconds", "phase_started_at")
    return run


def _end_pause(run):
    if run.paused_at:
        length = timezone.now() - run.paused_at
        run.paused_seconds += round(length.total_seconds())
        run.phase_started_at += length
        run.paused_at = None


@transaction.atomic
def catch_up(*, run, by):
    """Share out what is left of the run's time over the phases to come, so that it ends in time.

    Effects: the minutes of the phases after the present one, each at least one.
    """
    run = hold(run)
    phases = queries.phases_of(run)
    clock = queries.clock_of(run, phases)
    if not clock.late:
        return run
    here = next(phase for phase in phases if phase.pk == run.phase_id)
    to_come = [phase for phase in phases if phase.order > here.order and phase.minutes]
    planned = sum(phase.minutes for phase in to_come)
    if planned:
        wanted = max(planned - clock.late, len(to_come))
        for phase in to_come:
            phase.minutes = max(1, round(phase.minutes * wanted / planned))
        RunPhase.objects.bulk_update(to_come, ["minutes"])
        keep(run)
    return run


@transaction.atomic
def end_run(*, run, by):
    """End; nobody answers any more. `by` is None where it closes by itself.

    Effects: the time, one line of history.
    """
    run = hold(run)
    if run.started_at and not run.ended_at:
        _end_pause(run)
        run.ended_at = timezone.now()
        keep(run, "ended_at", "paused_at", "paused_seconds", "phase_started_at")
        history.record(actor=by, verb="run.ended", subject=run)
    return run


@transaction.atomic
def reopen_run(*, run, by):
    """Let people answer again, where it ended. Effects: the times, one line of history."""
    run = hold(run)
    if run.ended_at and not run.forgotten_at:
        now = timezone.now()
        run.paused_seconds += round((now - run.ended_at).total_seconds())
        run.ended_at, run.closes_at, run.phase_started_at = None, now + FORGOTTEN_OPEN, now
        keep(run, "ended_at", "closes_at", "phase_started_at", "paused_seconds")
        history.record(actor=by, verb="run.reopened", subject=run)
    return run


@transaction.atomic
def lock_run(*, run, locked, by):
    """Let nobody new in, or let people in again; who is in stays in. Effects: the time."""
    run = hold(run)
    if bool(run.locked_at) != locked:
        run.locked_at = timezone.now() if locked else None
        keep(run, "locked_at")
    return run


@transaction.atomic
def hand_over_run(*, run, to, by):
    """Make another person the host. Effects: the host, one line of history."""
    run = hold(run)
    if run.host_id != to.pk:
        run.host = to
        keep(run, "host")
        history.record(actor=by, verb="run.handed_over", subject=run, data=history.about(to))
    return run


# --- By the worker ---------------------------------------------------------------------------


def close_old_runs():
    """End the runs whose time has come or whose cohort has been archived. Returns how many.

    Archiving is an act of a wing below and knows of no runs; until this comes round, phones are
    refused already.
    """
    still_open = Run.objects.filter(started_at__isnull=False, ended_at__isnull=True)
    is_archived = Q(cohort__state=Cohort.State.ARCHIVED)
    closed = 0
    for run in still_open.filter(Q(closes_at__lt=timezone.now()) | is_archived):
        closed += end_run(run=run, by=None).ended_at is not None
    return closed


def forget_runs(*, before=()):
    """Delete the answers and guests of runs whose day has come. Returns how many runs they were.

    `before` are what the rooms above do with each run, in its transaction, while the answers are
    still there: functions that take `run`.

    The run, its themes and what was written of it stay: they hold nobody's own words. Effects:
    one line of history for each.
    """
    # What was on its way in the moment of forgetting.
    Contribution.objects.filter(run__forgotten_at__isnull=False).delete()
    Guest.objects.filter(run__forgotten_at__isnull=False).delete()
    forgotten = 0
    due = Run.objects.filter(forgotten_at__isnull=True, keep_until__lt=timezone.localdate())
    for run in due:
        with transaction.atomic():
            run = hold(run)
            if run.forgotten_at is None:
                for forget in before:
                    forget(run=run)
                _forget(run)
                forgotten += 1
    return forgotten


def _forget(run):
    now = timezone.now()
    Contribution.objects.filter(run=run).delete()
    Guest.objects.filter(run=run).delete()
    if run.started_at:
        run.ended_at = run.ended_at or now
    run.forgotten_at = now
    keep(run, "ended_at", "forgotten_at")
    history.record(actor=None, verb="run.forgotten", subject=run)
