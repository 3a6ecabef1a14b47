from django.core.management.base import BaseCommand, CommandError

from participants.accounts.models import User
from valmennus.portal import demo, demo_large


class Command(BaseCommand):
    help = "Loads the programme of 2022–2026 with invented people, to try the portal with."

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale",
            choices=["s", "l"],
            default="s",
            help="s: the programme as it has been; l: a whole country, to measure with",
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed, other people")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are people already"
        )
        parser.add_argument("--force", action="store_true", help="even among real people")

    def handle(self, scale, seed, if_empty, force, verbosity, **options):
        if if_empty and User.objects.exists():
            return
        if User.objects.filter(is_demo=False).exists() and not force:
            raise CommandError(
                "There are real people in this portal. Give --force to add invented ones to them."
            )
        if User.objects.filter(is_demo=True).exists():
            raise CommandError("The demo is in this portal already.")
        people = demo.load(seed)
        if scale == "l":
            people += demo_large.load(seed, self.stdout.write)
        if verbosity:
            self.stdout.write(f"Invented people: {people}")
