"""What the worker does about invitations."""

from procrastinate.contrib.django import app

from . import actions, queries


@app.periodic(cron="*/10 * * * *")
@app.task(name="invitations.newcomers", queueing_lock="invitations.newcomers")
def invite_newcomers(*, timestamp):
    """Invite those who have joined a cohort since its invitations went."""
    for session in queries.sessions_told_of():
        actions.invite_newcomers(session=session)
