"""Writing the notes of a session, and adding photographs to it."""

import datetime

from django.db import transaction
from django.utils import timezone

from sessions.schedule.models import CoachingSession
from valmennus.shared import history, uploads
from valmennus.shared.versions import refuse_stale

from .models import NotesVersion, SessionNotes, SessionPhoto

# What one person writes within this time is one version.
SITTING = datetime.timedelta(minutes=10)


def _lock(session):
    """The notes as they stand, made where there are none; held until the transaction ends."""
    CoachingSession.objects.lock(session)
    notes, _is_new = SessionNotes.objects.get_or_create(session=session)
    return notes


@transaction.atomic
def write(*, session, text, seen, by):
    """Keep the notes. What stood before is kept as a version, one for ten minutes of a person.

    `seen` is the version that the page showed, empty where there was none. Effects: the notes, a
    version; one line of history for each version. Raises `StaleForm` where somebody else has
    written meanwhile. Returns the notes.
    """
    notes = _lock(session)
    if notes.text == text:
        return notes
    if notes.changed_by_id is not None:
        refuse_stale(notes, seen)
    before, now = (notes.text, notes.changed_by, notes.changed_at), timezone.now()
    is_new_sitting = notes.changed_by_id != by.pk or _last_version_at(notes) < now - SITTING
    notes.text, notes.changed_by = text, by
    notes.save()
    if is_new_sitting:
        if before[0]:
            NotesVersion.objects.create(notes=notes, text=before[0], by=before[1], at=before[2])
        history.record(actor=by, verb="notes.written", subject=session)
    return notes


def _last_version_at(notes):
    """When the newest version was put aside; the notes' own time where there is none."""
    last = notes.versions.first()
    return last.at if last else notes.changed_at


@transaction.atomic
def name_writer(*, session, writer, by):
    """Ask one of the cohort to write the notes; None asks nobody. Effects: the writer, a line."""
    notes = _lock(session)
    if notes.writer != writer:
        notes.writer = writer
        # The text has not changed: whoever writes it in this moment goes on.
        SessionNotes.objects.filter(pk=notes.pk).update(writer=writer)
        data = history.about(writer) if writer else {}
        history.record(actor=by, verb="notes.writer_named", subject=session, data=data)
    return notes


@transaction.atomic
def add_photo(*, session, upload, alt, uuid, by):
    """Add a photograph; the same `uuid` twice is once. Effects: the file, one line of history."""
    session = CoachingSession.objects.lock(session)
    photo = SessionPhoto.objects.filter(uuid=uuid).first()
    if photo is None:
        photo = SessionPhoto.objects.create(
            uuid=uuid, session=session, file=uploads.store(upload), alt=alt, added_by=by
        )
        history.record(actor=by, verb="photo.added", subject=session)
    return photo


@transaction.atomic
def remove_photo(*, photo, by):
    """Take a photograph away with its file. Effects: both are gone, one line of history."""
    history.record(actor=by, verb="photo.removed", subject=photo.session)
    file = photo.file
    photo.delete()
    uploads.discard(file)


def erase_person(*, user):
    """Ask nothing more of an erased person; the notes and the photographs stay.

    Call it in the transaction of the erasure.
    """
    SessionNotes.objects.filter(writer=user).update(writer=None)
