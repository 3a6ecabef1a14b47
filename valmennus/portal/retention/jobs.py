"""The nightly forgetting."""

from procrastinate.contrib.django import app

from . import actions


# One at a time: what a killed worker has left is gone on with by the next one.
@app.periodic(cron="47 2 * * *")
@app.task(name="retention.forget_due", queueing_lock="retention.forget_due", lock="retention")
def forget_due(*, timestamp):
    """Tell of what is forgotten soon, and forget what is due."""
    actions.forget_due()


@app.periodic(cron="23 3 * * *")
@app.task(name="runs.forget", queueing_lock="runs.forget")
def forget_runs(*, timestamp):
    """Delete the answers of runs whose day has come."""
    actions.forget_runs()
