"""Personal addresses: signed marks that name one row for one purpose until a day.

Mails carry them, so they must not be guessed, must not be good for anything else, and must end.
They are never kept: the same one is made anew where it is needed.
"""

import base64
import binascii
import datetime
import uuid
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

DAYS = 30


@dataclass(frozen=True)
class Token:
    """What a personal address says: whom or what it is about, and until when it holds."""

    subject: uuid.UUID
    until: datetime.datetime

    @property
    def expired(self):
        return self.until < timezone.now()


def make(purpose, subject, *, days=DAYS):
    """The mark for one purpose and one row's uuid, 48 letters that fit in an address.

    `subject` belongs to one person alone, since whoever holds the mark acts as that person.
    """
    until = int(timezone.now().timestamp()) + int(days * 86400)
    content = subject.bytes + until.to_bytes(4, "big")
    return base64.urlsafe_b64encode(content + _signature(purpose, content)).decode()


def read(purpose, token):
    """The `Token` that the mark holds, also an expired one. Raises Http404 for a forged one."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise Http404 from None
    content, signature = raw[:20], raw[20:]
    if not constant_time_compare(signature, _signature(purpose, content)):
        raise Http404
    until = datetime.datetime.fromtimestamp(int.from_bytes(content[16:], "big"), datetime.UTC)
    return Token(subject=uuid.UUID(bytes=content[:16]), until=until)


def peek(purpose, token):
    """As `read`, but None for a forged one: for what a browser has kept, not for an address."""
    try:
        return read(purpose, token)
    except Http404:
        return None


def _signature(purpose, content):
    return salted_hmac(f"valmennus.token.{purpose}", content, algorithm="sha256").digest()[:16]
