"""Doing tasks, making them, and reading what was answered."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participants.cohorts.actions import note_exported
from participants.discussions import subjects
from sessions.attendance.actions import mark_made_up
from sessions.schedule.permissions import can_prepare, get_prepared_session
from valmennus.shared.http import UNPROCESSABLE, form_page, posted
from valmennus.shared.questions import MORE, question_formset
from valmennus.shared.spreadsheet import xlsx_response
from valmennus.shared.uploads import serve
from valmennus.shared.versions import StaleForm

from . import actions, exports, queries
from .forms import CommentForm, PageForm, TaskAnswerForm, TaskForm, new_page
from .models import Task, mark_of
from .permissions import (
    get_answer_file,
    get_answer_for,
    get_answer_to_make_up,
    get_answering,
    get_discussed_task,
    get_prepared_task,
    get_run_answer,
    get_run_task,
    get_task_answers,
    get_task_file,
    get_task_for,
    makes_up,
    own_place,
    runs,
    sees_answers,
)

CONFLICT = 409


# ----------------------------------------------------------------------------------- doing


@form_page
@never_cache
def task(request, uuid):
    """The task and the own or the team's answer; what is typed is kept while it is written."""
    if request.method == "POST":
        task, place = get_answering(request.user, uuid)
        answer = queries.answer_of(task, place)
        return _write(request, task, place, answer)
    task = get_task_for(request.user, uuid)
    place = own_place(request.user, task) if task.is_published else None
    answer = queries.answer_of(task, place) if place else None
    form = TaskAnswerForm(task=task, answer=answer, draft=False) if answer else None
    marks = queries.marks_of(answer) if answer else {}
    return _task_page(request, task, answer, form, marks)


@form_page
def task_discussion(request, uuid):
    """The discussion of a task, of the whole cohort."""
    task = get_discussed_task(request.user, uuid)
    return subjects.discussion(
        request,
        task,
        cohort=task.session.cohort,
        title=task.title,
        home=task.get_absolute_url(),
    )


def _task_page(request, task, answer, form, marks, *, theirs=(), page="", status=200):
    may_write = answer is not None and task.session.cohort.state != "archived"
    if form is not None:
        form.ask_as_handed_in()
    context = {
        "task": task,
        "session": task.session,
        "files": queries.files_of(task),
        "answer": answer,
        "told": queries.told(task, answer) if answer else [],
        "form": form if may_write and not task.is_tick else None,
        "marks": marks,
        "theirs": theirs,
        "page": page or new_page(),
        "may_write": may_write,
        "prepares": can_prepare(request.user, task.session),
        "sees_answers": sees_answers(request.user, task),
    }
    return render(request, "sessions/tasks/task.html", context, status=status)


def _write(request, task, place, answer):
    """Keep what was typed; by the button, hand it in. An autosave is answered by a fragment."""
    handing_in = request.POST.get("act") == "hand_in" and not request.htmx
    files = None if request.htmx else request.FILES
    form = TaskAnswerForm(request.POST, files, task=task, answer=answer, draft=not handing_in)
    page = PageForm(request.POST, names=task.field_names)
    valid = form.is_valid()
    marks = page.marks() if page.is_valid() else {}
    own = {"page": page.cleaned_data.get("page", ""), "by": request.user}
    own |= {"written": form.written(), "marks": marks}
    own["upload"] = form.cleaned_data.get("file")
    try:
        if handing_in and valid:
            kept = actions.hand_in(task=task, place=place, **own)
        else:
            removed = request.POST.get("remove", "") if not request.htmx else ""
            kept = actions.write_answer(
                task=task, place=place, removed=_uuid_or_none(removed), **own
            )
    except actions.NotPossible as reason:
        return _refused(request, task, place, form, marks, str(reason), own["page"])
    if request.htmx:
        return _saved(request, task, form, kept)
    if kept.theirs or not valid:
        return _both(request, task, place, form, kept, own["page"])
    if handing_in:
        messages.success(request, _("The answer has been handed in."))
    else:
        messages.success(request, _("Saved. The answer has not been handed in yet."))
    return redirect(task)


def _uuid_or_none(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def _saved(request, task, form, kept):
    """The fragment under the form: when it was kept, or what a teammate has written instead."""
    context = {
        "task": task,
        "at": timezone.now(),
        "answer": kept.answer,
        "marks": kept.marks,
        "theirs": _labelled(task, form, kept.theirs),
        "newer": [form.fields[name].label for name in kept.newer],
        "faults": [
            (form.fields[name].label, errors[0])
            for name, errors in form.errors.items()
            if name in form.fields
        ],
    }
    return render(request, "sessions/tasks/_saved.html", context)


def _both(request, task, place, form, kept, page):
    """The page with what was typed, and beside it what a teammate has saved meanwhile.

    What is saved from this page replaces the teammate's text: its writer has seen it.
    """
    marks = kept.marks | {name: mark_of(value) for name, value in kept.theirs.items()}
    answer = queries.answer_of(task, place)
    status = CONFLICT if kept.theirs else UNPROCESSABLE
    theirs = _labelled(task, form, kept.theirs)
    return _task_page(request, task, answer, form, marks, theirs=theirs, page=page, status=status)


def _labelled(task, form, theirs):
    questions = {f"k-{question.key}": question for question in task.asked}
    return [
        (form.fields[name].label, queries.in_words(questions.get(name), value))
        for name, value in theirs.items()
    ]


def _refused(request, task, place, form, marks, reason, page):
    """What was typed is not saved, and stands on the page with the reason."""
    if request.htmx:
        context = {"task": task, "refused": reason, "marks": marks}
        return render(request, "sessions/tasks/_saved.html", context)
    form.add_error(None, reason)
    answer = queries.answer_of(task, place)
    return _task_page(request, task, answer, form, marks, page=page, status=CONFLICT)


@require_POST
def task_tick(request, uuid):
    """Tick a task as done; the answer is the session's page."""
    task, place = get_answering(request.user, uuid)
    if task.is_tick:
        actions.hand_in(task=task, place=place, by=request.user)
    return redirect(task.session)


@require_POST
def task_take_back(request, uuid):
    """Take the answer back to change it; a tick goes."""
    task, place = get_answering(request.user, uuid)
    try:
        actions.take_back(task=task, place=place, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        if not task.is_tick:
            messages.success(request, _("You can change the answer now. Hand it in again."))
    return redirect(task.session if task.is_tick else task)


@require_safe
def task_file(request, uuid):
    """A file of the instruction."""
    return serve(get_task_file(request.user, uuid).file)


@require_safe
def answer_file(request, uuid):
    """A file of an answer."""
    return serve(get_answer_file(request.user, uuid).file)


# ---------------------------------------------------------------------------------- making


@form_page
def task_new(request, slug):
    """Make a task for a session, as a draft."""
    session = get_prepared_session(request.user, slug)
    when = request.GET.get("vaihe")
    when = when if when in Task.When.values else Task.When.BEFORE
    return _edit(request, Task(session=session, when=when))


@form_page
def task_edit(request, uuid):
    """Change a task."""
    return _edit(request, get_prepared_task(request.user, uuid))


def _edit(request, task):
    answered = bool(task.pk) and task.answers.exists()
    form = TaskForm(posted(request), request.FILES or None, task=task, answered=answered)
    lines = question_formset(posted(request), task.asked, frozen=answered)
    more = MORE in request.POST
    if request.method == "POST" and not more and _is_valid(form, lines):
        try:
            saved = _save(request, task, form, lines)
        except StaleForm as stale:
            form.show_both(stale.current)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The task was saved."))
            return redirect(saved)
    status = UNPROCESSABLE if request.method == "POST" and not more else 200
    context = {
        "task": task,
        "session": task.session,
        "form": form,
        "lines": lines,
        "files": queries.files_of(task) if task.pk else [],
        "answered": answered,
    }
    return render(request, "sessions/tasks/task_edit.html", context, status=status)


def _is_valid(form, lines):
    """Both are looked at, so that all faults show; questions count for a short form alone."""
    if not form.is_valid():
        return False
    if form.cleaned_data["answer_as"] != Task.AnswerAs.FORM:
        return True
    if not lines.is_valid():
        return False
    if not lines.questions():
        form.add_error("answer_as", _("Write at least one question below."))
        return False
    return True


def _save(request, task, form, lines):
    values = form.values()
    if values["answer_as"] == Task.AnswerAs.FORM:
        values["questions"] = [question.kept() for question in lines.questions()]
    if task.pk:
        removed = [_uuid_or_none(text) for text in request.POST.getlist("remove")]
        return actions.change_task(
            task=task,
            by=request.user,
            seen=form.cleaned_data["seen"],
            removed=[uuid for uuid in removed if uuid],
            **values,
        )
    return actions.create_task(
        session=task.session, by=request.user, uuid=form.cleaned_data["uuid"], **values
    )


@require_POST
def task_publish(request, uuid):
    """Show the task to the cohort."""
    task = actions.publish_task(task=get_prepared_task(request.user, uuid), by=request.user)
    messages.success(request, _("The task is now shown to the cohort."))
    return redirect(task)


@require_POST
def task_hide(request, uuid):
    """Make the task a draft again."""
    task = actions.hide_task(task=get_prepared_task(request.user, uuid), by=request.user)
    messages.success(request, _("The task is now a draft: only those who run the cohort see it."))
    return redirect(task)


@require_POST
def task_remove(request, uuid):
    """Delete a task that nobody has begun to answer."""
    task = get_prepared_task(request.user, uuid)
    try:
        actions.remove_task(task=task, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
        return redirect(task)
    messages.success(request, _("The task was deleted."))
    return redirect(task.session)


# --------------------------------------------------------------------------------- reading


@require_safe
def task_answers(request, uuid):
    """The handed-in answers side by side."""
    task = get_task_answers(request.user, uuid)
    state = request.GET.get("tila", "")
    context = {
        "task": task,
        "session": task.session,
        "table": queries.answers_table(task, request.user, state=state),
        "state": state,
    }
    return render(request, "sessions/tasks/answers.html", context)


@require_safe
def task_answers_xlsx(request, uuid):
    """The same as a workbook."""
    task = get_run_task(request.user, uuid)
    table = queries.answers_table(task, request.user)
    places = [row.place.pk for row in table.rows if row.place]
    cohort = task.session.cohort
    note_exported(cohort=cohort, by=request.user, what="tasks", form="xlsx", places=places)
    header = exports.answers_header(task, table)
    return xlsx_response("vastaukset.xlsx", task.title, header, exports.answers_rows(task, table))


@require_safe
def task_screen(request, uuid):
    """The answers for the projector."""
    task = get_run_task(request.user, uuid)
    context = {"task": task, "session": task.session, "answers": queries.on_screen(task)}
    return render(request, "sessions/tasks/screen.html", context)


@form_page
def answer(request, uuid):
    """One answer with its comments; those who run the cohort comment on it."""
    change = request.method == "POST"
    answer = (get_run_answer if change else get_answer_for)(request.user, uuid)
    form = CommentForm(posted(request))
    if form.is_valid():
        try:
            actions.comment(answer=answer, by=request.user, **form.cleaned_data)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The comment is kept, and told to those who answered."))
            return redirect("coaching:answer", uuid)
    run = runs(request.user, answer.task)
    context = {
        "task": answer.task,
        "session": answer.task.session,
        "answer": queries.details_of(answer),
        "told": queries.told(answer.task, answer),
        "comments": answer.shown_comments if run or queries.is_own(answer, request.user) else [],
        "runs": run,
        "missed": makes_up(request.user, answer) and queries.has_missed(answer),
        "form": form if run and answer.is_handed_in else None,
    }
    status = UNPROCESSABLE if change else 200
    return render(request, "sessions/tasks/answer.html", context, status=status)


@require_POST
def answer_reopen(request, uuid):
    """Open a handed-in answer, so that it can be changed."""
    answer = get_run_answer(request.user, uuid)
    actions.reopen(answer=answer, by=request.user)
    messages.success(request, _("The answer can be changed again."))
    return redirect("coaching:task_answers", answer.task.uuid)


@require_POST
def answer_makes_up(request, uuid):
    """Let the answer make up for having missed the session."""
    answer = get_answer_to_make_up(request.user, uuid)
    mark_made_up(
        session=answer.task.session,
        enrolment=answer.enrolment,
        by=request.user,
        task_label=answer.task.title,
    )
    messages.success(request, _("The session is marked as made up."))
    return redirect("coaching:answer", uuid)


@require_POST
def answer_show(request, uuid):
    """Show the answer in the session, or take it off."""
    answer = get_run_answer(request.user, uuid)
    actions.show_answer(answer=answer, shown="show" in request.POST, by=request.user)
    return redirect("coaching:answer", uuid)
