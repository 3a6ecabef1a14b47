"""Agreeing on a café, preparing it, taking its slips in, and telling what was decided."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from methods.runs import answers
from methods.runs.models import Run, RunPrompt
from valmennus.shared import history
from valmennus.shared.versions import refuse_stale

from . import queries
from .models import Agreement, Handling, HelpersLink, Occasion, PreparationItem

Kind = RunPrompt.Kind
# What becomes of a slip; all but the first stay on the phone, with a sentence.
SENT, CONFLICT, ENDED, NOT_BEGUN, BAD = "sent", "conflict", "ended", "not_begun", "bad"


def _lock(run):
    """Hold the run until the transaction ends: what hangs on it is made once."""
    return Run.objects.select_for_update(of=["self"]).get(pk=run.pk)


def _write(kept, fields, seen):
    """Set the fields of a row that stands or is new; returns the names of those that changed.

    Raises `StaleForm` where the row is not the one that the form showed.
    """
    refuse_stale(kept, seen)
    changed = [name for name, value in fields.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, fields[name])
    if changed or kept.pk is None:
        kept.save()
    return changed


@transaction.atomic
def save_agreement(*, run, seen, by, **fields):
    """Keep the agreement, also half done. Effects: the agreement; where it changed, a line.

    Raises `StaleForm` where somebody else has saved meanwhile. Returns the agreement.
    """
    _lock(run)
    agreement = queries.agreement_of(run)
    changed = _write(agreement, fields, seen)
    if changed:
        # The names of the fields alone: the listener is somebody.
        history.record(actor=by, verb="agreement.saved", subject=run, data={"fields": changed})
    return agreement


def _lay_out(run):
    """Keep the method's things to prepare for this run, once; its later edits change nothing."""
    _lock(run)
    if not PreparationItem.objects.filter(run=run).exists():
        PreparationItem.objects.bulk_create(queries.items_from_method(run))


@transaction.atomic
def tick(*, run, number, done, by):
    """Mark the thing with this number in the list done, or not done after all; twice is once.

    Effects: who and when, a line of history. Returns the thing, None where there is none.
    """
    _lay_out(run)
    item = PreparationItem.objects.filter(run=run, order=number).first()
    if item is not None and done != bool(item.done_at):
        item.done_at, item.done_by = (timezone.now(), by) if done else (None, None)
        item.save(update_fields=["done_at", "done_by"])
        verb = "preparation.done" if done else "preparation.undone"
        history.record(actor=by, verb=verb, subject=run, data={"item": item.text})
    return item


@transaction.atomic
def add_item(*, run, text, uuid, by):
    """Add a thing to the list; the same `uuid` twice is once. Effects: the thing, a line."""
    _lay_out(run)
    items = PreparationItem.objects.filter(run=run)
    if (item := PreparationItem.objects.filter(uuid=uuid).first()) is None:
        last = items.order_by("order").values_list("order", flat=True).last()
        item = PreparationItem.objects.create(
            run=run,
            uuid=uuid,
            order=0 if last is None else last + 1,
            texts={get_language(): text},
            is_own=True,
        )
        history.record(actor=by, verb="preparation.added", subject=run, data={"item": text})
    return item


@transaction.atomic
def remove_item(*, run, number, by):
    """Take away a thing that somebody has added. Effects: it is gone, a line of history."""
    _lock(run)
    item = PreparationItem.objects.filter(run=run, order=number, is_own=True).first()
    if item is not None:
        history.record(actor=by, verb="preparation.removed", subject=run, data={"item": item.text})
        item.delete()


@transaction.atomic
def show_link(*, run, by):
    """Make a link for helpers; one that was shown earlier ends. Effects: the link, a line."""
    HelpersLink.objects.filter(run=_lock(run)).delete()
    link = HelpersLink.objects.create(run=run)
    history.record(actor=by, verb="helpers.invited", subject=run)
    return link


@transaction.atomic
def take_link_back(*, run, by):
    """End the helpers' link; what they have sent stays. Effects: the time, a line of history."""
    link = HelpersLink.objects.filter(run=_lock(run), taken_back_at=None).first()
    if link is not None:
        link.taken_back_at = timezone.now()
        link.save(update_fields=["taken_back_at"])
        history.record(actor=by, verb="helpers.ended", subject=run)


def take_in(*, run, slips, by):
    """Take in what a phone has written down, each slip by itself and the same one once.

    `slips` are `(uuid as sent, Slip or None)`, `by` the person who typed them, None for a helper
    without an account. Effects: those of `answers.contribute` for each. Returns what became of
    them, `[{"uuid", "state"}]` in the same order; a conflict has `theirs`, what is kept under that
    uuid already.
    """
    prompts = {prompt.key: prompt for prompt in queries.slip_prompts(run)}
    return [{"uuid": mark, **_take_one(run, prompts, slip, by)} for mark, slip in slips]


def _take_one(run, prompts, slip, by):
    prompt = prompts.get(slip.prompt) if slip is not None else None
    if prompt is None or not _fits(prompt, slip):
        return {"state": BAD}
    try:
        kept = answers.contribute(
            run=run,
            prompt=prompt,
            uuid=slip.uuid,
            by=by,
            text=slip.text,
            value=slip.value,
            card=slip.card,
            written_at=slip.written_at,
        )
    except answers.Closed:
        return {"state": ENDED if run.ended_at else NOT_BEGUN}
    same = (kept.prompt_id, kept.text, kept.card, kept.value) == (
        prompt.pk,
        slip.text,
        slip.card,
        slip.value,
    )
    return {"state": SENT} if same else {"state": CONFLICT, "theirs": kept.text}


def _fits(prompt, slip):
    """Whether the slip is what the prompt asks for."""
    keys, value = prompt.labels, slip.value
    if prompt.kind == Kind.LINES:
        return bool(slip.text) and value is None and not slip.card
    known = slip.card in keys if keys else not slip.card
    if prompt.kind == Kind.COUNTER:
        return known and not slip.text and _is_number(value, -10_000, 10_000)
    if prompt.kind == Kind.PLACE:
        return known and (_is_place(value) if value is not None else bool(slip.text))
    points = value if isinstance(value, dict) else {}
    most = prompt.limit or 100
    well = all(key in keys and _is_number(number, 1, most) for key, number in points.items())
    return bool(points) and well and sum(points.values()) <= most and not (slip.text or slip.card)


def _is_place(value):
    return (
        isinstance(value, dict)
        and set(value) == {"x", "y"}
        and all(_is_number(number, 0, 1000) for number in value.values())
    )


def _is_number(value, least, most):
    return type(value) is int and least <= value <= most


@transaction.atomic
def save_handling(*, theme, seen, by, **fields):
    """Keep what was decided about the theme. Effects: the handling, a line of history.

    Raises `StaleForm` where somebody else has saved meanwhile. Returns the handling.
    """
    _lock(theme.run)
    handling = Handling.objects.filter(theme=theme).first() or Handling(theme=theme)
    if _write(handling, fields, seen):
        data = {"theme": theme.heading, "state": handling.state}
        history.record(actor=by, verb="theme.handled", subject=theme.run, data=data)
    return handling


@transaction.atomic
def save_occasion(*, run, seen, by, **fields):
    """Keep where the results were handled, or when they were told. Effects: as `save_handling`."""
    _lock(run)
    occasion = Occasion.objects.filter(run=run).first() or Occasion(run=run)
    was_told = bool(occasion.told_on)
    changed = _write(occasion, fields, seen)
    if changed:
        told = bool(occasion.told_on) and not was_told
        verb = "answer.told" if told else "occasion.saved"
        history.record(actor=by, verb=verb, subject=run, data={"fields": changed})
    return occasion


def erase_person(*, user, texts):
    """Take an erased person's name and the other `texts` out of agreements and handlings.

    Call it in the transaction of the erasure.
    """
    Agreement.objects.filter(listener=user).update(listener=None)
    for model, names in [
        (Agreement, ["matter", "place", "listener_name", "listener_role", "decision"]),
        (Handling, ["reason", "who"]),
        (Occasion, ["name", "told_where"]),
    ]:
        for row in model.objects.all().iterator():
            before = {name: getattr(row, name) for name in names}
            after = history.without(before, texts)
            if after != before:
                model.objects.filter(pk=row.pk).update(**after)
    for item in PreparationItem.objects.filter(is_own=True).iterator():
        texts_now = history.without(item.texts, texts)
        if texts_now != item.texts:
            PreparationItem.objects.filter(pk=item.pk).update(texts=texts_now)


def forget(*, cohort):
    """Forget who listened in the cohort's cafés; the roles stay. Returns `{what: how many}`."""
    named = queries.to_forget(cohort)["listeners"]
    return {"listeners": named.update(listener=None, listener_name="")}
