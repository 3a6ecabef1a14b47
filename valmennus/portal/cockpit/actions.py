"""Reminding a team."""

from django.db import transaction

from participants.cohorts.models import Cohort
from valmennus.shared import history

from . import mails
from .missing import missing_of


@transaction.atomic
def remind(*, cohort, team, key, message, round, by):
    """Mail those of the team who miss the thing now; returns how many mails were written.

    `key` is one of `missing_of`'s; `round` comes from the page, so that a second press sends
    nothing. Whoever has done it meanwhile, or has stopped reminders, gets none. Effects: the mails,
    one line of history on the team.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    found = next((one for one in missing_of(cohort, team) if one.key == key), None)
    if found is None:
        return 0
    number = mails.send(found, message=message, cohort=cohort, by=by, round=str(round))
    if number:
        data = {"about": str(found.label), "people": number}
        history.record(actor=by, verb="team.reminded", subject=team, data=data)
    return number
