"""Sending digests: never an empty one, never the same thing twice."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from participants.accounts.models import User

from . import mails, queries
from .models import DigestSent

logger = logging.getLogger(__name__)

# What was written just now may not have been committed yet: it is told the next time.
SETTLED = datetime.timedelta(seconds=10)


def send_due():
    """Send each person whose time it is what is new since the last time.

    Effects: a mail for each cohort in which there is something, and up to when the person has been
    told. A person who is told in this moment by another worker is left out.
    """
    now = timezone.now()
    for user in queries.readers(now):
        try:
            tell(user=user, until=now - SETTLED)
        except Exception:
            # One person's trouble must not keep the others waiting; it is tried again.
            logger.exception("A digest could not be written.")


@transaction.atomic
def tell(*, user, until):
    """Send one person's digest; nothing where nothing is new. Effects as in `send_due`."""
    locked = User.objects.select_for_update(skip_locked=True).filter(pk=user.pk, erased_at=None)
    if not locked.exists():
        return
    since = max(queries.told_until(user) or until - queries.FIRST, until - queries.MOST)
    if since >= until:
        return
    for cohort, rows in queries.news_of(user, since, until):
        mails.send_news(user, cohort=cohort, rows=rows, until=until)
    DigestSent.objects.update_or_create(user=user, defaults={"until": until})
