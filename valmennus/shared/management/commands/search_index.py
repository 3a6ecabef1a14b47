from django.core.management.base import BaseCommand

from valmennus.shared import progress, search_index


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
        with progress.bar("Search", None) as bar:
            changed = search_index.renew(everything=options["all"], done=bar.update)
        if verbosity:
            self.stdout.write(f"Entries of the search written: {changed}")
