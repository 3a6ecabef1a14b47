"""What the job worker does with runs."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="runs.close_old", queueing_lock="runs.close_old")
def close_old(timestamp):
    """End the runs that nobody has ended."""
    actions.close_old_runs()
