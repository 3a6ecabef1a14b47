import os

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from participants.accounts.models import User
from valmennus.portal.own_data.exports import write_package


class Command(BaseCommand):
    help = "Writes all that the portal holds of a person into a ZIP file, as their own page does."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--output", help="the file; <address>.zip in this folder unless given")

    def handle(self, *, email, output, **options):
        user = User.objects.with_address(email.lower()).first()
        if user is None:
            raise CommandError(f"No account has the address {email}.")
        output = output or f"{email.lower().replace('/', '_')}.zip"
        with (
            open(output, "wb", opener=_own) as target,
            translation.override(user.language),
        ):
            write_package(user, target, progress=lambda number: None)
        self.stdout.write(f"Written: {output}")


def _own(path, flags):
    """Open a file that nobody else on the machine reads."""
    return os.open(path, flags, mode=0o600)
