"""What is done with lists of people: read, corrected, confirmed, undone, forgotten."""

import hashlib
import json

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort
from participants.organisations.queries import OrganisationFinder
from valmennus.shared import counting, history
from valmennus.shared.versions import refuse_stale

from . import columns as headings
from . import queries
from .cells import read_rows
from .groups import above
from .models import ImportBatch, ImportRow
from .verdicts import Judge

State, Problem = ImportBatch.State, ImportBatch.Problem
# Longer lists are read by the job worker, and the page shows how far it is.
READ_AT_ONCE = 5_000
MOST_ROWS = 10_000
_VERDICT = ["outcome", "verdict", "problems", "organisation", "changed"]


class TooLong(Exception):
    """The list has more rows than the portal takes in at once; the message says so."""


@transaction.atomic
def start(*, cohort, table, content, name, by):
    """Begin to bring the list that was read from a file; returns the batch.

    The same file from the same hand again, while the first waits, is the same list. Effects: the
    batch with its cells; its rows with their verdicts, at once or, for a long list, by the job
    worker. Raises `TooLong`.
    """
    for sheet in table.sheets:
        if sheet is table.sheet and sheet.total > MOST_ROWS + headings.HEADING_WITHIN:
            raise TooLong(
                _("The list has %(rows)s rows. The portal takes in at most 10,000 at a time.")
                % {"rows": sheet.total}
            )
    digest = hashlib.sha256(content).hexdigest()
    # A double click sends the file twice at once.
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    waiting = ImportBatch.objects.filter(
        cohort=cohort, by=by, digest=digest, state__in=[State.READING, State.PREVIEW]
    ).first()
    if waiting is not None:
        return waiting
    batch = ImportBatch.objects.create(
        cohort=cohort,
        by=by,
        file_name=name,
        digest=digest,
        kind=table.kind,
        encoding=table.encoding,
        separator=table.separator,
        repaired=table.repaired,
        sheets=[
            {"name": one.name, "rows": one.rows, "numbers": one.numbers}
            for one in table.sheets
            if one is table.sheet or len(one.rows) <= MOST_ROWS
        ],
        sheet=[
            one for one in table.sheets if one is table.sheet or len(one.rows) <= MOST_ROWS
        ].index(table.sheet),
        total=len(table.sheet.rows),
    )
    if batch.total <= READ_AT_ONCE + headings.HEADING_WITHIN:
        lay_out(batch)
    else:
        leave_to_worker(batch, State.READING)
    return batch


def lay_out(batch, *, finder=None, progress=lambda done: None):
    """Find the headings and columns of the list's sheet, and make its rows from them.

    Effects: the batch's layout, its rows with their verdicts; what was there before is gone.
    """
    finder = finder or OrganisationFinder()
    rows = batch.sheets[batch.sheet]["rows"]
    batch.header = headings.find_header(rows)
    batch.columns = headings.guess(rows, batch.header, finder)
    batch.rows.all().delete()
    _make_rows(batch, finder, progress)
    batch.state = State.PREVIEW
    # Not the cells: they are as they were, and a megabyte to write again.
    batch.save(update_fields=["header", "columns", "sheet", "total", "state", "changed_at"])


def _make_rows(batch, finder, progress=lambda done: None):
    """Save a row for each person of the list; corrections of rows that are there stay."""
    rows = _read(batch, finder)
    Judge(batch.cohort, finder).judge(rows)
    for start_at in range(0, len(rows), 1000):
        ImportRow.objects.bulk_create(
            rows[start_at : start_at + 1000],
            update_conflicts=True,
            unique_fields=["batch", "number"],
            update_fields=["values", "edited", "choice", *_VERDICT],
        )
        progress(min(len(rows), start_at + 1000))


def _read(batch, finder):
    sheet = batch.sheets[batch.sheet]
    start_at = 0 if batch.header is None else batch.header + 1
    numbered = list(zip(sheet["numbers"], sheet["rows"], strict=True))
    lines = [
        (number, row)
        for number, row in numbered[start_at:]
        if not headings.is_heading_again(row, batch.columns)
        and any(cell for cell, column in zip(row, batch.columns, strict=True) if column)
    ]
    titles = [*numbered[: batch.header or 0], (0, [batch.file_name.rpartition(".")[0]])]
    people = above(lines, batch.columns, titles=titles, finder=finder)
    header = None if batch.header is None else sheet["rows"][batch.header]
    values = read_rows([row for _number, row, _said in people], batch.columns, header)
    kept = {row.number: row for row in batch.rows.all()}
    rows = []
    for (number, _row, said), read in zip(people, values, strict=True):
        row = kept.pop(number, None) or ImportRow(batch=batch, number=number)
        row.values = {**read, "above": said} if said else read
        rows.append(row)
    ImportRow.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    return rows


@transaction.atomic
def change_columns(*, batch, columns, header, sheet, seen=None):
    """Say what the columns are, which row has the headings, and which sheet the list is on.

    Another sheet or another row of headings makes the portal look at the columns anew. Effects:
    the batch, every row read and weighed again; corrections stay, except those of another sheet.
    Raises `StaleForm` and `NotPossible`.
    """
    batch = editable(batch, seen)
    finder = OrganisationFinder()
    if sheet != batch.sheet:
        batch.sheet, batch.total = sheet, len(batch.sheets[sheet]["rows"])
        lay_out(batch, finder=finder)
        return batch
    if header != batch.header:
        batch.header = header
        columns = headings.guess(batch.sheets[sheet]["rows"], header, finder)
    batch.columns = columns
    _make_rows(batch, finder)
    batch.problem = ""
    batch.save(update_fields=["header", "columns", "problem", "changed_at"])
    return batch


@transaction.atomic
def correct_row(*, batch, number, values, choice, seen=None, alike=False):
    """Correct a row by hand. `values` are the new ones by name; unchanged ones are left out.

    `choice` is to take it in, to leave it out, or "" for whatever the verdict is. `seen` is the
    version of the row that the form showed. With `alike`, the chosen organisation goes to every
    row that has the same text for it. Effects: the row, and the verdict of every row, since one
    may be another's double. Raises `StaleForm` and `NotPossible`.
    """
    batch = editable(batch)
    row = batch.rows.select_for_update().get(number=number)
    refuse_stale(row, seen)
    text = row.values.get("organisation", "")
    _correct(row, values, choice)
    row.save(update_fields=["edited", "choice", "changed_at"])
    if alike and "organisation_key" in values and text:
        _choose_everywhere(batch, text, values["organisation_key"])
    _look_again(batch)


def _correct(row, values, choice):
    row.edited = row.edited | values
    if "email" in values:
        # One of several has been chosen, or another one written.
        row.edited["emails"] = []
    row.choice = choice
    row.changed_at = timezone.now()


@transaction.atomic
def choose_organisation(*, batch, text, organisation):
    """Take the organisation for every row that has this text for it; returns how many rows.

    Effects: the rows, and the verdict of every row. Raises `NotPossible`.
    """
    batch = editable(batch)
    count = _choose_everywhere(batch, text, organisation.pk)
    _look_again(batch)
    return count


@transaction.atomic
def fill_organisations(*, batch, organisation=None):
    """Give an organisation to every row that has none; returns how many rows.

    Without `organisation` each gets the one that the portal suggests for it, and rows without a
    suggestion stay. Effects: the rows, and the verdict of every row. Raises `NotPossible`.
    """
    batch = editable(batch)
    now, rows = timezone.now(), []
    for row in batch.rows.filter(outcome=ImportRow.Outcome.ASK):
        for code, what in row.problems:
            key = organisation.pk if organisation else next(iter(what.get("organisations", ())), 0)
            if code == "no_organisation" and key:
                row.edited["organisation_key"] = key
                row.changed_at = now
                rows.append(row)
    ImportRow.objects.bulk_update(rows, ["edited", "changed_at"], batch_size=500)
    _look_again(batch)
    return len(rows)


def _look_again(batch):
    judge_again(batch)
    batch.problem = ""
    batch.save(update_fields=["problem", "changed_at"])


def _choose_everywhere(batch, text, key):
    rows = list(batch.rows.filter(values__organisation=text))
    now = timezone.now()
    for row in rows:
        row.edited["organisation_key"] = key
        row.changed_at = now
    ImportRow.objects.bulk_update(rows, ["edited", "changed_at"], batch_size=500)
    return len(rows)


def editable(batch, seen=None):
    """The batch, locked, while it waits for its coordinator."""
    locked = ImportBatch.objects.select_for_update().select_related("cohort").get(pk=batch.pk)
    if locked.state != State.PREVIEW:
        raise NotPossible(
            _("This list no longer waits: %(state)s.") % {"state": locked.get_state_display()}
        )
    if locked.cohort.state == Cohort.State.ARCHIVED:
        raise NotPossible(_("This cohort has been archived: it can be read, not changed."))
    refuse_stale(locked, seen)
    return locked


def judge_again(batch, *, mark=False):
    """Weigh every row again and save what is different; returns all rows and the different ones.

    With `mark`, the different ones are marked as changed since the coordinator looked. The batch
    itself is not written.
    """
    rows = list(batch.rows.all())
    different = Judge(batch.cohort).judge(rows)
    numbers = {row.number for row in different}
    to_save = []
    for row in rows:
        was, row.changed = row.changed, mark and row.number in numbers
        if was != row.changed or row.number in numbers:
            to_save.append(row)
    if to_save:
        _save_verdicts(to_save)
    return rows, different


def _save_verdicts(rows):
    ImportRow.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=_VERDICT,
    )


@transaction.atomic
def discard(*, batch):
    """Throw away a list that has not been confirmed; nothing happens to one that has.

    Effects: the batch and its rows are gone.
    """
    ImportBatch.objects.filter(pk=batch.pk, state__in=[State.PREVIEW, State.READING]).delete()


@transaction.atomic
def forget_old(*, now):
    """Let go of people's data: of what waited too long, and of what was confirmed long ago.

    A confirmed list keeps its numbers, its verdicts and its people's places.
    """
    waited = ImportBatch.objects.filter(
        confirmed_at=None, created_at__lt=now - ImportBatch.UNCONFIRMED, forgotten_at=None
    ).exclude(state=State.CONFIRMING)
    ImportRow.objects.filter(batch__in=waited).delete()
    waited.update(sheets=[], state=State.EXPIRED, forgotten_at=now)
    old = ImportBatch.objects.filter(
        confirmed_at__lt=now - ImportBatch.KEPT, forgotten_at=None
    ).exclude(state=State.UNDOING)
    ImportRow.objects.filter(batch__in=old).update(values={}, edited={}, problems=[], made=None)
    old.update(forgotten_at=now)


def erase_person(*, user, texts):
    """Take a person out of the lists, with the `texts` by which they are known.

    Rows that name the person keep their verdict and nothing that was read; cells that are kept
    lose the texts. Call it in the transaction of the erasure.
    """
    addresses = [text for text in texts if "@" in text]
    named = Q(enrolment__person=user)
    for address in addresses:
        named |= Q(values__icontains=address) | Q(edited__icontains=address)
    ImportRow.objects.filter(named).update(values={}, edited={}, problems=[], made=None)
    unread = ImportBatch.objects.annotate(cells=Cast("sheets", TextField()))
    for batch in unread.filter(_any_of("cells", texts)):
        batch.sheets = history.without(batch.sheets, texts)
        batch.save(update_fields=["sheets"])
    mentioning = ImportRow.objects.annotate(said=Cast("problems", TextField()))
    for row in mentioning.filter(_any_of("said", texts)):
        row.problems = history.without(row.problems, texts)
        row.save(update_fields=["problems"])


def _any_of(name, texts):
    """Rows whose JSON text holds any of the texts."""
    found = Q(pk=None)
    for text in texts:
        found |= Q(**{f"{name}__icontains": json.dumps(text, ensure_ascii=False)[1:-1]})
    return found


def leave_to_worker(batch, state):
    """Let the job worker go on with the batch; `state` says what it is to do."""
    batch.state, batch.progress, batch.problem = state, 0, ""
    batch.save(update_fields=["state", "progress", "problem", "changed_at"])
    # By its name, since the job calls an action of this room.
    app.configure_task("importing.work").defer(batch=str(batch.uuid))


@transaction.atomic
def forget(*, cohort):
    """Delete the lists that were brought to the cohort, with all their rows.

    Returns how many of each, as `queries.to_forget` does.
    """
    counts = counting.counts_of(**queries.to_forget(cohort))
    ImportBatch.objects.filter(cohort=cohort).delete()
    return counts
