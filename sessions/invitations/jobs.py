"""What the worker does about invitations."""

import logging

from procrastinate.contrib.django import app

from . import actions, queries

logger = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="invitations.newcomers", queueing_lock="invitations.newcomers")
def invite_newcomers(*, timestamp):
    """Invite those who have joined a cohort since its invitations went."""
    for session in queries.sessions_told_of():
        try:
            actions.invite_newcomers(session=session)
        except Exception:
            # One session's trouble must not keep the others waiting; it is tried again.
            logger.exception("The newcomers of a session could not be invited.")
