"""Sending sessions into people's calendars."""

from django.db import transaction

from sessions.schedule.models import CoachingSession
from valmennus.shared import history, post

from . import mails, queries
from .models import Invitation

KINDS = {
    "invited": mails.INVITED,
    "changed": mails.CHANGED,
    "cancelled": mails.CANCELLED,
    "left": mails.LEFT,
}


@transaction.atomic
def send_invitations(*, session, by):
    """Bring every calendar up to date with the session: invitations, changes, cancellations.

    Twice at once sends once. Effects: a mail with a calendar entry to each person whose calendar
    tells something else, what each has got, one line of history. Returns how many mails went.
    """
    session = CoachingSession.objects.lock(session)
    found = queries.unsent(session)
    sent = _send(session, vars(found), by)
    if sent:
        history.record(actor=by, verb="session.invited", subject=session, data={"mails": sent})
    return sent


@transaction.atomic
def invite_newcomers(*, session):
    """Invite those who have joined the cohort since the invitations went, and tell who has left.

    Nothing happens while a change of the session waits for the coordinator. Effects as in
    `send_invitations`, without a line of history where nothing is sent.
    """
    session = CoachingSession.objects.lock(session)
    found = queries.unsent(session)
    if found.changed or found.cancelled:
        return 0
    sent = _send(session, {"invited": found.invited, "left": found.left}, None)
    if sent:
        history.record(actor=None, verb="session.invited", subject=session, data={"mails": sent})
    return sent


def _send(session, found, by):
    sent = 0
    for name, places in found.items():
        if not places:
            continue
        gone = name in {"cancelled", "left"}
        rows = _note(session, places, gone)
        letters = [
            mails.letter(
                session,
                place,
                round=f"{session.sequence}.{rows[place.pk].times}",
                cancelled=gone,
            )
            for place in places
        ]
        sent += post.send_all(KINDS[name], letters, cohort=session.cohort, by=by)
    return sent


def _note(session, places, gone):
    """Write down what each person has got now; returns the rows by the key of the place."""
    rows = {
        row.enrolment_id: row
        for row in Invitation.objects.filter(session=session, enrolment__in=places)
    }
    new = [place for place in places if place.pk not in rows]
    for row in rows.values():
        row.sequence, row.is_cancelled, row.times = session.sequence, gone, row.times + 1
    if rows:
        Invitation.objects.bulk_update(rows.values(), ["sequence", "is_cancelled", "times"])
    made = [
        Invitation(session=session, enrolment=place, sequence=session.sequence) for place in new
    ]
    Invitation.objects.bulk_create(made)
    return rows | {row.enrolment_id: row for row in made}
