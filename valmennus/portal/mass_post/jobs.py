"""What the worker does about letters to many."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="* * * * *")
@app.task(name="mass_post.send_due", queueing_lock="mass_post.send_due")
def send_due(*, timestamp):
    """Send the letters whose time has come."""
    actions.send_due()
