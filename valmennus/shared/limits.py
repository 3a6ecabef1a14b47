"""How often something may be asked, counted in the cache that all web processes share."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def address_of(request):
    """The network address from which the request comes, behind the trusted proxies."""
    return get_adapter().get_client_ip(request)


def within(name, key, *, most, seconds):
    """Count one more of `name` for `key`; False once there were more than `most` in the time.

    The time begins with the first one. Two who count at once may count as one.
    """
    place = f"limit.{name}.{key}"[:200]
    if cache.add(place, 1, seconds):
        return True
    try:
        return cache.incr(place) <= most
    except ValueError:
        # It has ended in this moment.
        cache.set(place, 1, seconds)
        return True
