"""What must hold for the portal to work."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

# Below this the next uploads or the database's own files may fail.
FREE_DISK = 500 * 1024 * 1024


def run():
    """Every check as `{name: {"ok": bool, "says": sentence}}`. Raises nothing."""
    checks = {"database": _database()}
    if checks["database"]["ok"]:
        checks["migrations"] = _migrations()
    checks["disk"] = _disk()
    return checks


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"ok": False, "says": f"The database does not answer: {type(error).__name__}."}
    return {"ok": True, "says": "The database answers."}


def _migrations():
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return {"ok": False, "says": f"{len(waiting)} migrations wait: run `manage.py migrate`."}
    return {"ok": True, "says": "Every migration has been run."}


def _disk():
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return {"ok": free > FREE_DISK, "says": f"{free // 1024**2} MB are free for uploads."}
