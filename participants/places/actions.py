"""What people do with their own places: confirm, leave, hand over to a colleague."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort, Team
from participants.enrolment import actions as enrolment_actions
from participants.enrolment.adding import AlreadyEnrolled, Newcomer, add_people
from participants.enrolment.models import Enrolment
from valmennus.shared import history

from . import mails, queries

__all__ = ["AlreadyEnrolled", "NotPossible"]


@transaction.atomic
def ask_to_confirm(*, cohort, enrolments, by, named_by=None):
    """Ask people to confirm their places; who has done so meanwhile is left in peace.

    `named_by` is the colleague who named them. Effects: a mail to each, one line of history.
    Returns how many were asked.
    """
    keys = [one.pk for one in enrolments]
    waiting = list(queries.unconfirmed(cohort).filter(pk__in=keys))
    for one in waiting:
        one.cohort = cohort
    if not waiting:
        return 0
    asked = mails.send_confirm(
        waiting,
        cohort=cohort,
        by=by or queries.coordinator_of(cohort),
        round=timezone.now().isoformat(timespec="minutes"),
        named_by=named_by,
    )
    if asked:
        data = {"people": asked}
        history.record(actor=by, verb="places.asked_to_confirm", subject=cohort, data=data)
    return asked


@transaction.atomic
def send_link(*, enrolment):
    """Send the person a new address of the own place. Effects: the mail."""
    answers_to = queries.coordinator_of(enrolment.cohort)
    now = timezone.now().isoformat(timespec="minutes")
    mails.send_confirm([enrolment], cohort=enrolment.cohort, by=answers_to, round=now)


@transaction.atomic
def confirm_place(*, enrolment, by):
    """The person takes the place; a second time nothing happens.

    Effects: the state with its step of history, a mail to the person, one line of history. Raises
    `NotPossible` where there is no place any more.
    """
    _refuse_ended(enrolment.cohort)
    was_confirmed = enrolment.state == Enrolment.State.CONFIRMED
    confirmed = enrolment_actions.confirm_person(enrolment=enrolment, by=by)
    if not was_confirmed:
        mails.send_confirmed(confirmed, by=queries.coordinator_of(confirmed.cohort))
    return confirmed


@transaction.atomic
def leave_place(*, enrolment, word, by):
    """The person cannot take part. A second time nothing happens.

    Effects: the place is withdrawn as by the coordinator, with the person's word; a mail to the
    coordinators; what has become free is offered to those who wait.
    """
    # The cohort first, as where places are given.
    Cohort.objects.select_for_update().get(pk=enrolment.cohort_id)
    current = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not current.takes_part:
        return enrolment
    left = enrolment_actions.withdraw_person(enrolment=enrolment, reason=word, by=by)
    mails.send_left(left, word=word)
    _offer_soon()
    return left


@transaction.atomic
def replace(*, enrolment, colleague, by):
    """A colleague takes the person's place in the same team.

    `colleague` is a dict of email, given_name, family_name, role and title. Effects: the
    colleague's place, asked to confirm; the person's tasks are the colleague's; the person's place
    is withdrawn; mails to the colleague and the coordinators; lines of history on both. Raises
    `AlreadyEnrolled`, and `NotPossible` where the person has no place any more.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=enrolment.cohort_id)
    )
    current = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not current.takes_part:
        raise NotPossible(_("You have no place any more that a colleague could take."))
    new = _add(cohort, enrolment.team, colleague, by, named_by=enrolment.person)
    moved = hand_over(team=enrolment.team, from_=enrolment.person, to=new.person)
    left = enrolment_actions.withdraw_person(
        enrolment=enrolment, reason=_("A colleague takes the place."), by=by
    )
    data = history.about(enrolment.person) | {"fields": moved}
    history.record(actor=by, verb="place.handed_over", subject=new, data=data)
    mails.send_left(left, word="", colleague=new.person)
    return new


@transaction.atomic
def add_colleague(*, team, colleague, by):
    """The team's contact names one more person. Effects as in `replace`, but nobody leaves.

    Raises `AlreadyEnrolled`, and `NotPossible` where the cohort has ended.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=team.cohort_id)
    )
    return _add(cohort, team, colleague, by, named_by=by)


def _add(cohort, team, colleague, by, *, named_by):
    _refuse_ended(cohort)
    newcomer = Newcomer(
        email=colleague["email"],
        organisation=team.organisation,
        role=colleague["role"],
        title=colleague["title"],
        language=named_by.language,
        person={name: colleague[name] for name in ("given_name", "family_name")},
    )
    [added] = add_people(cohort=cohort, newcomers=[newcomer], by=by)
    ask_to_confirm(cohort=cohort, enrolments=[added.enrolment], by=by, named_by=named_by)
    return added.enrolment


def hand_over(*, team, from_, to):
    """Give the tasks of one who leaves to the one who comes; returns the names of what moved.

    What the person has done, such as ticked pre-tasks, stays the person's own.
    """
    moved = []
    if Team.objects.filter(pk=team.pk, contact=from_).update(contact=to, changed_at=timezone.now()):
        moved.append("contact")
    return moved


def _refuse_ended(cohort):
    if cohort.state in {Cohort.State.CLOSED, Cohort.State.ARCHIVED}:
        raise NotPossible(_("The coaching has ended: places do not change any more."))


def _offer_soon():
    """Let the worker offer what has become free; it looks by itself every few minutes too."""
    job = app.configure_task(
        "recruiting.offer_free_places", queueing_lock="recruiting.offer_free_places"
    )

    def defer():
        with suppress(AlreadyEnqueued):
            job.defer(timestamp=0)

    transaction.on_commit(defer, robust=True)
