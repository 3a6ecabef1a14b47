"""What the job worker does with kept forms."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="kept.forget_old", queueing_lock="kept.forget_old")
def forget_old(timestamp):
    """Delete what has been kept for its hour."""
    actions.forget_old()
