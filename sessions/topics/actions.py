"""Raising topics, supporting them, and deciding about them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.cohorts.actions import NotPossible
from participants.discussions.actions import rename_thread
from valmennus.shared import history

from . import mails
from .models import Topic, TopicSupport

__all__ = ["NotPossible"]

State = Topic.State


@transaction.atomic
def raise_topic(*, cohort, title, text, uuid, by, session=None):
    """Raise a topic; the same `uuid` twice is once. Whoever raises it supports it.

    `session` is where it was raised, or None. Effects: the topic, the support, a line of history.
    """
    fields = {"cohort": cohort, "asked_in": session, "title": title, "text": text, "raised_by": by}
    topic, is_new = Topic.objects.get_or_create(uuid=uuid, defaults=fields | {"supporters": 1})
    if is_new:
        TopicSupport.objects.create(topic=topic, user=by)
        history.record(actor=by, verb="topic.raised", subject=topic)
    return topic


@transaction.atomic
def raise_as_guest(*, session, title, text, email, language, uuid):
    """A guest of an open webinar raises a topic, which waits to be looked at.

    `email` may be empty; else its owner hears what becomes of the topic. Effects: the topic, one
    line of history.
    """
    fields = {
        "cohort": session.cohort,
        "asked_in": session,
        "title": title,
        "text": text,
        "guest_email": email.lower(),
        "guest_language": language,
        "state": State.WAITING,
    }
    topic, is_new = Topic.objects.get_or_create(uuid=uuid, defaults=fields)
    if is_new:
        history.record(actor=None, verb="topic.raised", subject=topic)
    return topic


def _lock(topic):
    return (
        Topic.objects.select_for_update(of=("self",))
        .select_related("cohort", "session", "merged_into")
        .get(pk=topic.pk)
    )


@transaction.atomic
def support(*, topic, by):
    """Support the topic, once a person. Effects: the support, the number, one line of history.

    Raises `NotPossible` where it has been decided about.
    """
    current = _lock(topic)
    if not current.is_living:
        raise NotPossible(_("This topic has been decided about already."))
    _row, is_new = TopicSupport.objects.get_or_create(topic=current, user=by)
    if is_new:
        _count(current)
        history.record(actor=by, verb="topic.supported", subject=current)


@transaction.atomic
def take_support_back(*, topic, by):
    """Support the topic no more. Effects: as for `support`."""
    current = _lock(topic)
    gone, _by_model = TopicSupport.objects.filter(topic=current, user=by).delete()
    if gone:
        _count(current)
        history.record(actor=by, verb="topic.support_taken_back", subject=current)


def _count(topic):
    topic.supporters = TopicSupport.objects.filter(topic=topic).count()
    topic.save(update_fields=["supporters"])


@transaction.atomic
def correct(*, topic, title, text, by):
    """Correct the words of a topic. Effects: the words, one line of history with what changed."""
    current = _lock(topic)
    before, after = {"title": current.title, "text": current.text}, {"title": title, "text": text}
    if changed := history.changes(before, after):
        current.title, current.text = title, text
        current.save(update_fields=["title", "text", "changed_at"])
        if "title" in changed:
            rename_thread(thread_id=current.thread_id, title=title)
        history.record(actor=by, verb="topic.corrected", subject=current, data=changed)


@transaction.atomic
def show(*, topic, by):
    """Let the cohort see what a guest has raised. Effects: the state, one line of history."""
    current = _lock(topic)
    if current.state == State.WAITING:
        _decide(current, State.OPEN, "topic.shown", by)


@transaction.atomic
def schedule(*, topic, session, by):
    """Take the topic into a session. Effects: the state, a mail to those who touched it, a line.

    Raises `NotPossible` where it has been decided otherwise meanwhile.
    """
    current = _lock(topic)
    _refuse(current, State.WAITING, State.OPEN, State.SCHEDULED)
    if current.state == State.SCHEDULED and current.session_id == session.pk:
        return
    current.session, current.reason = session, ""
    _decide(current, State.SCHEDULED, "topic.scheduled", by, {"session": session.title})
    mails.tell(mails.SCHEDULED, current, by=by)


@transaction.atomic
def decline(*, topic, reason, by):
    """Do not take the topic, and say why. Effects and errors: as for `schedule`."""
    current = _lock(topic)
    _refuse(current, State.WAITING, State.OPEN, State.SCHEDULED)
    current.session, current.reason = None, reason
    _decide(current, State.DECLINED, "topic.declined", by, {"reason": reason})
    mails.tell(mails.DECLINED, current, by=by)


@transaction.atomic
def merge(*, topic, other, by):
    """Join the topic to another one of the same board, which gets its supporters.

    Effects: the states, the supports, a mail to those who touched this one, one line of history.
    Raises `NotPossible` where either has been decided about.
    """
    # In the order of their keys, so that two who join them crosswise do not wait for each other.
    pair = [topic.pk, other.pk]
    list(Topic.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
    current, target = _lock(topic), _lock(other)
    _refuse(current, State.WAITING, State.OPEN, State.SCHEDULED)
    if not target.is_living or target.cohort_id != current.cohort_id or target.pk == current.pk:
        raise NotPossible(_("It cannot be joined to that topic."))
    mine = TopicSupport.objects.filter(topic=current)
    TopicSupport.objects.bulk_create(
        [TopicSupport(topic=target, user_id=one) for one in mine.values_list("user", flat=True)],
        ignore_conflicts=True,
    )
    _count(target)
    current.merged_into, current.session = target, None
    Topic.objects.filter(merged_into=current).update(merged_into=target)
    _decide(current, State.MERGED, "topic.merged", by, {"into": target.title})
    mails.tell(mails.MERGED, current, by=by)


@transaction.atomic
def write_outcome(*, topic, outcome, by):
    """Write what came of the topic. Effects: the state, a mail to those who touched it, a line.

    The same words twice are told once. Raises `NotPossible` where it was declined or joined.
    """
    current = _lock(topic)
    _refuse(current, State.WAITING, State.OPEN, State.SCHEDULED, State.DONE)
    if current.state == State.DONE and current.outcome == outcome:
        return
    current.outcome = outcome
    _decide(current, State.DONE, "topic.done", by)
    mails.tell(mails.DONE, current, by=by)


@transaction.atomic
def reopen(*, topic, by):
    """Raise again what was declined or dealt with. Effects: the state, one line of history."""
    current = _lock(topic)
    if current.state in (State.DECLINED, State.DONE):
        current.session, current.reason = None, ""
        _decide(current, State.OPEN, "topic.reopened", by)


def _refuse(topic, *fits):
    if topic.state not in fits:
        raise NotPossible(_("This topic has been decided about already."))


def _decide(topic, state, verb, by, data=None):
    topic.state, topic.decided_by, topic.decided_at = state, by, timezone.now()
    topic.save()
    history.record(actor=by, verb=verb, subject=topic, data=data)


def erase_person(*, user, addresses):
    """Forget who raised and supported; the topics stay. `user` is None for a guest.

    Call it in the transaction of the erasure. Returns whether there was anything.
    """
    guests = Topic.objects.filter(guest_email__in=addresses)
    found = guests.update(guest_email="", guest_language="") > 0
    if user is not None:
        own = TopicSupport.objects.filter(user=user)
        topics = list(Topic.objects.filter(support__in=own))
        found = bool(own.delete()[0]) or found
        for topic in topics:
            _count(topic)
    return found


def forget(*, cohort):
    """Forget the addresses of guests of the cohort; returns `{what: how many}`."""
    guests = Topic.objects.filter(cohort=cohort).exclude(guest_email="")
    return {"topic_guests": guests.update(guest_email="", guest_language="")}
