"""What the worker does about sign-ups."""

from procrastinate.contrib.django import app

from . import actions, queries


@app.periodic(cron="*/5 * * * *")
@app.task(name="signup.offer_free_places", queueing_lock="signup.offer_free_places")
def offer_free_places(*, timestamp):
    """Let offers lapse and offer what has become free."""
    for session in queries.sessions_to_settle():
        actions.offer_free_places(session=session)


@app.periodic(cron="*/5 * * * *")
@app.task(name="signup.follow_up", queueing_lock="signup.follow_up", lock="signup.follow_up")
def follow_up(*, timestamp):
    """Ask those who were in a webinar what it gave them, the morning after."""
    for session in queries.sessions_to_follow():
        actions.follow_up(session=session)


@app.periodic(cron="23 3 * * *")
@app.task(name="signup.forget_old", queueing_lock="signup.forget_old")
def forget_old(*, timestamp):
    """Erase who has signed up for webinars that were a month ago."""
    actions.forget_old()
