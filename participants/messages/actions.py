"""What a reader decides about the portal's mail."""

from django.db import transaction

from participants.accounts.models import User
from valmennus.shared import history
from valmennus.shared.models import MailStop


@transaction.atomic
def stop_mail(*, reader_uuid, what):
    """Let no more mail of this sort go to the reader; nothing happens where it is stopped already.

    Effects: the word of the reader; one line of history where the reader has an account.
    """
    _row, is_new = MailStop.objects.get_or_create(reader_uuid=reader_uuid, what=what)
    if is_new:
        _record(reader_uuid, {"stopped": [what]})


@transaction.atomic
def choose_mail(*, reader_uuid, wanted, all_sorts):
    """Let exactly the `wanted` sorts of `all_sorts` go to the reader. Effects as in `stop_mail`."""
    stops = MailStop.objects.filter(reader_uuid=reader_uuid, what__in=all_sorts)
    before = set(stops.values_list("what", flat=True))
    after = set(all_sorts) - set(wanted)
    stops.filter(what__in=before - after).delete()
    MailStop.objects.bulk_create(
        [MailStop(reader_uuid=reader_uuid, what=what) for what in sorted(after - before)],
        ignore_conflicts=True,
    )
    if before != after:
        data = {"stopped": sorted(after - before), "wanted_again": sorted(before - after)}
        _record(reader_uuid, data)


def _record(reader_uuid, data):
    user = User.objects.filter(uuid=reader_uuid).first()
    if user is not None:
        history.record(actor=user, verb="person.mail_chosen", subject=user, data=data)
