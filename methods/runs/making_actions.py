"""How a run comes to be and is changed: its method copied, its questions and tables."""

import datetime
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from methods.library.prompt_models import Prompt
from valmennus.shared import history, uploads

from .cautions import LISTED
from .holding import hold, keep
from .models import Run, RunPhase, RunPrompt, RunTable, new_code

LANGUAGES = [code for code, name in settings.LANGUAGES]
# How long the answers of a run are kept, unless the host says otherwise.
KEPT = datetime.timedelta(days=365)


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
        "outcome": prompt.outcome,
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
    run = hold(run)
    for name, value in fields.items():
        setattr(run, name, value)
    keep(run, *fields)
    history.record(actor=by, verb="run.changed", subject=run, data={"fields": sorted(fields)})
    return run


@transaction.atomic
def change_prompts(*, run, prompts, by):
    """Keep the words, choices and picture of the run's prompts, and which are left out.

    `prompts` are `RunPrompt`s as they shall be, a new picture in `upload`. Effects: the prompts and
    pictures, one line of history.
    """
    run = hold(run)
    for prompt in prompts:
        if upload := getattr(prompt, "upload", None):
            before, prompt.picture = prompt.picture, uploads.store(upload)
            if before is not None:
                RunPrompt.objects.filter(pk=prompt.pk).update(picture=None)
                uploads.discard(before)
    RunPrompt.objects.bulk_update(prompts, ["texts", "options", "left_out", "picture"])
    keep(run)
    history.record(actor=by, verb="run.changed", subject=run, data={"fields": ["prompts"]})
    return run


@transaction.atomic
def change_tables(*, run, tables, by):
    """Keep the run's tables: `tables` are `RunTable`s, new ones without a key in the database.

    Effects: the tables, whether the run has any, one line of history.
    """
    run = hold(run)
    for table in tables:
        table.run = run
        table.save()
    run.has_tables = bool(tables)
    keep(run, "has_tables")
    history.record(actor=by, verb="run.changed", subject=run, data={"fields": ["tables"]})
    return run
