import sys

from django.core.management.base import BaseCommand, CommandError

from participants.accounts.actions import LastAdministrator
from participants.accounts.models import User
from participants.cohorts.actions import LastCoordinator
from valmennus.portal.own_data.actions import erase_guest, erase_person


class Command(BaseCommand):
    help = (
        "Erases a person's data, as their own page does: the account stays, anonymous. Of somebody "
        "without an account, what was left under the address."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, email, yes, **options):
        user = User.objects.with_address(email.lower()).first()
        if sys.stdin.isatty() and not yes:
            answer = input(f"Erase {user or email} for good? Type the address again: ")
            if answer.strip().lower() != email.lower():
                raise CommandError("Nothing was erased.")
        if user is None:
            if not erase_guest(address=email):
                raise CommandError(f"No account and no application has the address {email}.")
            self.stdout.write("Erased what was left under the address. It has no account.")
            return
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
