"""The one way in for answers, from phones, paper and slips, and for the phones themselves."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from .answer_models import Contribution, Guest, NextChange
from .cautions import flag_of, words_of
from .models import Run, RunPrompt, RunTable

Kind = RunPrompt.Kind
# Where a person has one answer, which the next one takes the place of.
ONE = (Kind.CHOICE, Kind.SEVERAL, Kind.POINTS, Kind.SCALE, Kind.DRAWING)
# Where a person has one answer for each card.
ONE_FOR_CARD = (Kind.CARD, Kind.PAGE, Kind.AGREE)
# Of these sums alone are told, to the host too.
COUNTED = (Kind.CHOICE, Kind.SEVERAL, Kind.POINTS, Kind.SCALE, Kind.COUNTER, Kind.AGREE)


class Closed(Exception):
    """The run takes no answers or no people: it has not begun, has ended, or entry is closed."""


class TooMany(Exception):
    """One person has as many answers to a prompt as the prompt allows."""


@transaction.atomic
def join(*, run, name="", table=None):
    """Let one more phone in. Raises `Closed`. Effects: a guest, which is returned."""
    if not run.takes_people:
        raise Closed
    name = name if run.wants_names else ""
    return Guest.objects.create(run=run, name=name, table=table)


@transaction.atomic
def sit_down(*, guest, table):
    """The guest moves to the table. Effects: the guest; a table that was left has no writer."""
    if guest.table_id != table.pk:
        RunTable.objects.filter(writer=guest).update(writer=None)
        guest.table = table
        guest.save(update_fields=["table"])


@transaction.atomic
def write_for_table(*, guest):
    """The guest's phone writes for its table from now on. Effects: the table, the version."""
    RunTable.objects.filter(pk=guest.table_id).update(writer=guest)
    touch(guest.run_id)


def touch(run):
    """Every open page of the run, given by its key, hears that something has changed."""
    from_now = Run.objects.select_for_update().get(pk=run)
    from_now.version += 1
    from_now.save(update_fields=["version"])


def contribute(
    *,
    run,
    prompt,
    uuid,
    guest=None,
    table=None,
    by=None,
    text="",
    value=None,
    card="",
    number=1,
    written_at=None,
    even_ended=False,
):
    """Keep one answer and return it; the same `uuid` twice is one answer.

    `value` is what the prompt's kind asks: a key, a list of keys, `{key: points}`, a number,
    `{"x", "y"}` in thousandths, `{"strokes": [[x, y, …], …]}`, or ±n for a counter. `guest` is the
    phone, `by` who types it in from paper or for the group, `number` how many gave it. Where a
    person or table has one answer, a later one by `written_at` takes the place of the earlier.
    Effects: the answer, with a mark where it looks like a name or number; a marked one waits for
    the host, as all do where the host looks through answers. Raises `Closed`, unless `even_ended`,
    and `TooMany`.
    """
    if not run.is_open and not (even_ended and run.started_at and not run.forgotten_at):
        raise Closed
    kept = Contribution.objects.filter(run=run, uuid=uuid).first()
    if kept is not None:
        return kept
    fields = {
        "table": table,
        "typed_by": by,
        "card": card,
        "text": text,
        "value": value,
        "number": number,
        "written_at": min(written_at or timezone.now(), timezone.now()),
        "flag": flag_of(text, words_of(run.word_list)),
        "guest": guest,
        "uuid": uuid,
    }
    # Somebody's name or number is not for the wall; the host, who may let it out, has seen it.
    # What is chosen or counted has no words to look through.
    looked_through = (run.moderated or prompt.moderated) and prompt.kind not in COUNTED
    fields["waits"] = by is None and (looked_through or fields["flag"] != Contribution.Flag.NONE)
    slot = _slot(prompt, guest, table, card)
    try:
        with transaction.atomic():
            return _keep(run, prompt, slot, fields)
    except IntegrityError:
        # Sent twice at the same moment: the other one is there by now, under its uuid or slot.
        with transaction.atomic():
            return _keep(run, prompt, slot, fields)


def can_mark(*, prompt, guest, uuid):
    """Whether the guest may agree with the answer of this uuid: one that others see, of others."""
    shown = Contribution.objects.visible().filter(prompt=prompt.source_id, uuid=uuid)
    return shown.exclude(guest=guest).exists()


def has_one(prompt):
    """Whether a later answer of a person takes the place of the earlier one."""
    return prompt.kind in (*ONE, *ONE_FOR_CARD) or (prompt.kind == Kind.LINES and prompt.limit == 1)


def _slot(prompt, guest, table, card):
    if prompt.by_table and table is not None:
        who = f"t{table.number}"
    elif guest is not None and has_one(prompt):
        who = "g"
    else:
        return ""
    return f"{who}:{card}" if prompt.kind in ONE_FOR_CARD else who


def _keep(run, prompt, slot, fields):
    kept = Contribution.objects.filter(run=run, uuid=fields["uuid"]).first()
    if kept is not None:
        return kept
    if slot:
        place = Contribution.objects.select_for_update().filter(prompt=prompt, slot=slot)
        if not slot.startswith("t"):
            place = place.filter(guest=fields["guest"])
        kept = place.first()
    if kept is None or kept.taken_back_at:
        _refuse_too_many(prompt, slot, fields)
    if kept is None:
        return Contribution.objects.create(
            run=run, prompt=prompt, slot=slot, change=NextChange(), **fields
        )
    if kept.written_at <= fields["written_at"]:
        if kept.hidden_at:
            # What the host took off the screen does not come back in other words unseen.
            fields["waits"] = True
        for name, value in fields.items():
            setattr(kept, name, value)
        kept.taken_back_at = kept.hidden_at = kept.hidden_by = None
        kept.change = NextChange()
        kept.save()
    return kept


def _refuse_too_many(prompt, slot, fields):
    # Where there is one answer for each card of a deck, the deck is the limit; marks have none.
    if not prompt.limit or (slot and prompt.kind != Kind.AGREE):
        return
    if slot.startswith("t"):
        whose = {"table": fields["table"]}
    elif fields["guest"] is not None:
        whose = {"guest": fields["guest"]}
    else:
        return
    given = Contribution.objects.filter(prompt=prompt, taken_back_at__isnull=True, **whose)
    if given.count() >= prompt.limit:
        raise TooMany


def take_back(*, run, guest, uuid):
    """Take an answer of one's own off; nothing happens where there is none. Raises `Closed`.

    Effects: the answer's time; the words stay with nobody: they are emptied. Returns whether there
    was one.
    """
    if not run.is_open:
        raise Closed
    return bool(
        Contribution.objects.filter(
            run=run, guest=guest, uuid=uuid, taken_back_at__isnull=True
        ).update(taken_back_at=timezone.now(), text="", value=None, change=NextChange())
    )
