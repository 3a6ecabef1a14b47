"""What the job worker does with runs."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="runs.close_old", queueing_lock="runs.close_old")
def close_old(timestamp):
    """End the runs that nobody has ended."""
    actions.close_old_runs()


@app.periodic(cron="23 3 * * *")
@app.task(name="runs.forget", queueing_lock="runs.forget")
def forget(timestamp):
    """Delete the answers of runs whose day has come."""
    actions.forget_runs()
