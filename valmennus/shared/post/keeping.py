"""How long mails are kept, and how a person is taken out of them."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from valmennus.shared.history import without

from .models import BadAddress, Mail, MailStop

KEPT = datetime.timedelta(days=400)


def forget_old():
    """Delete the mails that were written longer ago than they are kept."""
    Mail.objects.filter(made_at__lt=timezone.now() - KEPT).delete()


def erase(*, reader, addresses, texts):
    """Delete the mails to a person, sent and waiting, and take the person out of all others.

    `reader` is the person's uuid, None for who has no account. `texts` (name, addresses, phone)
    give way to a dash in the mails to others that are still kept. Call it in the transaction of
    the erasure.
    """
    addresses = [address.lower() for address in addresses]
    of_person = Q(reader_uuid=reader) if reader is not None else Q(pk=None)
    Mail.objects.filter(Q(to__in=addresses) | of_person).delete()
    BadAddress.objects.filter(address__in=addresses).delete()
    if reader is not None:
        MailStop.objects.filter(reader_uuid=reader).delete()
    Mail.objects.filter(reply_to__in=addresses).update(reply_to="", reply_name="")
    fields = ["subject", "text", "html", "calendar", "trouble"]
    if not texts:
        return
    named = reduce(or_, (Q(**{f"{field}__icontains": text}) for field in fields for text in texts))
    for mail in Mail.objects.filter(named).iterator():
        for field in fields:
            setattr(mail, field, without(getattr(mail, field), texts))
        mail.save(update_fields=fields)
