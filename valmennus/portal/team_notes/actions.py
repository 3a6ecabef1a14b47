"""Writing notes about a team, and forgetting them."""

from django.db import transaction
from django.db.models import Q

from participants.cohorts.models import Team
from valmennus.shared import history

from .models import TeamNote


@transaction.atomic
def write(*, team, text, uuid, by):
    """Keep a note about the team; the same `uuid` twice is once.

    Effects: the note, one line of history.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    note, is_new = TeamNote.objects.get_or_create(
        uuid=uuid, defaults={"team": team, "text": text, "by": by}
    )
    if is_new:
        history.record(actor=by, verb="team.noted", subject=team)
    return note


@transaction.atomic
def remove(*, note, by):
    """Take a note away. Effects: it is gone, one line of history."""
    history.record(actor=by, verb="team.note_removed", subject=note.team)
    note.delete()


def erase_person(*, texts):
    """Put a dash in the place of a person's name and addresses in notes.

    Call it in the transaction of the erasure.
    """
    named = Q()
    for text in texts:
        named |= Q(text__icontains=text)
    for note in TeamNote.objects.filter(named):
        note.text = history.without(note.text, texts)
        note.save(update_fields=["text"])


def forget(*, cohort):
    """Forget the notes about the cohort's teams; returns `{what: how many}`."""
    number, _by_model = TeamNote.objects.filter(team__cohort=cohort).delete()
    return {"notes": number}
