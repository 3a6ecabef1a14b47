"""What must hold for the portal to work."""

import datetime
import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from valmennus.shared import finnish

# Below this the next uploads or the database's own files may fail.
FREE_DISK = 500 * 1024 * 1024
# A worker tells every ten seconds that it lives; a dead one is to be seen within two minutes.
HEARTBEAT = datetime.timedelta(seconds=90)
OLDEST_JOB = datetime.timedelta(minutes=15)
# A server that puts a stranger off takes the mail after a try or two.
OFTEN = 5


def run():
    """Every check as `{name: {"ok": bool, "says": sentence}}`, in the page's language.

    Raises nothing.
    """
    checks = {}
    try:
        checks["migrations"] = _migrations()
        checks["database"] = {"ok": True, "says": _("The database answers.")}
        if checks["migrations"]["ok"]:
            checks["worker"], checks["mail"] = _worker_and_mail()
            checks["queue"] = _queue()
            checks["search"] = _search()
    except DatabaseError as error:
        says = _("The database does not answer: %(error)s.") % {"error": type(error).__name__}
        checks["database"] = {"ok": False, "says": says}
    checks["disk"] = _disk()
    return checks


def _migrations():
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        says = _("Migrations wait (%(number)s): run `manage.py migrate`.")
        return {"ok": False, "says": says % {"number": len(waiting)}}
    return {"ok": True, "says": _("Every migration has been run.")}


def _worker_and_mail():
    """Whether a worker lives, and whether mail goes out; one statement for both."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(last_heartbeat) FROM procrastinate_workers), "
            "(SELECT trouble FROM shared_mail WHERE state = 'queued' "
            "AND (due_at < %s OR attempts >= %s) ORDER BY due_at LIMIT 1)",
            [now - OLDEST_JOB, OFTEN],
        )
        beat, trouble = cursor.fetchone()
    worker = {"ok": True, "says": _("The job worker is running.")}
    if beat is None or beat < now - HEARTBEAT:
        says = _("The job worker is not running: start `manage.py worker`.")
        worker = {"ok": False, "says": says}
    mail = {"ok": True, "says": _("Mail goes out.")}
    if trouble is not None:
        says = _("Mail does not go out; the mail server says: %(words)s")
        mail = {"ok": False, "says": says % {"words": trouble or _("nothing")}}
    return worker, mail


def _queue():
    waiting = ProcrastinateJob.objects.filter(status="todo").filter(
        Q(scheduled_at__isnull=True) | Q(scheduled_at__lt=timezone.now() - OLDEST_JOB)
    )
    deferred = ProcrastinateEvent.objects.filter(
        job__in=waiting, type="deferred", at__lt=timezone.now() - OLDEST_JOB
    )
    if deferred.exists():
        return {"ok": False, "says": _("A job has waited for more than a quarter of an hour.")}
    return {"ok": True, "says": _("No job has waited long.")}


def _search():
    """The search works without word forms too, so their absence is told and is no failure."""
    if finnish.available():
        return {"ok": True, "says": _("The search knows Finnish word forms (libvoikko).")}
    says = _(
        "The search goes by PostgreSQL's Finnish stemmer, since libvoikko is missing: "
        "apt install libvoikko1 voikko-fi, restart, then `manage.py search_index`."
    )
    return {"ok": True, "says": says}


def _disk():
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    says = _("%(number)s MB are free for uploads.")
    return {"ok": free > FREE_DISK, "says": says % {"number": free // 1024**2}}
