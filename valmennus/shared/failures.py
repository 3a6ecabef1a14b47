"""Keeping why a job failed, for those who look after the queue."""

import datetime
import logging
import re
import traceback

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.utils import timezone

from . import history
from .models import JobFailure

logger = logging.getLogger(__name__)

LONGEST = 4000
# As long as the queue keeps what failed.
KEPT = datetime.timedelta(days=90)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# Where the database quotes the row that it did not take.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


def watch(app):
    """Let every worker of the queue note what fails; called once, when the queue is ready."""
    app.worker_defaults["worker_middleware"] = [_note_failure]


async def _note_failure(call_next, context, worker):
    try:
        return await call_next()
    except Exception as error:
        await sync_to_async(_note, thread_sensitive=False)(context.job, error)
        raise


def _note(job, error):
    try:
        # The job may have failed because the database was away.
        close_old_connections()
        note(job=job.id, task=job.task_name, args=job.task_kwargs, error=error)
    except Exception:
        logger.exception("Why the job %s failed could not be kept.", job.id)
    finally:
        close_old_connections()


def note(*, job, task, args, error):
    """Keep the text of the error that ended the job; a later one takes its place.

    `args` are those of the job: they are taken out of the text.
    """
    JobFailure.objects.update_or_create(
        job=job,
        defaults={
            "task": task,
            "at": timezone.now(),
            "text": _text_of(error, args),
            "left_at": None,
            "left_by": None,
        },
    )


def _text_of(error, args):
    text = "".join(traceback.format_exception(error, limit=-12)).replace("\0", "")
    text = _ADDRESS.sub(history.ERASED, _DETAIL.sub("", text))
    given = {value for value in _texts_in(args) if len(value) > 2}
    return history.without(text, given).strip()[-LONGEST:]


def _texts_in(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for one in value for text in _texts_in(one)]
    return [value] if isinstance(value, str) else []


def erase(*, texts):
    """Take a person's texts out of what is kept. Call it in the transaction of the erasure."""
    for failure in JobFailure.objects.exclude(text=""):
        cleaned = history.without(failure.text, texts)
        if cleaned != failure.text:
            failure.text = cleaned
            failure.save(update_fields=["text"])


def forget_old():
    """Delete what the queue itself no longer keeps."""
    JobFailure.objects.filter(at__lt=timezone.now() - KEPT).delete()
