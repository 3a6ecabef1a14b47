"""What applicants do: write, send, change, join and withdraw an application; ask for news."""

import datetime
import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from participants.cohorts.models import Cohort
from valmennus.shared import counting, history
from valmennus.shared.post import keeping as post
from valmennus.shared.versions import StaleForm

from . import mails, queries
from .models import (
    Application,
    ApplicationChange,
    ApplicationPerson,
    ApplicationReview,
    CallInterest,
)

State = Application.State
# In which states an application can be written.
WRITABLE = (State.DRAFT, State.APPLIED)
WITHDRAWABLE = (State.APPLIED, State.WAITLISTED, State.JOINING)
MOST_PEOPLE = 8
PERSON = ("given_name", "family_name", "email", "phone", "role", "title")

# Letters and digits that nobody takes for another.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_SECONDS = 20 * 60
CODE_TRIES = 5
# Who has not confirmed an interest by then is forgotten; drafts after the call has closed.
UNCONFIRMED = datetime.timedelta(days=7)
DRAFTS_KEPT = datetime.timedelta(days=30)


class CallClosed(Exception):
    """The time to apply, or to change what was sent, has run out."""


class OrganisationApplied(Exception):
    """The organisation has an application in the call already; `application` is it."""

    def __init__(self, application):
        super().__init__(str(application))
        self.application = application


class TooManyPeople(Exception):
    """An application has at most eight people."""


class Decided(Exception):
    """The application has been decided or withdrawn, so it cannot be changed any more."""


class PeopleElsewhere(Exception):
    """Somebody is in another application of the call; `emails` are their addresses."""

    def __init__(self, emails):
        super().__init__(", ".join(sorted(emails)))
        self.emails = emails


@transaction.atomic
def save_draft(*, call, application, typed, contact_email, language, seen=0, notice_number=None):
    """Keep what has been typed, as it is; returns the application, a new draft where None.

    What has been sent stays as it was sent. Nothing is kept of a form that was opened before the
    last sending (`seen`): it may still be on its way when its application has arrived. Effects:
    the draft alone.
    """
    if application is None:
        return Application.objects.create(
            cohort=call.cohort,
            language=language,
            draft=typed,
            contact_email=contact_email,
            notice_number=notice_number,
        )
    current = Application.objects.select_for_update().get(pk=application.pk)
    if current.state not in WRITABLE or queries.sendings_of(current) != seen:
        return application
    application.draft = current.draft = typed
    if current.state == State.DRAFT:
        current.contact_email = contact_email
    current.notice_number = notice_number or current.notice_number
    current.save(update_fields=["draft", "contact_email", "notice_number", "changed_at"])
    return application


@transaction.atomic
def mail_draft(*, application, email, name):
    """Send the draft's personal address to its writer. Effects: the mail."""
    mails.send_draft(application, email=email, name=name, round=timezone.now().isoformat())


def submit(*, application, fields, people, seen=None, by=None):
    """Send the application, or send it anew after a change.

    `fields` are organisation, goal, wishes, accessibility and superior; `people` are dicts of
    given_name, family_name, email, phone, role and title, the contact first; `seen` is the number
    of the sending that the form showed. Effects: the application with its people, a step of its
    history, one line of the general history, a mail of receipt to the contact and one to each who
    is named for the first time. What has arrived just so already has no effects. Raises
    `CallClosed`, `Decided`, `StaleForm`, `OrganisationApplied` and `PeopleElsewhere`, and then what
    was typed stays a draft.
    """
    try:
        with transaction.atomic():
            return _submit(application, fields, people, seen, by)
    except IntegrityError:
        # The organisation's other application came in this moment.
        other = queries.living_of(application.cohort, fields["organisation"])
        if other is None:
            raise
        raise OrganisationApplied(other) from None


def _submit(application, fields, people, seen, by):
    # Applying waits for applying: the same person in two at once is seen.
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=application.cohort_id)
    )
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.cohort = cohort
    if current.state not in WRITABLE:
        raise Decided
    if _stands_so(current, fields, people):
        Application.objects.filter(pk=current.pk).update(draft={})
        return current
    if not current.cohort.call.is_open:
        raise CallClosed
    if seen is not None and queries.sendings_of(current) != seen:
        raise StaleForm(current)
    other = queries.living_of(cohort, fields["organisation"])
    if other is not None and other != current:
        raise OrganisationApplied(other)
    emails = [person["email"] for person in people]
    if taken := queries.elsewhere(cohort, emails, besides=current):
        raise PeopleElsewhere(taken)
    before = current.state
    for name, value in fields.items():
        setattr(current, name, value)
    current.state, current.draft, current.contact_email = State.APPLIED, {}, emails[0]
    current.submitted_at = current.submitted_at or timezone.now()
    current.save()
    _set_people(current, people)
    _note(current, before, by=by)
    verb = "application.sent" if before == State.DRAFT else "application.changed"
    history.record(actor=by, verb=verb, subject=current)
    mails.send_received(current, round=current.changed_at.isoformat())
    return current


def _stands_so(application, fields, people):
    """Whether just this has been sent already: by the first of two clicks."""
    if application.state != State.APPLIED:
        return False
    if any(getattr(application, name) != value for name, value in fields.items()):
        return False
    rows = queries.people_of(application)
    names = list(people[0]) if people else []
    return [{name: getattr(row, name) for name in names} for row in rows] == people


def _set_people(application, people):
    """Let the application have these people; who was there before keeps the row."""
    rows = {person.email: person for person in application.people.all()}
    application.people.exclude(email__in=[one["email"] for one in people]).delete()
    for order, values in enumerate(people, 1):
        row = rows.get(values["email"]) or ApplicationPerson(application=application)
        for name, value in {**values, "order": order}.items():
            setattr(row, name, value)
        row.save()


def _note(application, before, *, by, reason=""):
    ApplicationChange.objects.create(
        application=application,
        from_state="" if before == State.DRAFT else before,
        to_state=application.state,
        by=by,
        reason=reason,
    )


@transaction.atomic
def ask_to_join(*, application, fields, people, other, by=None):
    """Ask the contact of the organisation's application to take these people in.

    Effects: the draft waits with its people, a mail to the contact, one line of history.
    """
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.cohort = application.cohort
    if current.state not in {State.DRAFT, State.JOINING}:
        return current
    for name, value in fields.items():
        setattr(current, name, value)
    current.state, current.joins, current.submitted_at = State.JOINING, other, timezone.now()
    current.draft, current.contact_email = {}, people[0]["email"]
    current.save()
    _set_people(current, people)
    mails.send_joining(other, current)
    history.record(actor=by, verb="application.asked_to_join", subject=current)
    return current


@transaction.atomic
def answer_joiner(*, application, joiner, take_in, by=None):
    """The contact takes those who want to join into the application, or does not.

    They asked in time, so the answer may come after the call has closed, until the application is
    decided. Effects: their people are the application's, or not; what they wrote stays withdrawn;
    a mail to the one who asked and, where they are taken in, to each other of them; one line of
    history. Nothing happens where it has been answered. Raises `Decided`, `TooManyPeople` and
    `PeopleElsewhere`.
    """
    Cohort.objects.select_for_update().get(pk=application.cohort_id)
    locked = Application.objects.select_for_update().filter(joins=application, state=State.JOINING)
    current = locked.filter(pk=joiner.pk).first()
    if current is None:
        return
    current.cohort = application.cohort
    target = Application.objects.select_for_update().get(pk=application.pk)
    target.cohort = application.cohort
    if target.state not in {State.APPLIED, State.WAITLISTED}:
        raise Decided
    added = _take_in(target, current, by) if take_in else []
    current.state = State.WITHDRAWN
    current.save(update_fields=["state", "changed_at"])
    _note(current, State.JOINING, by=by)
    verb = "application.joined" if take_in else "application.join_refused"
    history.record(actor=by, verb=verb, subject=application)
    mails.send_join_answer(target, current, added=added, taken_in=take_in)


def _take_in(target, joiner, by):
    """Add the joiner's people to the application; returns those who are new to it."""
    known = set(target.people.values_list("email", flat=True))
    new = [one for one in joiner.people.all() if one.email not in known]
    if len(known) + len(new) > MOST_PEOPLE:
        raise TooManyPeople
    if taken := queries.elsewhere(target.cohort, [one.email for one in new], besides=target):
        raise PeopleElsewhere(taken)
    last = max(target.people.values_list("order", flat=True), default=0)
    added = [
        ApplicationPerson.objects.create(
            application=target,
            order=order,
            **{name: getattr(person, name) for name in PERSON},
        )
        for order, person in enumerate(new, last + 1)
    ]
    target.save(update_fields=["changed_at"])
    # Who has the application open meanwhile is shown that it has changed.
    _note(target, target.state, by=by)
    return added


@transaction.atomic
def withdraw_application(*, application, by=None):
    """Take the application back; nothing happens where it does not stand or has been accepted.

    Effects: the state with its step of history, a mail to everybody who was told of it, one line
    of history. Those who asked to join it have their draft back, and are told while they can
    still send it.
    """
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.cohort = application.cohort
    if current.state not in WITHDRAWABLE:
        return current
    before = current.state
    current.state, current.offered_until = State.WITHDRAWN, None
    current.save(update_fields=["state", "offered_until", "changed_at"])
    _note(current, before, by=by)
    history.record(actor=by, verb="application.withdrawn", subject=current)
    if before != State.JOINING:
        mails.send_withdrawn(current)
    for joiner in current.joiners.select_for_update().filter(state=State.JOINING):
        joiner.cohort = current.cohort
        joiner.state, joiner.joins = State.DRAFT, None
        joiner.save(update_fields=["state", "joins", "changed_at"])
        if current.cohort.call.is_open:
            mails.send_freed(joiner)
    return current


# --- A code that opens an application on another device -----------------------------------------


def ask_code(*, cohort, email, language):
    """Let the worker send a code to the address, if an application of the call knows it.

    Whether one does shows neither in the answer nor in its time. The address is not written into
    the queue. Effects: the code for twenty minutes, and a mail at once; or nothing.
    """
    asked = secrets.token_hex(16)
    cache.set(f"recruiting.asked.{asked}", [cohort.pk, email.lower(), language], CODE_SECONDS)
    app.configure_task("recruiting.send_code").defer(asked=asked)


def send_code(*, asked):
    """Send the code that `ask_code` was asked for. Call it outside of a transaction."""
    kept = cache.get(f"recruiting.asked.{asked}")
    cache.delete(f"recruiting.asked.{asked}")
    if kept is None:
        return
    cohort_pk, email, language = kept
    cohort = Cohort.objects.select_related("programme").filter(pk=cohort_pk).first()
    if cohort is None or queries.resumable(cohort, email) is None:
        return
    code = "".join(secrets.choice(ALPHABET) for _number in range(8))
    # The hash and the number of wrong tries.
    cache.set(_code_key(cohort, email), [make_password(code), 0], CODE_SECONDS)
    mails.send_code(cohort, email=email, language=language, code=f"{code[:4]}-{code[4:]}")


def use_code(*, cohort, email, code):
    """The application that the code opens; None where it is wrong or old.

    A code works once, and no longer after five wrong ones.
    """
    key = _code_key(cohort, email)
    kept, tries = cache.get(key, (None, 0))
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    if kept is None:
        # As long as a known address takes.
        make_password(typed)
        return None
    if tries >= CODE_TRIES or not check_password(typed, kept):
        cache.set(key, [kept, tries + 1], CODE_SECONDS)
        return None
    cache.delete(key)
    return queries.resumable(cohort, email)


def _code_key(cohort, email):
    return f"recruiting.code.{cohort.pk}.{email.lower()}"


# --- News of the next call ----------------------------------------------------------------------


@transaction.atomic
def ask_for_news(*, programme, email, language, notice_number=None):
    """Ask the owner of the address whether the next call may be told of.

    Who has confirmed already is not asked again. Effects: the interest, a mail.
    """
    interest, is_new = CallInterest.objects.select_for_update().get_or_create(
        programme=programme,
        email=email.lower(),
        defaults={"language": language, "notice_number": notice_number},
    )
    if interest.confirmed_at:
        return
    if not is_new:
        interest.asked_at, interest.language = timezone.now(), language
        interest.save(update_fields=["asked_at", "language"])
    mails.send_interest(interest)


@transaction.atomic
def confirm_news(*, interest):
    """The owner of the address wants to hear; nothing happens where that is known."""
    CallInterest.objects.filter(pk=interest.pk, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now()
    )


@transaction.atomic
def stop_news(*, interest):
    """The owner of the address does not want to hear any more: the address is forgotten."""
    interest.delete()


@transaction.atomic
def tell_of_call(*, call):
    """Tell everybody who waits that the call has opened. Effects: one mail each, once."""
    mails.send_opened(list(queries.untold(call)), call)


def forget_old():
    """Delete interests that nobody confirmed, and drafts of calls that have closed long ago."""
    now = timezone.now()
    CallInterest.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - UNCONFIRMED).delete()
    Application.objects.filter(
        state=State.DRAFT, cohort__call__closes_at__lt=now - DRAFTS_KEPT
    ).delete()


def erase_person(*, addresses, texts):
    """Take the person out of every application and of those who wait for news.

    `addresses` are the person's, `texts` also name and phone. Reviews that the person wrote stay
    for the decision, as an erased person's. Call it in the transaction of the erasure.
    """
    addresses = [address.lower() for address in addresses]
    CallInterest.objects.filter(email__in=addresses).delete()
    Application.objects.filter(state=State.DRAFT, contact_email__in=addresses).delete()
    ApplicationPerson.objects.filter(email__in=addresses).delete()
    Application.objects.filter(contact_email__in=addresses).update(contact_email="")
    for application in Application.objects.exclude(draft={}):
        cleaned = history.without(application.draft, texts)
        if cleaned != application.draft:
            Application.objects.filter(pk=application.pk).update(draft=cleaned)
    for name in ("goal", "wishes", "accessibility", "superior"):
        for text in texts:
            for application in Application.objects.filter(**{f"{name}__icontains": text}):
                setattr(application, name, history.without(getattr(application, name), texts))
                application.save(update_fields=[name])
    for change in ApplicationChange.objects.exclude(reason=""):
        cleaned = history.without(change.reason, texts)
        if cleaned != change.reason:
            ApplicationChange.objects.filter(pk=change.pk).update(reason=cleaned)


@transaction.atomic
def forget(*, cohort):
    """Forget who applied to the cohort and what they wrote; which organisations did, stays.

    Effects: no people, texts, notes and reasons in the applications and their history, no drafts,
    no mails to people who applied and have no account. Returns how many of each, as
    `queries.to_forget` does.
    """
    counts = counting.counts_of(**queries.to_forget(cohort))
    applications = Application.objects.filter(cohort=cohort)
    people = ApplicationPerson.objects.filter(application__in=applications)
    strangers = people.exclude(email__in=EmailAddress.objects.values("email"))
    for person in strangers:
        texts = {person.email, str(person), person.phone} - {""}
        post.erase(reader=person.uuid, addresses=[person.email], texts=texts)
    people.delete()
    applications.filter(state=State.DRAFT).delete()
    texts = dict.fromkeys(["contact_email", "goal", "wishes", "accessibility", "superior"], "")
    applications.update(**texts, draft={})
    ApplicationReview.objects.filter(application__in=applications).update(note="")
    ApplicationChange.objects.filter(application__in=applications).update(reason="")
    history.forget_details(subjects=[*applications.values_list("uuid", flat=True)])
    return counts
