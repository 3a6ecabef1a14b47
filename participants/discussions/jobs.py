"""What the worker does about discussions."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="* * * * *")
@app.task(
    name="discussions.send_due", queueing_lock="discussions.send_due", lock="discussions.send_due"
)
def send_due(*, timestamp):
    """Mail those who follow threads what is new there."""
    actions.send_due()
