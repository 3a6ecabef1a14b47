"""The mail that tells of a comment on an answer."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from valmennus.shared import post

from .models import Task

COMMENTED = post.Kind(
    "tasks.commented",
    label=_("Comment on an answer to a task"),
    texts=Path(__file__).with_name("mails.toml"),
    variables={
        "ryhma": _("the cohort's name"),
        "tehtava": _("the title of the task"),
        "kommentoija": _("who has commented"),
        "kommentti": _("the comment"),
        "sivu": _("the address of the task"),
    },
)


def values_of(task, text, by):
    """What the mail tells."""
    return {
        "ryhma": task.session.cohort.name,
        "tehtava": task.title,
        "kommentoija": str(by),
        "kommentti": text,
        "sivu": post.page(task.get_absolute_url()),
    }


def send_commented(comment, people, *, by):
    """Tell those who answered what was said of it; the commenter reads it on the page."""
    task = comment.answer.task
    values = values_of(task, comment.text, by)
    letters = [post.Letter(one, values, cause=comment) for one in people if one != by]
    return post.send_all(COMMENTED, letters, cohort=task.session.cohort, by=by)


@post.sample_of(COMMENTED)
def sample(cohort, language):
    """One of the cohort's people and its newest task."""
    place = Enrolment.objects.taking_part().filter(cohort=cohort).select_related("person").first()
    task = Task.objects.filter(session__cohort=cohort).select_related("session").last()
    if place is None or task is None:
        return None
    task.session.cohort = cohort
    place.person.language = language
    return place.person, values_of(
        task, str(_("Well seen. What would you try next?")), place.person
    )
