"""The store of sign-ins: Django's, which is asked by each request of a person."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from .composed import composed_once


class SessionStore(db.SessionStore):
    """Finds the sign-in of a request by a statement that is composed once."""

    def _get_session_from_db(self):
        for session in _living(self.session_key, timezone.now()):
            return session
        self._session_key = None
        return None


@composed_once
def _living(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)
