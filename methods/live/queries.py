"""What a phone shows of a run."""

import uuid
from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, TextField, Value, Window
from django.db.models.functions import MD5, Cast, Concat, JSONObject, Replace, RowNumber
from django.utils import timezone

from methods.bench_cafe.models import Handling
from methods.runs.answer_models import VISIBLE, Contribution, Theme
from methods.runs.models import RunPrompt, worded
from methods.runs.queries import few_of, with_hits
from methods.runs.results import Kind, card_of, only_shown, results_of, words_of
from valmennus.shared.composed import composed_once

# So many answers of others in words fit a phone.
ON_A_PHONE = 20

# So many answers of others are read on a phone, and so many to each question at the end.
ON_THE_PHONE = 30
ON_THE_LAST_PAGE = 10
# So many are offered to be marked, and so many at most where somebody wants to see more.
TO_MARK, MOST_TO_MARK = 30, 300


def prompts_for(run):
    """What the present phase puts to phones, in order; each with its source loaded."""
    if run.phase_id is None:
        return []
    return _prompts_of(run.phase_id)


@composed_once
def _prompts_of(phase):
    prompts = RunPrompt.objects.filter(phase=phase, left_out=False)
    return prompts.select_related("source", "picture").order_by("order")


def is_asked(prompt):
    """Whether phones answer the prompt; what only the host writes they may see at most."""
    return not prompt.by_host and prompt.kind != Kind.THEMES


def last_page_of(run):
    """What the phone shows of a run that has ended: `told` and `others`, results in their order.

    It is what the host shows, and nothing else. `told` are the themes, and what only the host has
    written, such as the answer of a decision-maker, which comes weeks later. The themes tell what
    was decided about them once the residents have been told (`is_told`). Two statements.
    """
    prompts = _prompts_shown(run.pk)
    is_told = run.told_on is not None and run.told_on <= timezone.localdate()
    for prompt in prompts:
        prompt.run = run
    themes = [_theme(prompt, told, is_told) for prompt in prompts for told in prompt.themed]
    results = results_of(prompts, themes=themes, few=True) if prompts else {}
    found = SimpleNamespace(is_told=is_told, told=[], others=[])
    for prompt in prompts:
        result = results[prompt.pk]
        if prompt.by_host or prompt.kind == Kind.THEMES:
            found.told += [result] if result.number or result.themes else []
        elif result.number:
            result.shorten(ON_THE_LAST_PAGE)
            found.others.append(result)
    return found


@composed_once
def _prompts_shown(run):
    told = {
        name: name
        for name in ("pk", "heading", "text", "hits_in_all", "handling__state", "handling__reason")
    }
    themes = with_hits(Theme.objects.filter(prompt=OuterRef("pk")))
    shown = RunPrompt.objects.filter(run=run, left_out=False, results_shown_at__isnull=False)
    return (
        shown.annotate(themed=ArraySubquery(themes.values(one=JSONObject(**told))))
        .select_related("source", "picture")
        .order_by("order")
    )


def _theme(prompt, told, is_told):
    state = told["handling__state"] if is_told else ""
    return SimpleNamespace(
        pk=told["pk"],
        prompt_id=prompt.pk,
        heading=told["heading"],
        text=told["text"],
        hits_in_all=told["hits_in_all"],
        decided=Handling.State(state).label if state else "",
        reason=told["handling__reason"] if state else "",
        quotes=[],
    )


def screen(run, guest, prompts, chosen, *, more=False):
    """What the phone shows of the chosen prompt, in one statement.

    `own` are the answers of this phone or, where a table gives one, of its table, the newest first;
    `values` fill in the form again; `result` is there while the host shows it; `others` are the
    answers to be marked; `cards` are those to be answered; `writes` tells whether this phone
    writes, and `writer_is_free` whether it could. With `more` there are more answers to be marked.
    """
    found = SimpleNamespace(own=[], values={}, result=None, others=[], cards=[], drawn=[])
    found.by_table = chosen.by_table and guest.table_id is not None
    found.writes = is_asked(chosen) and (not found.by_table or guest.table.writer_id == guest.pk)
    found.writer_is_free = found.by_table and guest.table.writer_id is None
    found.has_writer = found.by_table and not found.writer_is_free
    answers = _answers(chosen, guest, found.by_table, more)
    if found.by_table:
        found.own = [
            one for one in answers if _is_of(one, chosen) and one.table_id == guest.table_id
        ]
    else:
        found.own = [one for one in answers if _is_of(one, chosen) and one.guest_id == guest.pk]
    visible = [one for one in answers if one.hidden_at is None and not one.waits]
    if chosen.results_shown_at or chosen.kind == Kind.AGREE:
        result = results_of([chosen], answers=visible)[chosen.pk]
        if chosen.kind == Kind.AGREE:
            _mark(found, result, guest, more)
        if chosen.results_shown_at:
            found.result = result
            result.shorten(ON_THE_PHONE)
    for one in found.own:
        one.words, one.asked = words_of(chosen, one), card_of(chosen, one)
    found.cards, drawn = cards_for(chosen, guest, found)
    found.drawn = [worded(card["text"]) for card in drawn]
    found.values = values_of(chosen, found.own)
    return found


def _is_of(answer, prompt):
    return answer.prompt_id == prompt.pk


def _answers(prompt, guest, by_table, more):
    """The answers that the screen needs: one's own, and the newest of all where they are shown.

    For a prompt of marks: some of those that may be marked.
    """
    own = (guest.table_id, None) if by_table else (None, guest.pk)
    source = prompt.source_id
    if not prompt.results_shown_at and prompt.kind == Kind.AGREE and source:
        return _answers_to_mark(prompt.pk, source, *own, guest.pk, str(guest.pk), more)
    if not prompt.results_shown_at:
        return _own_answers(prompt.pk, *own)
    wanted, cut = {prompt.pk, source} - {None}, only_shown([prompt])
    return _shown_answers(sorted(wanted - cut), sorted(wanted & cut), *own)


@composed_once
def _own_answers(prompt, table, guest):
    """The answers of the table or the guest."""
    return _standing(Q(prompt=prompt) & _is_own(table, guest))


@composed_once
def _answers_to_mark(prompt, source, table, guest, reader, seed, more):
    """The marks of the table or the guest, and some answers of others to `source`.

    Those that are marked are among them, and they stand by `turn`, an order that each phone has for
    itself: so every answer is read by somebody, and stays in its place while others come. Each
    tells in `seen` how many there are.
    """
    mine = Q(prompt=prompt) & _is_own(table, guest)
    theirs = Q(prompt=source) & VISIBLE & (Q(guest__isnull=True) | ~Q(guest=reader))
    of_prompt = {"partition_by": F("prompt")}
    text = TextField()
    hexed = Replace(Cast("uuid", text), Value("-"), Value(""), output_field=text)
    marks = Contribution.objects.filter(mine, taken_back_at__isnull=True)
    ordered = _standing(mine | theirs).annotate(
        hexed=hexed,
        is_marked=Exists(marks.filter(card=OuterRef("hexed"))),
        turn=MD5(Concat("hexed", Value(seed), output_field=text)),
    )
    placed = ordered.annotate(
        place=Window(RowNumber(), order_by=[F("is_marked").desc(), "turn", "pk"], **of_prompt),
        seen=Window(Count("pk"), **of_prompt),
    )
    most = MOST_TO_MARK if more else TO_MARK
    return placed.filter(Q(place__lte=most) | Q(prompt=prompt)).order_by("turn", "-pk")


@composed_once
def _shown_answers(whole, cut, table, guest):
    """Every answer to the prompts of `whole`, and to those of `cut` the newest and one's own."""
    answers = _standing(Q(prompt__in=[*whole, *cut]))
    if not cut:
        return answers
    always = Q(prompt__in=whole) | _is_own(table, guest)
    return few_of(answers, ON_A_PHONE, first=[VISIBLE], always=always)


def _standing(which):
    answers = Contribution.objects.filter(which, taken_back_at__isnull=True)
    return answers.select_related("table").order_by("-pk")


def _is_own(table, guest):
    return Q(table=table) if table else Q(guest=guest)


def _mark(found, result, guest, more):
    prompt, marked = result.prompt, {one.card: one for one in found.own}
    found.marks_left = max(prompt.limit - len(marked), 0) if prompt.limit else None
    # One's own page is not marked by oneself.
    others = [one for one in result.texts if one.guest_id != guest.pk]
    for one in others:
        one.own_mark = marked.get(one.uuid.hex)
        one.mark_uuid = uuid.uuid4()
    if others and hasattr(others[0], "turn"):
        others.sort(key=lambda one: one.turn)
    # What can be unmarked is there, in its place.
    room = max((MOST_TO_MARK if more else TO_MARK) - len(marked), 0)
    first = [one for one in others if one.own_mark is None][:room]
    found.others = [one for one in others if one.own_mark is not None or one in first]
    seen = getattr(others[0], "seen", len(others)) if others else 0
    found.not_offered = seen - len(found.others)
    found.has_more = more
    found.can_show_more = bool(found.not_offered) and not more


def cards_for(prompt, guest, found):
    """The cards that this phone answers, and those among them that were drawn."""
    if not prompt.cards:
        return [], []
    if not prompt.draw:
        return prompt.cards, []
    keys = [*prompt.drawn.get("", [])]
    if found.by_table:
        keys += prompt.drawn.get(f"t{guest.table.number}", [])
    if guest.pair:
        keys += prompt.drawn.get(f"p{guest.pair}", [])
    known = prompt.cards_by_key
    drawn = [known[key] for key in keys if key in known]
    # What was drawn last is what is talked about now.
    return (drawn[-prompt.draw :] if prompt.kind == Kind.CARD else []), drawn


def values_of(prompt, own):
    """The answers that stand, as the form shows them again where a person has one."""
    values = {}
    for answer in reversed(own):
        match prompt.kind:
            case Kind.CHOICE | Kind.SEVERAL | Kind.SCALE:
                values["value"] = answer.value
            case Kind.POINTS:
                values |= {f"p-{key}": points for key, points in (answer.value or {}).items()}
            case Kind.CARD | Kind.PAGE:
                values[f"k-{answer.card}"] = answer.text
            case Kind.DRAWING:
                values["text"] = answer.text
            case Kind.LINES if prompt.limit == 1:
                values["text"] = answer.text
    return values
