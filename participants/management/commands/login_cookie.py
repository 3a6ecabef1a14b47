from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand, CommandError

from participants.accounts.models import User


class Command(BaseCommand):
    help = "Prints the cookies of new sign-ins of a person, for benchmarks."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--count", type=int, default=1, help="how many sign-ins")
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off")

    def handle(self, email, count, force, **options):
        if not (settings.DEBUG or force):
            raise CommandError("Only with DEBUG=1 or --force: the cookie signs in as the person.")
        try:
            user = User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            raise CommandError(f"No account has the address {email}.") from None
        for _ in range(count):
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            self.stdout.write(f"COOKIE {settings.SESSION_COOKIE_NAME}={session.session_key}")
