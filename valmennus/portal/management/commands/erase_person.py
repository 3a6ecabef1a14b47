import sys

from django.core.management.base import BaseCommand, CommandError

from participants.accounts.actions import LastAdministrator
from participants.accounts.models import User
from participants.cohorts.actions import LastCoordinator
from valmennus.portal.own_data.actions import erase_person


class Command(BaseCommand):
    help = "Erases a person's data, as their own page does: the account stays, anonymous."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, email, yes, **options):
        user = User.objects.with_address(email.lower()).first()
        if user is None:
            raise CommandError(f"No account has the address {email}.")
        if sys.stdin.isatty() and not yes:
            answer = input(f"Erase {user} for good? Type the address again: ")
            if answer.strip().lower() != email.lower():
                raise CommandError("Nothing was erased.")
        try:
            erase_person(user=user, by=None)
        except LastCoordinator as last:
            raise CommandError(
                f"{user} is the only coordinator of: {last}. Name another one for each first."
            ) from None
        except LastAdministrator:
            raise CommandError(
                f"{user} is the only administrator. Make another one first."
            ) from None
        self.stdout.write("Erased. What others need stays without the name.")
