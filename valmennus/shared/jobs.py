"""What the job worker does for every room: delivers mail and looks after the queue."""

from procrastinate.contrib.django import app

from . import failures, search_index
from .post import delivery, keeping


@app.task(name="post.deliver", queue="mail", queueing_lock="post.deliver")
def deliver_mails():
    """Hand the waiting mails over to the mail server."""
    delivery.deliver_due()


# What is tried again, what goes at a time, and what a killed worker has left.
@app.periodic(cron="* * * * *")
@app.task(name="post.sweep", queue="mail", queueing_lock="post.sweep")
def sweep_mails(*, timestamp):
    """Hand over what has become due since the last minute."""
    delivery.deliver_due()


@app.periodic(cron="23 3 * * *")
@app.task(name="post.forget", queueing_lock="post.forget")
def forget_mails(*, timestamp):
    """Delete the mails of more than a year ago."""
    keeping.forget_old()


# Somebody may look at a page that shows how far the work is.
@app.periodic(cron="* * * * *")
@app.task(name="queue.retry_stalled", queueing_lock="queue.retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp):
    """Give the jobs of a worker that was killed to the next one."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="queue.forget_done", queueing_lock="queue.forget_done", pass_context=True)
async def forget_done(context, timestamp):
    """Delete what was done a month ago or failed three months ago."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * 30)
    await app.job_manager.delete_old_jobs(nb_hours=24 * 90, include_failed=True)


@app.periodic(cron="19 3 * * *")
@app.task(name="queue.forget_failures", queueing_lock="queue.forget_failures")
def forget_failures(*, timestamp):
    """Delete why jobs failed three months ago."""
    failures.forget_old()


@app.periodic(cron="41 3 * * *")
@app.task(name="search.renew", queueing_lock="search.renew")
def renew_search(*, timestamp):
    """Mend what an act or a hand in the database may have left out of the search."""
    search_index.renew(everything=True)
