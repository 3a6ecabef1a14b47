"""What the pages of runs need."""

import math
from types import SimpleNamespace

import segno
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import mark_safe

from .models import Contribution, Guest, Run, RunPhase, RunPrompt, RunTable, Theme
from .permissions import visible_runs

ANSWERED = tuple(kind for kind in RunPrompt.Kind if kind != RunPrompt.Kind.THEMES)


def runs_of(user):
    """The runs whose results the person sees, the newest first, with what a list tells of them."""
    return (
        visible_runs(user)
        .select_related("method", "host", "team__organisation", "cohort")
        .annotate(everybody=_people())
        .order_by("-created_at")
    )


def _guests():
    joined = Guest.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(joined.annotate(n=Count("pk")).values("n")), 0)


def _people():
    seated = RunTable.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return _guests() + Coalesce(Subquery(seated.annotate(n=Sum("people")).values("n")), 0)


def with_people(runs):
    """The runs with `everybody`, how many phones have joined and how many sit without one."""
    return runs.annotate(everybody=_people())


def phases_of(run):
    """The run's phases in order, each with `asked`: its prompts in order. Two statements."""
    phases = list(RunPhase.objects.filter(run=run))
    prompts = {}
    for prompt in RunPrompt.objects.filter(run=run).select_related("picture"):
        prompts.setdefault(prompt.phase_id, []).append(prompt)
    for phase in phases:
        phase.asked = [one for one in prompts.get(phase.pk, []) if not one.left_out]
        phase.offered = prompts.get(phase.pk, [])
    return phases


def state_of(code):
    """What an open page asks again and again: `(version, pulse, people)`, or None. One statement.

    The version changes with what everybody shows, the pulse with each answer.
    """
    # Each change of an answer has a higher number, so that the sum differs after any of them,
    # also where one that was begun earlier is finished later.
    changes = (
        Contribution.objects.filter(run=OuterRef("pk"))
        .order_by()
        .values("run")
        .annotate(n=Sum("change"))
        .values("n")
    )
    return (
        Run.objects.filter(code=code)
        .annotate(pulse=Coalesce(Subquery(changes), 0), everybody=_people())
        .values_list("version", "pulse", "everybody")
        .first()
    )


def clock_of(run, phases):
    """How the time goes: `seconds` left of the phase (below zero: over), and how late the run is.

    `late` is in whole minutes, below zero where there is time to spare; None while no phase so
    far has its minutes. Everything is None while nothing goes on.
    """
    clock = SimpleNamespace(seconds=None, late=None, used=None)
    if not run.is_open or run.phase_id is None or run.phase_started_at is None:
        return clock
    now = run.paused_at or timezone.now()
    clock.used = (now - run.phase_started_at).total_seconds()
    here = next(phase for phase in phases if phase.pk == run.phase_id)
    if here.minutes:
        clock.seconds = round(here.minutes * 60 - clock.used)
    if not run.minutes:
        return clock
    left = sum(phase.minutes or 0 for phase in phases if phase.order > here.order)
    gone = (now - run.started_at).total_seconds() - run.paused_seconds
    to_come = max(clock.seconds or 0, 0) + 60 * left
    clock.late = math.floor((gone + to_come) / 60 - run.minutes + 0.5)
    return clock


def qr_of(run):
    """The way to the run as a picture of squares: SVG without inline styles."""
    # segno writes the SVG; nothing that a person has typed is in it.
    qr = segno.make(run.join_url, error="m")
    return mark_safe(  # noqa: S308
        qr.svg_inline(scale=8, border=2, svgclass="qr", lineclass=None, omitsize=True)
    )


def tables_of(run):
    """The run's tables with their phones counted."""
    return list(
        RunTable.objects.filter(run=run)
        .select_related("writer")
        .annotate(phones=Count("guests", distinct=True))
        .order_by("number")
    )


def answers_of(prompts):
    """Every answer to the prompts as the host sees them, also hidden ones; oldest first."""
    return list(
        Contribution.objects.filter(prompt__in=prompts, taken_back_at__isnull=True)
        .select_related("table", "theme", "guest")
        .order_by("pk")
    )


def missing_for_move(run, phase, tables):
    """Who has not answered what is needed before the next phase, as a list of words.

    Empty where the run may move on.
    """
    needed = [prompt for prompt in phase.asked if prompt.needed]
    if not needed:
        return []
    given = Contribution.objects.standing().filter(prompt__in=needed)
    if not tables:
        answered = set(given.values_list("prompt", flat=True))
        return [prompt.text for prompt in needed if prompt.pk not in answered]
    answered = set(given.values_list("prompt", "table"))
    seated = [table for table in tables if table.phones or table.people] or tables
    return [
        str(table)
        for table in seated
        if any((prompt.pk, table.pk) not in answered for prompt in needed)
    ]


def themes_of(prompts):
    """The themes under these prompts, each with `hits_in_all` of its standing answers and hits."""
    said = Q(contributions__taken_back_at__isnull=True, contributions__hidden_at__isnull=True)
    return list(
        Theme.objects.filter(prompt__in=prompts)
        .annotate(gathered=Coalesce(Sum("contributions__number", filter=said), 0))
        .order_by("order", "pk")
    )
