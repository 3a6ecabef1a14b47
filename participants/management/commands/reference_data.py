from django.core.management.base import BaseCommand

from participants.organisations.actions import load_reference_data


class Command(BaseCommand):
    help = "Loads regions, counties, business development centres and municipalities."

    def handle(self, verbosity, **options):
        changed = load_reference_data()
        if verbosity:
            self.stdout.write(f"Organisations added or changed: {changed}")
