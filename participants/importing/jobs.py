"""What the job worker does with lists of people."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import actions, confirming


@app.task(name="importing.work")
def work(*, batch):
    """Read, take in or take back a long list."""
    confirming.work(batch=batch)


@app.task(name="importing.tell")
def tell(*, batch):
    """Send the people of a list the mail about their place."""
    confirming.tell_people(batch=batch)


@app.periodic(cron="*/2 * * * *")
@app.task(name="importing.rescue", queueing_lock="importing.rescue")
def rescue(timestamp):
    """Give back the lists whose job was lost."""
    confirming.rescue_lost()


@app.periodic(cron="27 * * * *")
@app.task(name="importing.forget", queueing_lock="importing.forget")
def forget(timestamp):
    """Let go of the people's data of lists whose time is over."""
    actions.forget_old(now=timezone.now())
