"""Who sees tasks, who answers them, who makes them, and who sees what was answered."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import roles_of
from participants.cohorts.permissions import can_coordinate, refuse_archived
from participants.discussions.queries import with_thread
from participants.enrolment.models import Enrolment
from sessions.schedule.permissions import can_prepare

from .models import AnswerFile, Task, TaskAnswer, TaskFile


def runs(user, task):
    """Whether the person coordinates or coaches the task's cohort."""
    return task.session.cohort_id in roles_of(user).running


def get_task_for(user, uuid):
    """The task with its session, cohort and counts of its thread, if the person sees it."""
    tasks = Task.objects.visible_to(user).select_related("session__cohort")
    return get_object_or_404(with_thread(tasks, user), uuid=uuid)


def get_discussed_task(user, uuid):
    """A published task, to be discussed; else 404."""
    task = get_task_for(user, uuid)
    if not task.is_published:
        raise Http404
    return task


def get_prepared_task(user, uuid):
    """The task, if the person prepares its session; 403 to others who see it."""
    task = get_task_for(user, uuid)
    if not can_prepare(user, task.session):
        raise PermissionDenied
    return task


def own_place(user, task):
    """The place from which the person answers, or None."""
    return (
        Enrolment.objects.taking_part()
        .filter(person=user, cohort=task.session.cohort_id)
        .select_related("team__organisation", "person")
        .first()
    )


def get_answering(user, uuid):
    """The published task and the person's place, to answer it; 403 to others who see the task."""
    task = get_task_for(user, uuid)
    place = own_place(user, task)
    if place is None or not task.is_published:
        raise PermissionDenied
    refuse_archived(task.session.cohort)
    return task, place


def sees_answers(user, task):
    """Whether the person sees others' answers to the task once they are handed in."""
    return (
        runs(user, task)
        or task.visible_to == Task.Audience.COHORT
        or (task.visible_to == Task.Audience.TEAM and not task.is_of_team)
    )


def get_task_answers(user, uuid):
    """The task, for those who see others' answers; 403 to others who see the task."""
    task = get_task_for(user, uuid)
    if not sees_answers(user, task):
        raise PermissionDenied
    return task


def get_run_task(user, uuid):
    """The task, for those who run its cohort; 403 to others who see it."""
    task = get_task_for(user, uuid)
    if not runs(user, task):
        raise PermissionDenied
    return task


def get_answer_for(user, uuid):
    """An answer to a task that the person sees, if they see the answer too; else 404."""
    return get_object_or_404(
        TaskAnswer.objects.visible_to(user).select_related(
            "task__session__cohort",
            "enrolment__person",
            "enrolment__team__organisation",
            "team__organisation",
            "handed_in_by",
            "written_by",
        ),
        uuid=uuid,
        task__in=Task.objects.visible_to(user).values("pk"),
    )


def get_run_answer(user, uuid):
    """A handed-in answer, to comment or to open again: for those who run a cohort that changes."""
    answer = get_answer_for(user, uuid)
    if not runs(user, answer.task):
        raise PermissionDenied
    refuse_archived(answer.task.session.cohort)
    return answer


def makes_up(user, answer):
    """Whether the person may let the answer make up for having missed the session.

    Coordinators, who mark attendance, may: once the session is over, for a person's own answer that
    has been handed in.
    """
    session = answer.task.session
    return (
        answer.enrolment_id is not None
        and answer.is_handed_in
        and session.is_over
        and can_coordinate(user, session.cohort)
        and not session.is_archived
    )


def get_answer_to_make_up(user, uuid):
    """The answer by which its writer makes the session up; else 403 or 404."""
    answer = get_run_answer(user, uuid)
    if not makes_up(user, answer):
        raise PermissionDenied
    return answer


def get_task_file(user, uuid):
    """A file of a task that the person sees; else 404."""
    return get_object_or_404(
        TaskFile.objects.select_related("file"),
        uuid=uuid,
        task__in=Task.objects.visible_to(user).values("pk"),
    )


def get_answer_file(user, uuid):
    """A file of an answer that the person sees; else 404."""
    return get_object_or_404(
        AnswerFile.objects.select_related("file"),
        uuid=uuid,
        answer__in=TaskAnswer.objects.visible_to(user).values("pk"),
        answer__task__in=Task.objects.visible_to(user).values("pk"),
    )
