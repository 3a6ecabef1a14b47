import sys

from django.core.management.base import BaseCommand

from valmennus.shared import search_index


class Command(BaseCommand):
    help = (
        "Brings the search up to date: makes the entries that are missing or were made without "
        "the word forms of today. Safe to give at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="every entry, as after a change of the dictionary"
        )

    def handle(self, verbosity, **options):
        say = self.show_progress if verbosity and sys.stdout.isatty() else None
        changed = search_index.renew(everything=options["all"], say=say)
        if verbosity:
            self.stdout.write(f"Entries of the search written: {changed}")

    def show_progress(self, model, done, total):
        """One line that is written over, until the kind of thing is done."""
        bar = "█" * (30 * done // total)
        name = str(model._meta.verbose_name_plural)
        self.stdout.write(f"\r{name:<28}{bar:<30} {done}/{total}", ending="")
        self.stdout.flush()
        if done == total:
            self.stdout.write("")
