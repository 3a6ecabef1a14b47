"""What the worker does about digests."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="digest.send_due", queueing_lock="digest.send_due", lock="digest.send_due")
def send_due(*, timestamp):
    """Send the digests whose time it is."""
    actions.send_due()
