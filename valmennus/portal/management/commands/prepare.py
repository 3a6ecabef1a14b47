"""Brings database, messages and static files up to date: after installing and after updating."""

import hashlib
import time
from pathlib import Path

import polib
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from participants.accounts.models import User
from valmennus.portal.pages.actions import load_pages

ACCOUNTS = {
    "koordinaattori@example.org": "coordinator of the running cohort",
    "osallistuja@example.org": "participant, official",
    "luottamus@example.org": "participant, elected official of the same team",
    "vertainen@example.org": "participant of another team",
    "ulkopuolinen@example.org": "participant of another cohort",
    "valmentaja@example.org": "coach of one session",
    "sisalto@example.org": "editor",
    "yllapito@example.org": "administrator",
    "uusi@example.org": "account without any cohort",
}


class Command(BaseCommand):
    """Safe to give again at any time: what is done already is skipped."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--messages", action="store_true", help="only compile the messages; no database"
        )
        parser.add_argument("--demo", action="store_true", help="load the demo where no people are")

    # `migrate` runs the checks.
    requires_system_checks = []

    def handle(self, *, demo, messages, **options):
        if messages:
            compile_messages()
            return
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database at DATABASE_URL does not answer: {error}") from None
        steps = [
            ("Tables", migrate),
            ("Reference data", lambda: call("reference_data")),
            ("Methods library", lambda: call("methods_library")),
            ("Pages", load_pages),
            ("Search", lambda: call("search_index")),
            ("Messages", compile_messages),
        ]
        if demo:
            steps.append(("Demo", lambda: call("demo", "--if-empty")))
        if not settings.DEBUG:
            steps.append(("Static files", collect_static))
        for name, step in steps:
            self.stdout.write(f"{name} … ", ending="")
            self.stdout.flush()
            started = time.monotonic()
            step()
            self.stdout.write(f"{time.monotonic() - started:.1f} s")
        if demo:
            self.show_accounts()

    def show_accounts(self):
        """The demo's people, where they are there."""
        people = User.objects.filter(is_demo=True, email__in=ACCOUNTS)
        found = set(people.values_list("email", flat=True))
        if found:
            self.stdout.write("\nDemo accounts, each with the password Valmennus-2026:")
        for email, who in ACCOUNTS.items():
            if email in found:
                self.stdout.write(f"  {email:<28} {who}")


def call(name, *arguments):
    call_command(name, *arguments, verbosity=0)


def migrate():
    """Migrate where something waits; finding that out is quicker than migrating in vain."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call("migrate", "--no-input")
    call("createcachetable")


def collect_static():
    """Collect, compress and name the static files, where any differs from the last time."""
    found = [
        (name, file.stat().st_size, file.stat().st_mtime_ns)
        for finder in get_finders()
        for name, storage in finder.list([])
        for file in [Path(storage.path(name))]
    ]
    fingerprint = hashlib.sha256(repr(sorted(found)).encode()).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if not (stamp.is_file() and stamp.read_text() == fingerprint):
        call("collectstatic", "--no-input", "--clear")
        stamp.write_text(fingerprint)


def compile_messages():
    """Compile the catalogues that are newer than what was compiled from them."""
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime:
                continue
            polib.pofile(str(source)).save_as_mofile(str(compiled))
