"""What the worker does about reminders."""

from procrastinate.contrib.django import app

from participants.cohorts.models import Cohort

from . import actions


@app.periodic(cron="*/5 * * * *")
@app.task(name="reminders.send_due", queueing_lock="reminders.send_due", lock="reminders.send_due")
def send_due(*, timestamp):
    """Send the reminders that are due."""
    cohorts = Cohort.objects.filter(
        reminder_rules__on_since__isnull=False,
        state__in=[Cohort.State.OPEN, Cohort.State.RUNNING],
    )
    for cohort in cohorts.select_related("programme").distinct():
        actions.send_due(cohort=cohort)
