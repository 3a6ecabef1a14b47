"""What the pages of runs need."""

import math
from functools import lru_cache
from types import SimpleNamespace

import segno
from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Greatest, RowNumber
from django.utils import timezone
from django.utils.safestring import mark_safe

from methods.library.choices import Outcome
from valmennus.shared.composed import composed_once

from .answer_models import VISIBLE, Contribution, Guest, Theme
from .models import Run, RunPhase, RunPrompt, RunTable
from .permissions import visible_runs

# So many answers stand on the host's page unless all are asked for.
ON_THE_DESK = 30
# More than a prompt has.
EVERY = 2**31 - 1
# What a list tells of a run.
_IN_LIST = [
    *("uuid", "matter", "place", "created_at", "started_at", "paused_at", "ended_at"),
    *(f"method__name_{code}" for code, _name in settings.LANGUAGES),
    *("team__organisation__name_fi", "team__organisation__name_sv"),
]
ANSWERED = tuple(kind for kind in RunPrompt.Kind if kind != RunPrompt.Kind.THEMES)


def runs_of(user):
    """The runs whose results the person sees, the newest first, with what a list tells of them."""
    return (
        visible_runs(user)
        .select_related("method", "team__organisation")
        .annotate(everybody=_people(), visitors=_visitors())
        .only(*_IN_LIST)
        .order_by("-created_at")
    )


def _guests():
    joined = Guest.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(joined.annotate(n=Count("pk")).values("n")), 0)


def _people():
    seated = RunTable.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return _guests() + Coalesce(Subquery(seated.annotate(n=Sum("people")).values("n")), 0)


def _visitors():
    """How many visitors have been counted by tapping; they may be among the people too."""
    counted = (
        Contribution.objects.visible()
        .filter(
            run=OuterRef("pk"),
            prompt__kind=RunPrompt.Kind.COUNTER,
            prompt__outcome=Outcome.VISITORS,
            prompt__left_out=False,
        )
        .order_by()
        .values("run")
        .annotate(n=Sum(Cast("value", IntegerField())))
    )
    return Greatest(Coalesce(Subquery(counted.values("n")), 0), 0)


def with_visitors(runs):
    """The runs with `visitors`, how many have been counted.

    Who is counted may have a phone or sit at a table as well, so the number stands beside
    `everybody` and is never added to it.
    """
    return runs.annotate(visitors=_visitors())


def with_people(runs):
    """The runs with `everybody`, how many phones have joined and how many sit without one."""
    return runs.annotate(everybody=_people())


def phases_of(run):
    """The run's phases in order, each with `asked`: its prompts in order. Two statements."""
    phases = _phases(run.pk)
    prompts = {}
    for prompt in _prompts(run.pk):
        prompts.setdefault(prompt.phase_id, []).append(prompt)
    for phase in phases:
        phase.asked = [one for one in prompts.get(phase.pk, []) if not one.left_out]
        phase.offered = prompts.get(phase.pk, [])
    return phases


@composed_once
def _phases(run):
    return RunPhase.objects.filter(run=run)


@composed_once
def _prompts(run):
    return RunPrompt.objects.filter(run=run).select_related("picture")


def state_of(code):
    """What an open page asks again and again: `(version, pulse, people)`, or None. One statement.

    The version changes with what everybody shows, the pulse with each answer.
    """
    found = _states(code)
    return found[0] if found else None


@composed_once
def _states(code):
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
    )


def visitors_of(run):
    """How many visitors have been counted in the run. One statement."""
    return _visitors_of(run.pk)[0][0]


@composed_once
def _visitors_of(run):
    return with_visitors(Run.objects.filter(pk=run)).values_list("visitors")


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
    return _squares(run.join_url)


@lru_cache(maxsize=500)
def _squares(address):
    # segno writes the SVG; nothing that a person has typed is in it.
    qr = segno.make(address, error="m")
    return mark_safe(  # noqa: S308
        qr.svg_inline(scale=8, border=2, svgclass="qr", lineclass=None, omitsize=True)
    )


def tables_of(run):
    """The run's tables with their phones counted."""
    return _tables_of(run.pk)


@composed_once
def _tables_of(run):
    tables = RunTable.objects.filter(run=run).select_related("writer")
    return tables.annotate(phones=Count("guests", distinct=True)).order_by("number")


def few_of(answers, most, *, first=(), always):
    """Of the answers to each prompt the newest `most`, and those besides that `always` tells.

    Conditions in `first` go before the newer ones. Each answer has `in_all`, how many there are to
    its prompt, `waiting`, how many of them wait, and `seen` and `said`, how many of them everybody
    may see and how many people have said those.
    """
    of_prompt = {"partition_by": F("prompt")}
    order = [_is(condition).desc() for condition in first]
    waits = Q(waits=True, hidden_at__isnull=True)
    return answers.annotate(
        place=Window(RowNumber(), order_by=[*order, F("pk").desc()], **of_prompt),
        in_all=Window(Count("pk"), **of_prompt),
        waiting=Window(Count("pk", filter=waits), **of_prompt),
        seen=Window(Count("pk", filter=VISIBLE), **of_prompt),
        said=Coalesce(Window(Sum("number", filter=VISIBLE), **of_prompt), 0),
    ).filter(Q(place__lte=most) | always)


def _is(condition):
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


@composed_once
def answers_of(prompts, everything):
    """The answers to the prompts as the host sees them, also hidden ones; oldest first.

    Where not `everything` is asked for, thirty to each prompt: those that wait, then those under no
    theme, then the newest. They are those of `few_of`.
    """
    answers = Contribution.objects.filter(prompt__in=prompts, taken_back_at__isnull=True)
    first = [Q(waits=True, hidden_at__isnull=True), Q(theme__isnull=True)]
    found = few_of(answers, EVERY if everything else ON_THE_DESK, first=first, always=Q())
    return found.select_related("table", "theme", "guest").order_by("pk")


def tables_answered(prompts):
    """Which tables have answered which of the prompts, as a set of (prompt, table), both keys."""
    given = Contribution.objects.standing().filter(prompt__in=prompts)
    return set(given.order_by().values_list("prompt", "table").distinct())


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


@composed_once
def themes_of(prompts):
    """The themes under these prompts, each with `hits_in_all`, of its visible answers and hits."""
    return with_hits(Theme.objects.filter(prompt__in=prompts))


def with_hits(themes):
    """The themes in their order, each with `hits_in_all`, of its visible answers and hits."""
    said = (
        Contribution.objects.visible()
        .filter(theme=OuterRef("pk"), prompt=OuterRef("prompt__source"))
        .order_by()
        .values("theme")
        .annotate(n=Sum("number"))
        .values("n")
    )
    hits_in_all = F("hits") + Coalesce(Subquery(said), 0)
    return themes.annotate(hits_in_all=hits_in_all).order_by("order", "pk")
