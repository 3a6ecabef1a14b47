"""What the job worker does with reports of meetings."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="41 3 * * *")
@app.task(name="meeting_reports.forget_old", queueing_lock="meeting_reports.forget_old")
def forget_old(timestamp):
    """Delete reports that nobody has taken in for a week."""
    actions.forget_old(now=timezone.now())
