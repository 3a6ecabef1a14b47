"""What coordinators do with applications, and how freed places go down the waiting list."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort, Team
from participants.enrolment.actions import AlreadyEnrolled, Newcomer, add_people
from participants.enrolment.models import Enrolment
from participants.places.actions import ask_to_confirm
from valmennus.shared import history
from valmennus.shared.versions import refuse_stale

from . import mails, queries
from .models import Application, ApplicationChange, ApplicationReview, Call

__all__ = ["NotPossible"]

State = Application.State
TAKING_PEOPLE = {Cohort.State.OPEN, Cohort.State.RUNNING}

# From which states a coordinator may decide what.
DECIDABLE = {
    State.ACCEPTED: (State.APPLIED, State.WAITLISTED, State.DECLINED),
    State.WAITLISTED: (State.APPLIED, State.DECLINED),
    State.DECLINED: (State.APPLIED, State.WAITLISTED),
}


@transaction.atomic
def save_call(*, cohort, fields, seen=None, by):
    """Write the cohort's call; the first time makes it.

    Effects: the call, one line of history with what changed. Raises `StaleForm`.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    call = Call.objects.filter(cohort=cohort).first()
    if call is None:
        call = Call.objects.create(cohort=cohort, **fields)
        history.record(actor=by, verb="call.written", subject=call)
        return call
    refuse_stale(call, seen)
    before = history.texts_of(call, fields)
    for name, value in fields.items():
        setattr(call, name, value)
    changed = history.changes(before, history.texts_of(call, fields))
    if changed:
        call.save()
        history.record(actor=by, verb="call.changed", subject=call, data=changed)
    return call


@transaction.atomic
def publish_call(*, call, by):
    """Show the call to everyone. Effects: who and when, one line of history.

    Raises `NotPossible` where the cohort does not take applications.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=call.pk)
    if not call.takes_applications:
        raise NotPossible(
            _("Open the cohort for applications first: its state is in its settings.")
        )
    if not call.is_published:
        call.published_at, call.published_by = timezone.now(), by
        call.save(update_fields=["published_at", "published_by", "changed_at"])
        history.record(actor=by, verb="call.published", subject=call)
    return call


@transaction.atomic
def hide_call(*, call, by):
    """Take the call from sight; applications stay. Effects: one line of history."""
    call = Call.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=call.pk)
    if call.is_published:
        call.published_at = call.published_by = None
        call.save(update_fields=["published_at", "published_by", "changed_at"])
        history.record(actor=by, verb="call.hidden", subject=call)
    return call


@transaction.atomic
def review(*, application, fields, by):
    """Save one's own scores and note. Effects: the review, one line of history without them."""
    ApplicationReview.objects.update_or_create(
        application=application, reviewer=by, defaults=fields
    )
    history.record(actor=by, verb="application.reviewed", subject=application)


@transaction.atomic
def decide(*, cohort, applications, state, reason, by):
    """Accept, waitlist or decline applications, all or none.

    `reason` is told to the contact of each. Accepting gives everybody named in them a place in the
    organisation's team. Effects: the states with their steps of history, teams and places, one
    mail to each contact, one line of history for each. Returns the applications as they now are.
    Raises `NotPossible` where one cannot be decided so any more or the places do not suffice.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)
    )
    rows = _locked(cohort, [one.pk for one in applications])
    for row in rows:
        if row.state not in DECIDABLE[state]:
            raise NotPossible(
                _("%(application)s is now: %(state)s. Nothing was decided; look again.")
                % {"application": row, "state": row.get_state_display()}
            )
    if state == State.ACCEPTED:
        _refuse_overflow(cohort.call, rows)
    for row in rows:
        _decide_one(row, state, reason, by)
    for row in rows:
        # After all, so that each hears its place on the list as it now is.
        mails.send_decision(row, state, reason=reason, by=by)
    return rows


def _decide_one(row, state, reason, by):
    before, row.state = row.state, state
    row.offered_until = None
    row.waiting_since = timezone.now() if state == State.WAITLISTED else None
    if state == State.ACCEPTED:
        _give_places(row, by)
    row.save()
    ApplicationChange.objects.create(
        application=row, from_state=before, to_state=state, by=by, reason=reason
    )
    history.record(actor=by, verb=f"application.{state}", subject=row)


def _locked(cohort, keys):
    """The applications in the order in which they wait, locked, with their cohort."""
    list(Application.objects.select_for_update().filter(pk__in=keys, cohort=cohort).order_by("pk"))
    rows = Application.objects.filter(pk__in=keys, cohort=cohort).select_related("organisation")
    rows = list(rows.order_by("submitted_at", "pk"))
    for row in rows:
        row.cohort = cohort
    return rows


def _refuse_overflow(call, rows):
    free = queries.places_free(call)
    if free is None:
        return
    needed = sum(queries.size_of(row, call.unit) for row in rows)
    if needed > free:
        raise NotPossible(
            _("Places free: %(free)s. Needed: %(needed)s (%(unit)s). Nothing was decided.")
            % {"free": max(free, 0), "needed": needed, "unit": call.get_unit_display()}
        )


def _give_places(row, by):
    """A place for everybody in the application; who has one already keeps it."""
    people = list(row.people.all())
    with_place = set(
        Enrolment.objects.filter(cohort=row.cohort, person__email__in=[one.email for one in people])
        .exclude(state=Enrolment.State.WITHDRAWN)
        .values_list("person__email", flat=True)
    )
    newcomers = [
        Newcomer(
            email=one.email,
            organisation=row.organisation,
            role=one.role,
            title=one.title,
            language=row.language,
            person={
                "given_name": one.given_name,
                "family_name": one.family_name,
                "phone": one.phone,
            },
        )
        for one in people
        if one.email not in with_place
    ]
    try:
        added = add_people(cohort=row.cohort, newcomers=newcomers, by=by)
    except AlreadyEnrolled as already:
        raise NotPossible(
            _("%(person)s is in this cohort already. Take the person out of the application.")
            % {"person": already.enrolment.person}
        ) from None
    row.team = Team.objects.filter(cohort=row.cohort, organisation=row.organisation).first()
    if row.team is not None:
        _name_contact(row, people)
    ask_to_confirm(cohort=row.cohort, enrolments=[one.enrolment for one in added], by=by)


def _name_contact(row, people):
    """The application's contact is the team's, where it has none yet."""
    contact = User.objects.by_address([people[0].email]).get(people[0].email) if people else None
    values = {"contact": contact} if row.team.contact_id is None and contact else {}
    if row.superior and not row.team.superior:
        values["superior"] = row.superior
    if values:
        Team.objects.filter(pk=row.team.pk).update(**values, changed_at=timezone.now())


# --- The waiting list -----------------------------------------------------------------------


@transaction.atomic
def offer_free_places(*, cohort):
    """Offer places that have become free to those who have waited longest.

    Nothing is offered while applications wait for a decision, before the call has closed, or
    where there is no limit of places. Who does not fit into what is free is not passed over:
    the order is what was promised. Offers that nobody took in time lapse first. Effects: the
    offers with their time, mails, lines of history. Returns how many places were offered.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)
    )
    call = Call.objects.filter(cohort=cohort).first()
    if call is None or cohort.state not in TAKING_PEOPLE:
        return 0
    call.cohort = cohort
    _lapse(cohort)
    undecided = Application.objects.filter(cohort=cohort, state=State.APPLIED).exists()
    free = queries.places_free(call)
    if free is None or undecided or not call.has_closed:
        return 0
    offered = 0
    for row in _locked_in_queue(cohort):
        size = queries.size_of(row, call.unit)
        if size > free:
            break
        free -= size
        row.offered_until = timezone.now() + datetime.timedelta(days=call.offer_days)
        row.save(update_fields=["offered_until", "changed_at"])
        history.record(actor=None, verb="application.offered", subject=row)
        mails.send_offer(row)
        offered += 1
    return offered


def _locked_in_queue(cohort):
    waiting = Application.objects.filter(cohort=cohort).waiting()
    keys = list(waiting.values_list("pk", flat=True))
    rows = {row.pk: row for row in _locked(cohort, keys)}
    return [rows[pk] for pk in keys if pk in rows]


def _lapse(cohort):
    """Offers whose time has ended: the application leaves the list, its contact is told."""
    keys = list(
        Application.objects.filter(cohort=cohort)
        .offered()
        .filter(offered_until__lte=timezone.now())
        .values_list("pk", flat=True)
    )
    for row in _locked(cohort, keys):
        _leave_list(row, _("The offered place was not taken in time."), None)
        history.record(actor=None, verb="application.lapsed", subject=row)
        mails.send_lapsed(row)


def _leave_list(row, reason, by):
    before, row.state = row.state, State.WITHDRAWN
    row.offered_until = row.waiting_since = None
    row.save()
    ApplicationChange.objects.create(
        application=row, from_state=before, to_state=row.state, by=by, reason=reason
    )


@transaction.atomic
def take_offer(*, application, by=None):
    """The contact takes the offered place; nothing happens where it has been taken.

    Effects as in accepting. Raises `NotPossible` where the offer has lapsed.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=application.cohort_id)
    )
    [row] = _locked(cohort, [application.pk])
    if row.state == State.ACCEPTED:
        return row
    if not row.has_offer or cohort.state not in TAKING_PEOPLE:
        raise NotPossible(
            _("The place is no longer offered to you. The coordinator can tell you more.")
        )
    _decide_one(row, State.ACCEPTED, "", by)
    mails.send_decision(row, State.ACCEPTED, reason="", by=None)
    return row


@transaction.atomic
def leave_offer(*, application, by=None):
    """The contact leaves the offered place to the next, who is offered it at once.

    Effects: the application leaves the list with its step of history, the next offer. Raises
    `NotPossible` where nothing is offered any more.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=application.cohort_id)
    )
    [row] = _locked(cohort, [application.pk])
    if row.offered_until is None:
        raise NotPossible(_("The place is no longer offered to you."))
    _leave_list(row, _("The offered place was left to the next."), by)
    history.record(actor=by, verb="application.offer_left", subject=row)
    offer_free_places(cohort=cohort)
