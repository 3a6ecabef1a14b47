"""Taking, queueing for, offering and giving back the places of an open webinar.

Whatever changes who has a seat first takes the lock of the session, so that a place never goes to
two, and the queue moves in its order.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.actions import NotPossible
from sessions.feedback.actions import give_unnamed
from sessions.feedback.models import takes_answers_after
from sessions.feedback.queries import survey_of
from sessions.schedule.models import CoachingSession
from valmennus.shared import history
from valmennus.shared.models import Mail

from . import mails, queries
from .models import Signup

State = Signup.State


@transaction.atomic
def ask(*, session, email, name, organisation_text, language, notice_number):
    """Note that somebody wants to come, and ask the address for its word by a mail.

    Who has given it already gets the page of the own sign-up again, and what was written then
    stays. Effects: the sign-up, the mail. Raises `NotPossible` where one cannot sign up.
    """
    _refuse_closed(session)
    signup, made = Signup.objects.get_or_create(
        session=session,
        email=email,
        defaults={
            "name": name,
            "organisation_text": organisation_text,
            "language": language,
            "notice_number": notice_number,
        },
    )
    if not made and signup.state == State.UNCONFIRMED:
        signup.name, signup.organisation_text = name, organisation_text
        signup.language, signup.notice_number = language, notice_number
        signup.save()
    send_link(signup=signup)
    return signup


def send_link(*, signup):
    """Send the address its own page, with what holds now. Effects: the mail."""
    mails.send_link(signup)


def take_as_person(*, session, user, notice_number=None):
    """The signed-in person takes a place, or joins the queue; no mail round is needed.

    Effects as in `take`.
    """
    with transaction.atomic():
        session = CoachingSession.objects.lock(session)
        _refuse_closed(session)
        signup = queries.own_signup(session, user)
        if signup is None:
            signup, _made = Signup.objects.get_or_create(session=session, email=user.email.lower())
        signup.person, signup.name = user, user.get_full_name() or user.email
        signup.language = user.language
        signup.notice_number = notice_number or signup.notice_number
        signup.save()
        return take(signup=signup, by=user)


@transaction.atomic
def take(*, signup, by=None):
    """The person gives the word: a free place, the offered one, or the end of the queue.

    A second time nothing happens. Effects: the state, one line of history, a mail with the place
    and its calendar entry, or with the place in the queue. Raises `NotPossible` where one cannot
    sign up, and where an offer has run out: the next has got it, and one may queue again.
    """
    session, signup = _locked(signup)
    _refuse_closed(session)
    if signup.person is None:
        # The mail has shown that the address is the person's.
        signup.person = User.objects.filter(email=signup.email, erased_at=None).first()
    # Once the webinar is on, nobody is waited for: a free place is for the one who asks.
    waits = signup.state == State.WAITLISTED and not queries.is_first_come(session)
    if signup.state == State.CONFIRMED or waits:
        return signup
    if signup.state == State.OFFERED and not signup.offer_is_open:
        _settle(session)
        signup.refresh_from_db()
        return signup
    _settle(session)
    if signup.state == State.OFFERED or _free(session) > 0:
        _set(signup, State.CONFIRMED, by=by)
        mails.send_place(signup)
    elif signup.state != State.WAITLISTED:
        signup.queued_at = None
        _set(signup, State.WAITLISTED, by=by)
        mails.send_waitlisted(signup)
    _count(session)
    return signup


@transaction.atomic
def cancel(*, signup, by=None, told_by=None):
    """Give the place, the offer or the place in the queue back; a second time nothing happens.

    `told_by` is the one who runs the webinar, where it was not the person. Effects: the state, one
    line of history, a mail that takes the webinar out of the calendar; the freed place is offered
    to the next at once.
    """
    session, signup = _locked(signup)
    if signup.state not in Signup.LIVING:
        return signup
    had_entry = signup.state == State.CONFIRMED
    _set(signup, State.CANCELLED, by=told_by or by)
    mails.send_cancelled(signup, had_entry=had_entry, by=told_by)
    _settle(session)
    return signup


@transaction.atomic
def offer_free_places(*, session):
    """Let offers lapse and offer what is free, in the order of the queue.

    Effects: states, one line of history each, a mail to each.
    """
    _settle(CoachingSession.objects.lock(session))


@transaction.atomic
def tell_changes(*, session, by):
    """Send the webinar as it is now to those whose calendars tell otherwise.

    Effects: a mail to each, one line of history. Returns how many there were.
    """
    session = CoachingSession.objects.lock(session)
    waiting = queries.untold(session)
    for signup in waiting:
        signup.session = session
    if waiting:
        mails.send_changed(session, waiting, by=by)
        Signup.objects.filter(pk__in=[one.pk for one in waiting]).update(
            told_sequence=session.sequence
        )
        history.record(actor=by, verb="signup.told", subject=session, data={"mails": len(waiting)})
    return len(waiting)


@transaction.atomic
def follow_up(*, session):
    """Thank those who had a place, with the materials and one question; each of them once.

    Nothing happens where the webinar has been cancelled or moved meanwhile. Effects: the mails, one
    line of history. Returns how many mails were written.
    """
    session = CoachingSession.objects.lock(session)
    if not takes_answers_after(session) or queries.follows_at(session) > timezone.now():
        return 0
    sent = mails.send_after(session, queries.to_follow(session), by=None)
    if sent:
        history.record(actor=None, verb="signup.followed", subject=session, data={"mails": sent})
    return sent


@transaction.atomic
def answer(*, signup, values):
    """Keep the answer to the question after the webinar and, apart from it, that it was given.

    Neither tells when; so there is no line of history. Effects: those of `give_unnamed`. Raises
    `NotPossible` where answering is over or the answer was given already.
    """
    session = CoachingSession.objects.lock(signup.session)
    # `changed_at` would tell the moment.
    asked = Signup.objects.filter(pk=signup.pk, state=State.CONFIRMED, feedback_given=False)
    if not asked.update(feedback_given=True):
        raise NotPossible(_("You have answered already. Thank you!"))
    give_unnamed(survey=survey_of(session), values=values)


@transaction.atomic
def forget_old():
    """Erase names and addresses a month after the webinar; what nobody confirmed goes wholly.

    Effects: the rows, of which states and times stay for the counts; the mails about them.
    """
    found = queries.to_forget()
    for rows in (found.unconfirmed, found.old):
        Mail.objects.filter(cause_uuid__in=list(rows.values_list("uuid", flat=True))).delete()
    found.unconfirmed.delete()
    _blank(found.old)


def erase_person(*, user, addresses):
    """Give the person's places back and forget who it was; call it in the erasure's transaction.

    `user` is None for somebody without an account. Returns whether there was anything.
    """
    own = Signup.objects.filter(email__in=addresses)
    if user is not None:
        own |= Signup.objects.filter(person=user)
    found = own.exists()
    for session in CoachingSession.objects.filter(signups__in=own).distinct().order_by("pk"):
        session = CoachingSession.objects.lock(session)
        coming = own.filter(session=session, state__in=Signup.LIVING)
        if not session.is_over:
            coming.update(state=State.CANCELLED, offered_until=None)
        own.filter(session=session, state=State.UNCONFIRMED).delete()
        _blank(own.filter(session=session))
        _settle(session)
    return found


def _blank(rows):
    rows.update(email="", name="", organisation_text="", person=None)


def _locked(signup):
    """The session and the sign-up as they stand; others wait until the transaction ends."""
    session = CoachingSession.objects.lock(signup.session)
    current = Signup.objects.select_related("person").get(pk=signup.pk)
    current.session = session
    return session, current


def _refuse_closed(session):
    if not session.takes_signups:
        raise NotPossible(_("One cannot sign up for this webinar any more."))


def _free(session):
    """How many seats nobody holds; call it under the session's lock."""
    if session.capacity is None:
        return float("inf")
    return session.capacity - session.signups.filter(state__in=Signup.SEATED).count()


def _settle(session):
    """Let offers lapse, then offer every free seat to the next; under the session's lock."""
    now = timezone.now()
    for late in session.signups.filter(state=State.OFFERED, offered_until__lte=now):
        late.session = session
        _set(late, State.LAPSED, by=None)
        mails.send_lapsed(late)
    if session.takes_signups and now < session.starts_at:
        free = min(_free(session), 1000)
        for signup in queries.waiting_in_order(session).select_related("person")[: max(0, free)]:
            signup.session = session
            # An offer never outlives the time in which it is of use.
            until = now + datetime.timedelta(hours=session.offer_hours)
            signup.offered_until = min(until, session.starts_at)
            _set(signup, State.OFFERED, by=None)
            mails.send_offer(signup)
    _count(session)


def _set(signup, state, *, by):
    signup.state = state
    if state != State.OFFERED:
        signup.offered_until = None
    if signup.queued_at is None:
        signup.queued_at = timezone.now()
    signup.told_sequence = signup.session.sequence
    signup.save()
    data = {"signup": str(signup.uuid)}
    history.record(actor=by, verb=f"signup.{state}", subject=signup.session, data=data)


def _count(session):
    """Let the session's pages know how many seats are taken."""
    session.seats_taken = session.signups.filter(state__in=Signup.SEATED).count()
    CoachingSession.objects.filter(pk=session.pk).update(seats_taken=session.seats_taken)
