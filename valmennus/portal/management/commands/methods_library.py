from django.core.management.base import BaseCommand

from methods.library.actions import load_library
from participants.cohorts.models import Programme
from sessions.planning.actions import load_programme_template


class Command(BaseCommand):
    help = "Loads the four methods with their decks, and the template of programmes without one."

    def handle(self, verbosity, **options):
        rows = load_library()
        sessions = sum(map(load_programme_template, Programme.objects.all()))
        if verbosity:
            self.stdout.write(f"Methods, steps, decks and cards added: {rows['added']}")
            self.stdout.write(f"Methods, steps, decks and cards changed: {rows['changed']}")
            self.stdout.write(f"Sessions added to templates: {sessions}")
