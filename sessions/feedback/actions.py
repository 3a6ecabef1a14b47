"""Making questionnaires, answering them."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort
from sessions.schedule.models import CoachingSession
from valmennus.shared import history
from valmennus.shared.versions import refuse_stale

from . import mails, queries
from .models import FEW, Survey, SurveyAnswer, SurveyGiven

__all__ = ["NotPossible"]


@transaction.atomic
def give(*, survey, enrolment, values):
    """Keep an answer and, apart from it, that the person has answered.

    Nothing leads from the answer to the person; so there is no line of history, which would tell
    the moment. `survey` may not be kept yet where it is a session's. Effects: the answer; it comes
    to be seen when it and four others do together. Raises `NotPossible` where answering is over or
    the person has answered already.
    """
    survey = _lock_open(survey)
    given, is_new = SurveyGiven.objects.get_or_create(survey=survey, enrolment=enrolment)
    if not is_new:
        raise NotPossible(_("You have answered already. Thank you!"))
    _keep(survey, values)
    return given


@transaction.atomic
def give_unnamed(*, survey, values):
    """Keep an answer of one whom the caller knows, and of whom it holds that it was given.

    Effects and exception as in `give`, but for who has answered.
    """
    _keep(_lock_open(survey), values)


def _lock_open(survey):
    survey, _fresh = _lock(survey)
    if not survey.is_open:
        raise NotPossible(_("Answers are not taken any more."))
    return survey


def _keep(survey, values):
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    SurveyAnswer.objects.create(survey=survey, values=values, week=monday)
    waiting = SurveyAnswer.objects.filter(survey=survey, is_shown=False)
    if waiting.count() >= FEW:
        waiting.update(is_shown=True)


def _lock(survey):
    """The questionnaire as it stands, held until the end, and whether it was kept just now."""
    if not survey.session_id:
        return Survey.objects.select_for_update().get(pk=survey.pk), False
    session = CoachingSession.objects.select_for_update().get(pk=survey.session_id)
    kept = Survey.objects.filter(session=session).first()
    found = kept or Survey.objects.create(cohort=survey.cohort, session=session)
    found.session = session
    return found, kept is None


@transaction.atomic
def write(*, survey, fields, seen, by):
    """Make a questionnaire, or change it.

    `fields` are `title`, `intro`, `questions` (as kept) and `closes_on`. A session's questionnaire
    may not be kept yet; without questions it asks the usual ones. Effects: the questionnaire, one
    line of history. Raises `StaleForm`; `NotPossible` where answers came meanwhile that the new
    questions would not fit.
    """
    if survey.pk is None and not survey.session_id:
        for name, value in fields.items():
            setattr(survey, name, value)
        survey.save()
        history.record(actor=by, verb="survey.created", subject=survey)
        return survey
    current, fresh = _lock(survey)
    if not fresh:
        refuse_stale(current, seen)
    kept = {one["key"] for one in fields["questions"]}
    old = {question.key for question in current.asked}
    if current.given.exists() and not old <= kept:
        raise NotPossible(_("Somebody answered while you were writing. Open the page again."))
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    history.record(actor=by, verb="survey.changed", subject=current)
    return current


@transaction.atomic
def open_survey(*, survey, by):
    """Ask the cohort: whoever takes part gets a mail, once. Opening twice does nothing.

    Effects: the time, the mails, one line of history with their number. Raises `NotPossible` where
    it asks nothing, or its last day has passed.
    """
    Cohort.objects.select_for_update().get(pk=survey.cohort_id)
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    if current.opened_at is not None:
        return 0
    if not current.questions:
        raise NotPossible(_("There are no questions yet."))
    if current.is_over:
        raise NotPossible(_("Its last day has passed. Choose a later one first."))
    current.opened_at = timezone.now()
    current.save(update_fields=["opened_at", "changed_at"])
    current.cohort = survey.cohort
    number = mails.send_asked(current, queries.places_missing(current), by=by)
    history.record(actor=by, verb="survey.opened", subject=current, data={"people": number})
    return number


@transaction.atomic
def remind(*, survey, by):
    """Mail those who have not answered, at most once a day. Returns how many mails were written.

    Effects: the mails, one line of history. Raises `NotPossible` where answering is over.
    """
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    if not current.is_open:
        raise NotPossible(_("Answers are not taken any more."))
    current.cohort = survey.cohort
    number = mails.send_asked(current, queries.places_missing(current), by=by, again=True)
    if number:
        history.record(actor=by, verb="survey.reminded", subject=current, data={"people": number})
    return number


@transaction.atomic
def close_survey(*, survey, by):
    """Take no more answers. Effects: the last day, one line of history."""
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    if current.opened_at is None or current.is_over:
        return
    current.closes_on = yesterday
    current.save(update_fields=["closes_on", "changed_at"])
    history.record(actor=by, verb="survey.closed", subject=current)


@transaction.atomic
def remove_survey(*, survey, by):
    """Delete a questionnaire that nobody has been asked. Effects: it is gone, a line of history.

    Raises `NotPossible` where it has been opened.
    """
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    if current.opened_at is not None:
        raise NotPossible(_("It has been opened: close it instead."))
    history.record(
        actor=by, verb="survey.removed", subject=survey.cohort, data={"survey": str(current)}
    )
    current.delete()
