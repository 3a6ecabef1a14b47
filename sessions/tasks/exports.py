"""Answers as rows of a spreadsheet, and what the room holds of a person."""

from django.utils import timezone
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import AnswerComment, AnswerFile, TaskAnswer


def answers_header(task, table):
    """The labels of `answers_rows`."""
    who = [_("Team")] if task.is_of_team else [_("Name"), _("Team")]
    return [*who, _("Handed in"), *table.heads, _("Files"), _("Comments")]


def answers_rows(task, table):
    """One row for everybody who is to answer."""
    for row in table.rows:
        answer = row.answer
        at = timezone.localtime(answer.handed_in_at) if answer else None
        files = ", ".join(str(one) for one in answer.files.all()) if answer else ""
        comments = (
            "\n".join(f"{one.by}: {one.text}" for one in answer.comments.all()) if answer else ""
        )
        who = [row.team] if task.is_of_team else [row.who, row.team]
        yield [*who, at, *row.cells, files, comments]


def own_data(user):
    """The person's answers to tasks, files and comments; the team's that the person wrote last."""
    answers = TaskAnswer.objects.select_related("task").order_by("pk")
    columns = ["task__title", "text", "link", "values", "handed_in_at"]
    return [
        Part(
            "task_answers",
            _("Your answers to tasks"),
            answers.filter(enrolment__person=user),
            columns,
            person="enrolment",
        ),
        Part(
            "team_task_answers",
            _("Your team's answers in which you wrote last"),
            answers.filter(team__isnull=False, written_by=user),
            columns,
            person="written_by",
        ),
        Part(
            "answer_files",
            _("Files that you have added to answers"),
            AnswerFile.objects.filter(added_by=user)
            .select_related("answer__task", "file")
            .order_by("pk"),
            ["answer__task__title", "file", "added_at"],
            person="added_by",
            files="file",
        ),
        Part(
            "answer_comments",
            _("Your comments on answers"),
            AnswerComment.objects.filter(by=user).select_related("answer__task").order_by("pk"),
            ["answer__task__title", "text", "at"],
            person="by",
        ),
    ]
