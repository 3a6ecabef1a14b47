"""What a host does with a run: make, start, move, show, end, hand over."""

import datetime
import random
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from methods.library.models import Prompt
from valmennus.shared import history, uploads

from . import queries
from .cautions import LISTED
from .models import (
    Contribution,
    Guest,
    NextChange,
    Run,
    RunPhase,
    RunPrompt,
    RunTable,
    Theme,
    new_code,
)

LANGUAGES = [code for code, name in settings.LANGUAGES]
# How long the answers of a run are kept, unless the host says otherwise.
KEPT = datetime.timedelta(days=365)
# A run that nobody has ended closes after this.
FORGOTTEN_OPEN = datetime.timedelta(hours=24)


class CannotMove(Exception):
    """Why the run stays in its phase, in words for the host."""


# --- Making a run ----------------------------------------------------------------------------


@transaction.atomic
def create_run(*, method, by, matter, cohort=None, team=None, tables=0, **fields):
    """A run of the method, with its steps and prompts as they are now. Returns the run.

    `fields` are those of `Run` that the host chooses, `tables` how many tables it has. Effects: the
    run, its phases, prompts and tables; one line of history.
    """
    # The whole text of a code is one of 190 million; another one is drawn where it is taken.
    code = new_code()
    while Run.objects.filter(code=code).exists():
        code = new_code()
    fields.setdefault("keep_until", timezone.localdate() + KEPT)
    fields.setdefault("word_list", LISTED)
    run = Run.objects.create(
        method=method,
        host=by,
        cohort=cohort,
        team=team,
        matter=matter,
        code=code,
        has_tables=bool(tables),
        **fields,
    )
    RunTable.objects.bulk_create(RunTable(run=run, number=number + 1) for number in range(tables))
    _copy_steps(run, method)
    history.record(actor=by, verb="run.made", subject=run, data={"method": method.slug})
    return run


def _copy_steps(run, method):
    steps = list(method.steps.all())
    prompts = list(
        Prompt.objects.filter(step__method=method)
        .select_related("deck")
        .prefetch_related("deck__cards")
        .order_by("step__order", "order", "pk")
    )
    factor = _factor(run, steps)
    phases = [
        RunPhase(
            run=run,
            order=order,
            key=step.key,
            texts=_texts(step, ("title", "question", "text")),
            minutes=step.minutes_min and max(1, round(step.minutes_min * factor)),
            grouping=step.grouping,
        )
        for order, step in enumerate(steps, start=1)
    ]
    RunPhase.objects.bulk_create(phases)
    by_step = dict(zip((step.pk for step in steps), phases, strict=True))
    copies, keys = {}, Counter()
    for order, prompt in enumerate(prompts, start=1):
        keys[prompt.key] += 1
        # A key is its own in the whole run, though it need be only in its step.
        key = prompt.key if keys[prompt.key] == 1 else f"{prompt.key[:36]}-{keys[prompt.key]}"
        phase = by_step[prompt.step_id]
        copies[prompt.pk] = RunPrompt(
            run=run, phase=phase, order=order, key=key, **_prompt_fields(prompt, phase)
        )
    RunPrompt.objects.bulk_create(copies.values())
    leaning = []
    for prompt in prompts:
        if prompt.source_id in copies:
            copies[prompt.pk].source = copies[prompt.source_id]
            leaning.append(copies[prompt.pk])
    RunPrompt.objects.bulk_update(leaning, ["source"])


def _factor(run, steps):
    planned = sum(step.minutes_min or 0 for step in steps)
    return run.minutes / planned if run.minutes and planned else 1


def _texts(row, names):
    return {
        code: {name: getattr(row, f"{name}_{code}") or "" for name in names} for code in LANGUAGES
    }


def _prompt_fields(prompt, phase):
    texts = _texts(prompt, ("text", "hint"))
    for code in LANGUAGES:
        # A prompt without words of its own asks what its step asks.
        step = phase.texts[code]
        texts[code]["text"] = texts[code]["text"] or step["question"] or step["title"]
    return {
        "kind": prompt.kind,
        "texts": texts,
        "options": _options(prompt),
        "cards": _cards(prompt),
        "draw": prompt.draw,
        "limit": prompt.limit,
        "by_table": prompt.by_table,
        "by_host": prompt.by_host,
        "needed": prompt.needed,
        "moderated": prompt.moderated,
    }


def _options(prompt):
    lists = {code: (getattr(prompt, f"options_{code}") or "").splitlines() for code in LANGUAGES}
    lists = {
        code: [line.strip() for line in lines if line.strip()] for code, lines in lists.items()
    }
    return [
        {"key": f"o{place}"}
        | {code: lines[place] if place < len(lines) else "" for code, lines in lists.items()}
        for place in range(len(lists["fi"]))
    ]


def _cards(prompt):
    cards = prompt.deck.cards.all() if prompt.deck_id else []
    chosen = [card for card in cards if not prompt.suit or card.suit_fi == prompt.suit]
    return [
        {
            "key": card.key,
            "answer": card.answer,
            "suit": {code: getattr(card, f"suit_{code}") or "" for code in LANGUAGES},
            "text": {code: getattr(card, f"text_{code}") or "" for code in LANGUAGES},
        }
        for card in chosen
    ]


@transaction.atomic
def change_run(*, run, by, **fields):
    """Change what the host has chosen of the run. Effects: the fields, one line of history."""
    run = _lock(run)
    for name, value in fields.items():
        setattr(run, name, value)
    _save(run, *fields)
    history.record(actor=by, verb="run.changed", subject=run, data={"fields": sorted(fields)})
    return run


@transaction.atomic
def change_prompts(*, run, prompts, by):
    """Keep the words, choices and picture of the run's prompts, and which are left out.

    `prompts` are `RunPrompt`s as they shall be, a new picture in `upload`. Effects: the prompts and
    pictures, one line of history.
    """
    run = _lock(run)
    for prompt in prompts:
        if upload := getattr(prompt, "upload", None):
            before, prompt.picture = prompt.picture, uploads.store(upload)
            if before is not None:
                RunPrompt.objects.filter(pk=prompt.pk).update(picture=None)
                uploads.discard(before)
    RunPrompt.objects.bulk_update(prompts, ["texts", "options", "left_out", "picture"])
    _save(run)
    history.record(actor=by, verb="run.changed", subject=run, data={"fields": ["prompts"]})
    return run


def _lock(run):
    """The run as it stands, held until the transaction ends."""
    return Run.objects.select_for_update().get(pk=run.pk)


def _save(run, *fields):
    """Save the fields; every open page hears that something has changed."""
    run.version = F("version") + 1
    run.save(update_fields=[*fields, "version"])
    run.refresh_from_db(fields=["version"])


# --- The course of a run ---------------------------------------------------------------------


@transaction.atomic
def start_run(*, run, by):
    """Begin; a run that has begun, or has been forgotten, stays as it is.

    Effects: times, the phase, a line of history.

    The first phase is the first one that takes its minutes or asks something: what is agreed and
    prepared beforehand is behind.
    """
    run = _lock(run)
    if run.started_at or run.forgotten_at:
        return run
    phases = queries.phases_of(run)
    first = next((one for one in phases if one.minutes or one.asked), phases[0] if phases else None)
    now = timezone.now()
    run.started_at = run.phase_started_at = now
    run.closes_at = run.closes_at or now + FORGOTTEN_OPEN
    run.phase = first
    _save(run, "started_at", "phase_started_at", "closes_at", "phase")
    history.record(actor=by, verb="run.started", subject=run)
    return run


@transaction.atomic
def go_to_phase(*, run, order, by, seen=None):
    """Go to the phase of this order. Raises `CannotMove` where an answer is needed first.

    Nothing happens where the run is there already, or where it is no longer in the phase of order
    `seen`, which the pressed button showed: two hosts press "next" at once and the run moves once.
    Going back is always allowed. Effects: the phase and its time; a pause ends.
    """
    run = _lock(run)
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
    _save(run, "phase", "phase_started_at", "paused_at", "paused_seconds")
    return run


@transaction.atomic
def pause_run(*, run, by):
    """Stop the clock. Effects: the pause; phones say so."""
    run = _lock(run)
    if run.state == Run.State.OPEN:
        run.paused_at = timezone.now()
        _save(run, "paused_at")
    return run


@transaction.atomic
def resume_run(*, run, by):
    """Let the clock run again. Effects: the pause ends and its length is kept."""
    run = _lock(run)
    if run.state == Run.State.PAUSED:
        _end_pause(run)
        _save(run, "paused_at", "paused_seconds", "phase_started_at")
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
    run = _lock(run)
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
        _save(run)
    return run


@transaction.atomic
def end_run(*, run, by):
    """End; nobody answers any more. `by` is None where it closes by itself.

    Effects: the time, one line of history.
    """
    run = _lock(run)
    if run.started_at and not run.ended_at:
        _end_pause(run)
        run.ended_at = timezone.now()
        _save(run, "ended_at", "paused_at", "paused_seconds", "phase_started_at")
        history.record(actor=by, verb="run.ended", subject=run)
    return run


@transaction.atomic
def reopen_run(*, run, by):
    """Let people answer again, where it ended. Effects: the times, one line of history."""
    run = _lock(run)
    if run.ended_at and not run.forgotten_at:
        now = timezone.now()
        run.paused_seconds += round((now - run.ended_at).total_seconds())
        run.ended_at, run.closes_at, run.phase_started_at = None, now + FORGOTTEN_OPEN, now
        _save(run, "ended_at", "closes_at", "phase_started_at", "paused_seconds")
        history.record(actor=by, verb="run.reopened", subject=run)
    return run


@transaction.atomic
def lock_run(*, run, locked, by):
    """Let nobody new in, or let people in again; who is in stays in. Effects: the time."""
    run = _lock(run)
    if bool(run.locked_at) != locked:
        run.locked_at = timezone.now() if locked else None
        _save(run, "locked_at")
    return run


@transaction.atomic
def hand_over_run(*, run, to, by):
    """Make another person the host. Effects: the host, one line of history."""
    run = _lock(run)
    if run.host_id != to.pk:
        run.host = to
        _save(run, "host")
        history.record(actor=by, verb="run.handed_over", subject=run, data=history.about(to))
    return run


# --- What is shown ---------------------------------------------------------------------------


@transaction.atomic
def show_results(*, prompt, shown, by):
    """Show what has been answered on the projector and the phones, or hide it again."""
    run = _lock(prompt.run)
    RunPrompt.objects.filter(pk=prompt.pk).update(
        results_shown_at=timezone.now() if shown else None
    )
    _save(run)
    return run


@transaction.atomic
def hide_contribution(*, contribution, hidden, by):
    """Take an answer off every screen, or put it back; it stays with the host.

    Effects: the answer, who and when; one line of history without its words.
    """
    run = _lock(contribution.run)
    Contribution.objects.filter(pk=contribution.pk).update(
        hidden_at=timezone.now() if hidden else None,
        hidden_by=by if hidden else None,
        # What the host puts back has been looked at.
        waits=False,
        change=NextChange(),
    )
    verb = "run.answer_hidden" if hidden else "run.answer_put_back"
    _save(run)
    history.record(actor=by, verb=verb, subject=run)


@transaction.atomic
def approve_contributions(*, run, contributions, by):
    """Let answers that were kept back be seen; the host has looked at what they were marked for.

    Effects: the answers. Returns how many.
    """
    run = _lock(run)
    found = Contribution.objects.filter(run=run, pk__in=[one.pk for one in contributions])
    number = found.filter(waits=True).update(
        waits=False, flag=Contribution.Flag.NONE, change=NextChange()
    )
    if number:
        _save(run)
    return number


# --- Cards, pairs and tables -----------------------------------------------------------------


@transaction.atomic
def draw_cards(*, prompt, by, who="", suit=""):
    """Draw the prompt's cards at random for everybody (`who` empty), or for a table or a pair.

    No card of the deck comes twice in the run for the same people until all have been drawn; with
    `suit`, a Finnish name, only of that suit. Returns the keys that were drawn. Effects: the draw.
    """
    run = _lock(prompt.run)
    prompts = list(RunPrompt.objects.filter(run=run))
    prompt = next(one for one in prompts if one.pk == prompt.pk)
    keys = _drawn(prompts, prompt, who, suit, prompt.draw or 1)
    prompt.drawn[who] = [*prompt.drawn.get(who, []), *keys]
    prompt.save(update_fields=["drawn"])
    _save(run)
    return keys


def _drawn(prompts, prompt, who, suit, number):
    cards = [card["key"] for card in prompt.cards if suit in ("", card["suit"].get("fi"))]
    # What a pair or table has talked about is not new to everybody either.
    theirs = (
        keys
        for one in prompts
        for whose, keys in one.drawn.items()
        if not who or whose in ("", who)
    )
    used = {key for keys in theirs for key in keys}
    fresh = [key for key in cards if key not in used]
    if len(fresh) < number:
        # The deck has gone round.
        fresh += [key for key in cards if key not in fresh and key not in prompt.drawn.get(who, [])]
    return random.sample(fresh, min(number, len(fresh)))


@transaction.atomic
def draw_pairs(*, run, by):
    """Draw the phones into pairs at random; the odd one joins the last pair.

    Every pair gets a card where the phase has a prompt with cards. Effects: the guests' pairs, the
    draws. Returns how many pairs there are.
    """
    run = _lock(run)
    guests = list(Guest.objects.select_for_update().filter(run=run))
    random.shuffle(guests)
    pairs = max(len(guests) // 2, 1 if guests else 0)
    for place, guest in enumerate(guests):
        guest.pair = min(place // 2 + 1, pairs)
    Guest.objects.bulk_update(guests, ["pair"])
    prompts = list(RunPrompt.objects.filter(run=run))
    for prompt in prompts:
        if prompt.phase_id == run.phase_id and prompt.cards and prompt.draw:
            _deal(prompts, prompt, pairs)
    _save(run)
    return pairs


def _deal(prompts, prompt, pairs):
    """A card for each pair, no two the same while there are enough of them."""
    prompt.drawn, dealt = {}, []
    cards = [card["key"] for card in prompt.cards]
    used = {key for one in prompts for key in one.drawn.get("", [])}
    for pair in range(1, pairs + 1):
        fresh = [key for key in cards if key not in used and key not in dealt]
        chosen = random.sample(fresh or cards, 1)
        dealt += chosen
        prompt.drawn[f"p{pair}"] = chosen
    prompt.save(update_fields=["drawn"])


@transaction.atomic
def change_tables(*, run, tables, by):
    """Keep the run's tables: `tables` are `RunTable`s, new ones without a key in the database.

    Effects: the tables, whether the run has any, one line of history.
    """
    run = _lock(run)
    for table in tables:
        table.run = run
        table.save()
    run.has_tables = bool(tables)
    _save(run, "has_tables")
    history.record(actor=by, verb="run.changed", subject=run, data={"fields": ["tables"]})
    return run


# --- Themes ----------------------------------------------------------------------------------


@transaction.atomic
def add_theme(*, prompt, heading, by, kind="", text=""):
    """A new theme under the prompt; one with the same heading is the same. Returns the theme."""
    run = _lock(prompt.run)
    theme = Theme.objects.filter(prompt=prompt, heading__iexact=heading).first()
    if theme is None:
        order = Theme.objects.filter(prompt=prompt).count() + 1
        theme = Theme.objects.create(
            run=run, prompt=prompt, heading=heading, kind=kind, text=text, order=order
        )
        _save(run)
    return theme


@transaction.atomic
def change_theme(*, theme, by, **fields):
    """Change heading, description, kind or hits of a theme. Effects: the theme."""
    run = _lock(theme.run)
    for name, value in fields.items():
        setattr(theme, name, value)
    theme.save(update_fields=list(fields))
    _save(run)
    return theme


@transaction.atomic
def delete_theme(*, theme, by):
    """Take a theme away; its answers stand under none again. Effects: the theme."""
    run = _lock(theme.run)
    theme.delete()
    _save(run)


@transaction.atomic
def put_under_theme(*, run, contributions, theme, by):
    """Gather answers under the theme, or under none. Effects: the answers. Returns how many."""
    run = _lock(run)
    number = Contribution.objects.filter(run=run, pk__in=[one.pk for one in contributions]).update(
        theme=theme, change=NextChange()
    )
    _save(run)
    return number


# --- By the worker ---------------------------------------------------------------------------


def close_old_runs():
    """End the runs whose time has come. Returns how many."""
    due = Run.objects.filter(
        started_at__isnull=False, ended_at__isnull=True, closes_at__lt=timezone.now()
    )
    closed = 0
    for run in due:
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
            run = _lock(run)
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
    _save(run, "ended_at", "forgotten_at")
    history.record(actor=None, verb="run.forgotten", subject=run)
