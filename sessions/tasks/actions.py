"""Making tasks, answering them, saying something of an answer."""

import uuid as uuids
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.actions import NotPossible
from sessions.schedule.models import CoachingSession
from valmennus.shared import history, uploads
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import refuse_stale

from . import mails, queries
from .models import MOST_FILES, AnswerComment, AnswerFile, Task, TaskAnswer, TaskFile, mark_of

__all__ = ["NotPossible"]

COPIED = (
    "when",
    "title",
    "instruction",
    "for_whom",
    "answer_as",
    "questions",
    "visible_to",
    "order",
)


# ------------------------------------------------------------------------------ making tasks


@transaction.atomic
def create_task(*, session, by, uuid=None, upload=None, publish=False, **fields):
    """Add a task to the end of the session's; the same `uuid` twice gives the one that is there.

    `upload` is a checked file for the instruction. Effects: the task, a draft unless `publish`;
    one line of history on the session.
    """
    session = CoachingSession.objects.lock(session)
    uuid = uuid or uuids.uuid4()
    existing = session.tasks.filter(uuid=uuid).first()
    if existing:
        return existing
    if Task.objects.filter(uuid=uuid).exists():
        uuid = uuids.uuid4()  # A mark that is another session's means nothing here.
    fields.setdefault("order", (session.tasks.aggregate(last=Max("order"))["last"] or 0) + 1)
    task = Task(session=session, uuid=uuid, **fields)
    if publish:
        task.published_at, task.published_by = timezone.now(), by
    task.save(force_insert=True)
    _add_file(task, upload)
    _note(task, "task.created", by)
    reindex(task)
    return task


@transaction.atomic
def change_task(*, task, by, seen=None, upload=None, removed=(), **fields):
    """Save what has changed; `removed` are uuids of files that go.

    Once somebody has answered, who answers and how stays. Raises `StaleForm` where somebody was
    first, `NotPossible` where an answer came meanwhile that the change would not fit. Effects: the
    task, its files, one line of history on the session with old and new values.
    """
    task = _lock(task)
    refuse_stale(task, seen)
    if task.answers.exists():
        kept = {one["key"] for one in fields.get("questions", task.questions)}
        same = all(
            fields.get(name, getattr(task, name)) == getattr(task, name)
            for name in ("for_whom", "answer_as")
        )
        if not same or not {one["key"] for one in task.questions} <= kept:
            raise NotPossible(_("Somebody answered while you were writing. Open the page again."))
    told = [name for name in fields if name != "questions"]
    before = history.texts_of(task, told)
    for name, value in fields.items():
        setattr(task, name, value)
    for one in task.files.filter(uuid__in=removed):
        _drop_file(one)
    _add_file(task, upload)
    task.save()
    _note(task, "task.changed", by, **history.changes(before, history.texts_of(task, told)))
    reindex(task)
    return task


def _add_file(task, upload):
    if upload is None:
        return
    if task.files.count() >= MOST_FILES:
        raise NotPossible(_("There are five files already. Remove one first."))
    TaskFile.objects.create(task=task, file=uploads.store(upload))


def _drop_file(one):
    """The row goes; the stored file too, unless a copy of the task has it."""
    stored = one.file
    one.delete()
    if not TaskFile.objects.filter(file=stored).exists():
        uploads.discard(stored)


@transaction.atomic
def publish_task(*, task, by):
    """Show the task to the cohort. Effects: who and when, one line of history."""
    task = _lock(task)
    if not task.is_published:
        task.published_at, task.published_by = timezone.now(), by
        task.save(update_fields=["published_at", "published_by", "changed_at"])
        _note(task, "task.published", by)
    return task


@transaction.atomic
def hide_task(*, task, by):
    """Make the task a draft again; its answers stay. Effects: one line of history."""
    task = _lock(task)
    if task.is_published:
        task.published_at = task.published_by = None
        task.save(update_fields=["published_at", "published_by", "changed_at"])
        _note(task, "task.hidden", by)
    return task


@transaction.atomic
def remove_task(*, task, by):
    """Delete a task that nobody has begun to answer. Effects: it and its files are gone, one line
    of history. Raises `NotPossible` where somebody has."""
    task = _lock(task)
    if task.answers.exists():
        raise NotPossible(_("Somebody has answered: hide the task instead."))
    _note(task, "task.removed", by)
    for one in task.files.select_related("file"):
        _drop_file(one)
    task.delete()


@transaction.atomic
def copy_tasks(*, session, copy, by):
    """Give a copied session the tasks of the earlier one, drafts as drafts; due days move along.

    Nothing happens where the copy has tasks already. Effects: the tasks, found by the search.
    """
    if copy.tasks.exists():
        return
    shift = copy.starts_at - session.starts_at
    made = []
    for task in session.tasks.prefetch_related("files"):
        new = Task.objects.create(
            session=copy,
            due_at=task.due_at and task.due_at + shift,
            published_at=task.published_at and timezone.now(),
            published_by=by if task.published_at else None,
            **{name: getattr(task, name) for name in COPIED},
        )
        TaskFile.objects.bulk_create(
            TaskFile(task=new, file_id=one.file_id) for one in task.files.all()
        )
        made.append(new)
    reindex(*made)


def _lock(task):
    """The task as it stands, with session and cohort; others wait until the transaction ends."""
    return (
        Task.objects.select_for_update(of=("self",))
        .select_related("session__cohort")
        .get(pk=task.pk)
    )


def _note(task, verb, by, **data):
    history.record(actor=by, verb=verb, subject=task.session, data={"task": task.title, **data})


# ---------------------------------------------------------------------------------- answering


@dataclass
class Kept:
    """What became of what was written.

    `theirs` has the fields in which a teammate wrote something else meanwhile, with that; nothing
    was written over it. `newer` are the fields that only a teammate changed. `marks` are what the
    open page is to send with its next writing.
    """

    answer: TaskAnswer
    marks: dict
    theirs: dict = field(default_factory=dict)
    newer: list = field(default_factory=list)


@transaction.atomic
def write_answer(*, task, place, written, marks, page, by, upload=None, removed=""):
    """Keep what was written, field by field; returns `Kept`.

    `written` are values by name of field, `marks` those of what the page showed, `page` a text that
    only this open page has: what it wrote itself a moment ago is not taken for a teammate's.
    `removed` is the uuid of a file that goes. Effects: the answer and its files; no line of
    history, since it is kept while it is written. Raises `NotPossible` where it has been handed in.
    """
    answer = _answer(task, place)
    _refuse_handed_in(answer)
    kept = _merge(answer, written, marks, page, by)
    _change_files(answer, upload, removed, by)
    return kept


@transaction.atomic
def hand_in(*, task, place, by, written=(), marks=(), page="", upload=None):
    """Keep what was written and hand it in; returns `Kept`.

    Where a teammate wrote something else meanwhile, it is not handed in (`Kept.theirs`). Twice is
    once. Effects: who and when, one line of history. Raises `NotPossible` where a file or a link
    that is asked for is missing, or a teammate has handed in something else.
    """
    answer = _answer(task, place)
    if answer.is_handed_in:
        if any(
            mark_of(answer.value_of(name)) != mark_of(value)
            for name, value in dict(written).items()
        ):
            _refuse_handed_in(answer)
        return Kept(answer, queries.marks_of(answer))
    kept = _merge(answer, dict(written), dict(marks), page, by)
    _change_files(answer, upload, "", by)
    if kept.theirs:
        return kept
    if task.answer_as == Task.AnswerAs.FILES and not answer.files.exists():
        raise NotPossible(_("Add at least one file first."))
    answer.handed_in_at, answer.handed_in_by = timezone.now(), by
    answer.save(update_fields=["handed_in_at", "handed_in_by"])
    _note_answer(answer, "task.handed_in", by)
    return kept


@transaction.atomic
def take_back(*, task, place, by):
    """Take the answer back to change it. Effects: not handed in, one line of history.

    Raises `NotPossible` where its time has passed: then a coach opens it.
    """
    answer = _answer(task, place)
    if not answer.is_handed_in:
        return
    if not answer.may_be_taken_back:
        raise NotPossible(_("Its time has passed. A coach can open it again for you."))
    _open(answer, "task.taken_back", by)


@transaction.atomic
def reopen(*, answer, by):
    """A coach opens a handed-in answer to be changed. Effects: those of `take_back`."""
    answer = _locked(answer)
    if answer.is_handed_in:
        _open(answer, "task.reopened", by)


def _open(answer, verb, by):
    answer.handed_in_at = answer.handed_in_by = None
    answer.on_screen = False
    answer.save(update_fields=["handed_in_at", "handed_in_by", "on_screen"])
    _note_answer(answer, verb, by)


@transaction.atomic
def comment(*, answer, text, uuid, by):
    """Say something of a handed-in answer; the same `uuid` twice is once.

    Effects: the comment, a mail to those who answered, one line of history. Raises `NotPossible`
    where the answer has been taken back.
    """
    answer = _locked(answer)
    if not answer.is_handed_in:
        raise NotPossible(
            _("The answer has been taken back to be changed. Comment when it is handed in.")
        )
    said = AnswerComment.objects.filter(uuid=uuid).first()
    if said is not None:
        return said
    said = AnswerComment.objects.create(answer=answer, text=text, uuid=uuid, by=by)
    mails.send_commented(said, queries.answering(answer), by=by)
    _note_answer(answer, "task.commented", by)
    return said


@transaction.atomic
def show_answer(*, answer, shown, by):
    """Choose an answer to be shown in the session, or not. Effects: one line of history."""
    answer = _locked(answer)
    if answer.on_screen != shown and answer.is_handed_in:
        answer.on_screen = shown
        answer.save(update_fields=["on_screen"])
        _note_answer(answer, "task.shown" if shown else "task.not_shown", by)


def _answer(task, place):
    """The answer of the person or the team, made where there is none; held until the end."""
    whose = {"team": place.team} if task.is_of_team else {"enrolment": place}
    rows = TaskAnswer.objects.select_for_update().filter(task=task, **whose)
    answer = rows.first()
    if answer is None:
        # A teammate may be making it in this very moment.
        try:
            TaskAnswer.objects.bulk_create([TaskAnswer(task=task, **whose)], ignore_conflicts=True)
        except IntegrityError as error:
            raise NotPossible(_("The task has been deleted.")) from error
        answer = rows.get()
    answer.task = task
    for name, value in whose.items():
        setattr(answer, name, value)
    return answer


def _locked(answer):
    current = TaskAnswer.objects.select_for_update().get(pk=answer.pk)
    current.task, current.enrolment, current.team = answer.task, answer.enrolment, answer.team
    return current


def _refuse_handed_in(answer):
    if answer.is_handed_in:
        raise NotPossible(
            _("The answer has been handed in, and what you wrote is not in it. Take it back first.")
        )


def _merge(answer, written, marks, page, by):
    kept, changed = Kept(answer, dict(marks)), False
    for name, value in written.items():
        now, seen = answer.value_of(name), marks.get(name, mark_of(""))
        if mark_of(value) == mark_of(now):
            kept.marks[name] = mark_of(now)
        elif seen == mark_of(now) or answer.trail.get(name) == [page, seen]:
            answer.set_value(name, value)
            answer.trail[name] = [page, seen]
            kept.marks[name], changed = mark_of(value), True
        elif seen == mark_of(value):
            kept.newer.append(name)
        else:
            kept.theirs[name] = now
    if changed:
        answer.written_at, answer.written_by = timezone.now(), by
        answer.save(update_fields=["text", "link", "values", "trail", "written_at", "written_by"])
    return kept


def _change_files(answer, upload, removed, by):
    if removed:
        for one in answer.files.filter(uuid=removed).select_related("file"):
            stored = one.file
            one.delete()
            uploads.discard(stored)
    if upload is not None:
        if answer.files.count() >= MOST_FILES:
            raise NotPossible(_("There are five files already. Remove one first."))
        AnswerFile.objects.create(answer=answer, file=uploads.store(upload), added_by=by)


def _note_answer(answer, verb, by):
    if answer.enrolment_id:
        data = history.about(answer.enrolment.person)
    else:
        data = {"team": str(answer.team.organisation)}
    history.record(
        actor=by, verb=verb, subject=answer.task.session, data={"task": answer.task.title, **data}
    )


# --------------------------------------------------------------------------------- forgetting


def erase_person(*, user):
    """Empty the person's own answers and delete their files and comments; that they were handed in
    stays for the counts. What the person wrote for the team stays the team's, comments on others'
    answers stay an erased person's. Call it in the transaction of the erasure."""
    _empty(TaskAnswer.objects.filter(enrolment__person=user))


@transaction.atomic
def forget(*, cohort):
    """Empty the cohort's answers of single people; those of teams stay, as do the counts.

    Returns how many, as `queries.retention_of` does.
    """
    counts = queries.retention_of(cohort)
    _empty(TaskAnswer.objects.filter(enrolment__cohort=cohort))
    return counts


def _empty(answers):
    for one in AnswerFile.objects.filter(answer__in=answers).select_related("file"):
        stored = one.file
        one.delete()
        uploads.discard(stored)
    AnswerComment.objects.filter(answer__in=answers).delete()
    answers.update(text="", link="", values={}, trail={}, on_screen=False)
