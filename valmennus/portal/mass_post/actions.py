"""Writing to many: nothing goes before the number has been confirmed."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort
from valmennus.shared import history

from . import mails, queries
from .models import MassPost

__all__ = ["NotPossible"]

State = MassPost.State


@transaction.atomic
def write(*, cohort, post, fields, by):
    """Keep the letter as a draft; `post` is the one that is written anew, or None.

    `fields` are audience, places, subject, body and goes_at. Effects: the draft alone. Raises
    `NotPossible` where it has gone already.
    """
    if post is None:
        return MassPost.objects.create(cohort=cohort, written_by=by, **fields)
    current = MassPost.objects.select_for_update().get(pk=post.pk)
    if current.state != State.DRAFT:
        raise NotPossible(_("This letter is no longer a draft. Write a new one."))
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    return current


@transaction.atomic
def confirm(*, post, seen, by):
    """Let the letter go at its time; a second confirmation does nothing.

    `seen` is the mark of the letter whose number and text were shown.

    Effects: the state, the worker is woken, one line of history with the number. Raises
    `NotPossible` where nobody would get it, where it is another letter than the one that was
    shown, and where it was stopped.
    """
    current = (
        MassPost.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=post.pk)
    )
    if current.state == State.STOPPED:
        raise NotPossible(_("This letter was stopped meanwhile. Write a new one."))
    if current.state != State.DRAFT:
        return current
    if current.seen != seen:
        raise NotPossible(
            _("The letter was written anew meanwhile. Look at it again before you send it.")
        )
    number = queries.places_of(current).count()
    if not number:
        raise NotPossible(_("Nobody would get this letter any more. Choose others."))
    current.state = State.WAITING
    current.goes_at = max(current.goes_at or timezone.now(), timezone.now())
    current.save(update_fields=["state", "goes_at"])
    data = {"people": number, "audience": current.audience}
    history.record(actor=by, verb="mass_post.confirmed", subject=current, data=data)
    transaction.on_commit(_wake, robust=True)
    return current


def _wake():
    job = app.configure_task("mass_post.send_due", queueing_lock="mass_post.send_due")
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(timestamp=0)


@transaction.atomic
def stop(*, post, by):
    """Keep the letter from going. Effects: the state, one line of history.

    Raises `NotPossible` where it has gone.
    """
    current = MassPost.objects.select_for_update().get(pk=post.pk)
    if current.state == State.SENT:
        raise NotPossible(_("The letter has gone already."))
    if current.state == State.WAITING:
        current.state = State.STOPPED
        current.save(update_fields=["state"])
        history.record(actor=by, verb="mass_post.stopped", subject=current)
    return current


def send_due():
    """Send the letters whose time has come, each once and whole; none in an archived cohort."""
    due = MassPost.objects.filter(state=State.WAITING, goes_at__lte=timezone.now())
    for pk in due.values_list("pk", flat=True):
        _send(pk)


@transaction.atomic
def _send(pk):
    waiting = MassPost.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk=pk, state=State.WAITING
    )
    for post in waiting.select_related("cohort__programme", "written_by"):
        if post.cohort.state == Cohort.State.ARCHIVED:
            post.state = State.STOPPED
            post.save(update_fields=["state"])
            continue
        post.sent_to = mails.send(post, queries.places_of(post))
        post.state, post.sent_at = State.SENT, timezone.now()
        post.save(update_fields=["state", "sent_at", "sent_to"])
        data = {"people": post.sent_to}
        history.record(actor=post.written_by, verb="mass_post.sent", subject=post, data=data)


def erase_person(*, texts):
    """Put a dash in the place of a person's name and addresses in letters that tell of them.

    Call it in the transaction of the erasure.
    """
    for text in texts:
        named = MassPost.objects.filter(Q(subject__icontains=text) | Q(body__icontains=text))
        for post in named:
            post.subject = history.without(post.subject, texts)
            post.body = history.without(post.body, texts)
            post.save(update_fields=["subject", "body"])
