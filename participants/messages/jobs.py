"""What the worker does about mail that did not arrive."""

import imaplib
import logging

from django.conf import settings
from procrastinate.contrib.django import app

from valmennus.shared.post import bounces

from . import actions

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.read_bounces", queueing_lock="messages.read_bounces")
def read_bounces(*, timestamp):
    """Read the mailbox to which mails come back, and tell the coordinators."""
    if settings.BOUNCE_URL:
        try:
            bounces.read_mailbox()
        except (OSError, imaplib.IMAP4.error):
            logger.exception("The mailbox of bounces could not be read.")
    actions.tell_of_bad_addresses()
