from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Runs background jobs until it is told to end."

    def add_arguments(self, parser):
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at a time")

    def handle(self, concurrency, **options):
        call_command("procrastinate", "worker", f"--concurrency={concurrency}")
