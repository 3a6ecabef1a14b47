"""How often something may be asked, counted in the cache that all web processes share."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import connection, transaction


def address_of(request):
    """The network from which the request comes, behind the trusted proxies, as one text.

    Of IPv6 it is the half that a household or school is given: the other half is its own to change.
    """
    typed = get_adapter().get_client_ip(request)
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return typed
    if address.version == 4:
        return typed
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address.packed, 64), strict=False))


def within(name, key, *, most, seconds):
    """Count one more of `name` for `key`; False once there were more than `most` in the time.

    The time begins with the first one.
    """
    place, now = _place(name, key), time.time()
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever counts the same at once waits, or a hundred tries at once would count as one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [place])
        number, until = _counted(place) or (0, now + seconds)
        # Not `incr`, which would begin the time anew with each one.
        cache.set(place, (number + 1, until), max(until - now, 1))
    return number + 1 <= most


def is_over(name, key, *, most):
    """Whether `within` would say no to one more of `name` for `key`; nothing is counted."""
    number, _until = _counted(_place(name, key)) or (0, 0)
    return number >= most


def _place(name, key):
    return f"limit.{name}.{key}"[:200]


def _counted(place):
    """How many there are, and until when they count; None where none do."""
    kept = cache.get(place)
    # A bare number is of an earlier version.
    return kept if isinstance(kept, tuple) and kept[1] > time.time() else None
