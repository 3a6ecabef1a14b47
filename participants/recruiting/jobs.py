"""What the worker does about calls and applications."""

from procrastinate.contrib.django import app

from participants.cohorts.models import Cohort

from . import actions, deciding, queries


@app.task(name="recruiting.send_code")
def send_code(*, asked):
    """Send the code that opens an application, where one knows the address."""
    actions.send_code(asked=asked)


@app.periodic(cron="*/5 * * * *")
@app.task(name="recruiting.offer_free_places", queueing_lock="recruiting.offer_free_places")
def offer_free_places(*, timestamp):
    """Let offers lapse and offer what has become free."""
    for cohort in Cohort.objects.filter(applications__state="waitlisted").distinct():
        deciding.offer_free_places(cohort=cohort)


@app.periodic(cron="*/10 * * * *")
@app.task(name="recruiting.tell_of_calls", queueing_lock="recruiting.tell_of_calls")
def tell_of_calls(*, timestamp):
    """Tell those who wait that a call has opened."""
    for call in queries.opened_and_untold():
        actions.tell_of_call(call=call)


@app.periodic(cron="11 3 * * *")
@app.task(name="recruiting.forget_old", queueing_lock="recruiting.forget_old")
def forget_old(*, timestamp):
    """Delete what nobody confirmed or sent."""
    actions.forget_old()
