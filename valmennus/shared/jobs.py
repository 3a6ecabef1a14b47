"""What the job worker does for every room: delivers mail and looks after the queue."""

from base64 import b64decode

from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import search_index


# A mail server may be away for a night: the last try is about a day after the first.
@app.task(
    name="mail.deliver",
    queue="mail",
    retry=RetryStrategy(max_attempts=9, exponential_wait=4),
)
def deliver_mail(*, to, subject, body, attachments):
    """Hand one mail to the mail server; tried again where the server does not take it.

    `attachments` are [name, content in base64, type] lists.
    """
    EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        attachments=[(name, b64decode(content), kind) for name, content, kind in attachments],
    ).send()


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
    """Delete what was done a month ago or failed three months ago: mails hold people's data."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * 30)
    await app.job_manager.delete_old_jobs(nb_hours=24 * 90, include_failed=True)


@app.periodic(cron="41 3 * * *")
@app.task(name="search.renew", queueing_lock="search.renew")
def renew_search(*, timestamp):
    """Mend what an act or a hand in the database may have left out of the search."""
    search_index.renew(everything=True)
