"""What applicants do: write, send, change, join and withdraw an application; ask for news."""

import datetime
import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from participants.cohorts.models import Cohort
from valmennus.shared import history
from valmennus.shared.post import keeping as post

from . import mails, queries
from .models import (
    Application,
    ApplicationChange,
    ApplicationPerson,
    ApplicationReview,
    CallInterest,
)

State = Application.State

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


class PeopleElsewhere(Exception):
    """Somebody is in another application of the call; `emails` are their addresses."""

    def __init__(self, emails):
        super().__init__(", ".join(sorted(emails)))
        self.emails = emails


@transaction.atomic
def save_draft(*, call, application, typed, contact_email, language, notice_number=None):
    """Keep what has been typed, as it is; returns the application, a new draft where None.

    What has been sent stays as it was sent. Effects: the draft alone.
    """
    if application is None:
        application = Application(cohort=call.cohort, language=language)
    application.draft, application.contact_email = typed, contact_email
    application.notice_number = notice_number or application.notice_number
    if application.pk is None:
        application.save()
    else:
        application.save(update_fields=["draft", "contact_email", "notice_number", "changed_at"])
    return application


@transaction.atomic
def mail_draft(*, application, name):
    """Send the draft's personal address to its writer. Effects: the mail."""
    mails.send_draft(application, name=name, round=timezone.now().isoformat())


def submit(*, application, fields, people, by=None):
    """Send the application, or send it anew after a change.

    `fields` are organisation, goal, wishes, accessibility and superior; `people` are dicts of
    given_name, family_name, email, phone, role and title, the contact first. Effects: the
    application with its people, a step of its history, one line of the general history, a mail of
    receipt to the contact and one to each who is named for the first time. Raises `CallClosed`,
    `OrganisationApplied` and `PeopleElsewhere`, and then what was typed stays a draft.
    """
    try:
        with transaction.atomic():
            return _submit(application, fields, people, by)
    except IntegrityError:
        # The organisation's other application came in this moment.
        other = queries.living_of(application.cohort, fields["organisation"])
        if other is None:
            raise
        raise OrganisationApplied(other) from None


def _submit(application, fields, people, by):
    # Applying waits for applying: the same person in two at once is seen.
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=application.cohort_id)
    )
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.cohort = cohort
    if not current.cohort.call.is_open or current.state not in {State.DRAFT, State.APPLIED}:
        raise CallClosed
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

    Effects: their people are the application's, or not; what they wrote stays withdrawn with the
    reason; one line of history. Raises `CallClosed` once the call has closed, and
    `PeopleElsewhere`.
    """
    Cohort.objects.select_for_update().get(pk=application.cohort_id)
    locked = Application.objects.select_for_update().filter(joins=application, state=State.JOINING)
    current = locked.filter(pk=joiner.pk).first()
    if current is None:
        return
    if not application.cohort.call.is_open:
        raise CallClosed
    if take_in:
        known = set(application.people.values_list("email", flat=True))
        new = [one for one in current.people.all() if one.email not in known]
        if taken := queries.elsewhere(
            application.cohort, [one.email for one in new], besides=application
        ):
            raise PeopleElsewhere(taken)
        last = application.people.count()
        for number, person in enumerate(new, last + 1):
            person.pk, person.uuid = None, ApplicationPerson._meta.get_field("uuid").default()
            person._state.adding = True
            person.application, person.order = application, number
            person.save()
        application.save(update_fields=["changed_at"])
    current.state = State.WITHDRAWN
    current.save(update_fields=["state", "changed_at"])
    _note(current, State.JOINING, by=by)
    verb = "application.joined" if take_in else "application.join_refused"
    history.record(actor=by, verb=verb, subject=application)


@transaction.atomic
def withdraw_application(*, application, by=None):
    """Take the application back; nothing happens where it does not stand or has been accepted.

    Effects: the state with its step of history, a mail to everybody who was named, one line of
    history.
    """
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.cohort = application.cohort
    if current.state not in {State.APPLIED, State.WAITLISTED, State.JOINING}:
        return current
    before = current.state
    current.state, current.offered_until = State.WITHDRAWN, None
    current.save(update_fields=["state", "offered_until", "changed_at"])
    _note(current, before, by=by)
    history.record(actor=by, verb="application.withdrawn", subject=current)
    mails.send_withdrawn(current)
    return current


# --- A code that opens an application on another device -----------------------------------------


def ask_code(*, cohort, email, language):
    """Send a code to the address if an application of the call knows it; else nothing.

    Effects: the code for twenty minutes, a mail at once. Call it outside of a transaction.
    """
    if not queries.resumable(cohort, email):
        return
    code = "".join(secrets.choice(ALPHABET) for _number in range(8))
    key = _code_key(cohort, email)
    cache.set(key, make_password(code), CODE_SECONDS)
    cache.set(f"{key}.tries", 0, CODE_SECONDS)
    mails.send_code(cohort, email=email, language=language, code=f"{code[:4]}-{code[4:]}")


def use_code(*, cohort, email, code):
    """The application that the code opens, the one changed last; None where it is wrong or old.

    A code works once, and no longer after five wrong ones.
    """
    key = _code_key(cohort, email)
    kept = cache.get(key)
    if kept is None:
        # As long as a known address takes.
        make_password(code)
        return None
    tries = cache.incr(f"{key}.tries")
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    if tries > CODE_TRIES or not check_password(typed, kept):
        return None
    cache.delete(key)
    found = queries.resumable(cohort, email)
    return found[0] if found else None


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
    interests = CallInterest.objects.filter(
        programme=call.cohort.programme, confirmed_at__isnull=False
    ).select_related("programme")
    mails.send_opened(list(interests), call)


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
    `queries.retention_of` does.
    """
    counts = queries.retention_of(cohort)
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
