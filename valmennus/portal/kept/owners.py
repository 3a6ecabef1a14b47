"""Whose page a form came from, told by cookies of this browser that only the portal can write.

Every page carries the secret against forged forms, and signing in changes it. So the secret tells
to whom the page was shown, even when another person uses the browser by now.
"""

import hashlib
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.middleware.csrf import CSRF_TOKEN_LENGTH, _unmask_cipher_token
from django.utils.http import escape_leading_slashes

from participants.accounts.models import User

from .models import KeptForm

BROWSER_COOKIE = "kept_forms"
OWNERS_COOKIE = "page_owners"
MOST_OWNERS = 8
# A page that was open when the sign-in ended is still known to be that person's.
OWNERS_AGE = settings.SESSION_COOKIE_AGE + 24 * 60 * 60


class Unknown(Exception):
    """The page may be another person's, or not the portal's at all."""


def browser_of(request):
    """The random text of the browser's cookie; None without one."""
    return request.get_signed_cookie(
        BROWSER_COOKIE, None, salt=BROWSER_COOKIE, max_age=KeptForm.LIFETIME.total_seconds()
    )


def new_browser():
    """A text for a browser that has none."""
    return secrets.token_urlsafe(32)


def set_browser(response, browser):
    """Let the browser find its forms for an hour."""
    response.set_signed_cookie(
        BROWSER_COOKIE,
        browser,
        salt=BROWSER_COOKIE,
        max_age=KeptForm.LIFETIME,
        **_cookie_settings(),
    )


def remember(request, response):
    """Note in a cookie that the pages with the present secret are the signed-in person's."""
    secret = request.META.get("CSRF_COOKIE")
    shows_page = request.method == "POST" or "html" in response.get("Content-Type", "")
    if not (secret and shows_page and request.user.is_authenticated):
        return
    before = _read(request)
    owners = {_mark(secret): request.user.uuid.hex}
    replaced = request.COOKIES.get(settings.CSRF_COOKIE_NAME, secret)
    if _mark(replaced) not in before | owners:
        # Signing in has changed the secret; the pages before were a guest's.
        owners[_mark(replaced)] = ""
    pairs = [*owners.items(), *(pair for pair in before.items() if pair[0] not in owners)]
    if pairs[:MOST_OWNERS] != list(before.items()):
        response.set_cookie(
            OWNERS_COOKIE,
            signing.dumps(pairs[:MOST_OWNERS], salt=OWNERS_COOKIE),
            max_age=OWNERS_AGE,
            **_cookie_settings(),
        )


def owner_of_page(request):
    """The person to whom the page of the posted form was shown; None for a guest's page.

    Raises `Unknown` where it may have been somebody else's.
    """
    owners = _read(request)
    posted = request.POST.get("csrfmiddlewaretoken", "")
    is_token = len(posted) == CSRF_TOKEN_LENGTH and posted.isascii() and posted.isalnum()
    mark = _mark(_unmask_cipher_token(posted)) if is_token else ""
    if mark not in owners:
        return _only_person(request, owners)
    if owners[mark] == "":
        return None
    owner = User.objects.filter(uuid=owners[mark], erased_at=None).first()
    if owner is None:
        raise Unknown
    return owner


def _only_person(request, owners):
    """Who alone has been known in this browser; None where nobody has."""
    people = {owner for owner in owners.values() if owner}
    if request.user.is_authenticated:
        people.add(request.user.uuid.hex)
    # Of a full list the oldest have been dropped, and they may be others.
    if len(people) > 1 or len(owners) >= MOST_OWNERS:
        raise Unknown
    return User.objects.filter(uuid__in=people, erased_at=None).first()


def is_from_here(request):
    """Whether one of the portal's own pages sent the form, as the browser tells."""
    origin = request.headers.get("Origin")
    if origin is None:
        parts = urlsplit(request.headers.get("Referer", ""))
        origin = f"{parts.scheme}://{parts.netloc}"
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def page_of(request):
    """The address of the page on which the posted form stood, as far as the browser tells."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.path.startswith("/") and parts.netloc == request.get_host():
        # An address that begins with two slashes would lead to another host.
        path = escape_leading_slashes(parts.path)
        return f"{path}?{parts.query}" if parts.query else path
    return request.get_full_path()


def _read(request):
    """Marks of secrets with their people ("" for a guest), the newest first."""
    try:
        return dict(signing.loads(request.COOKIES.get(OWNERS_COOKIE, ""), salt=OWNERS_COOKIE))
    except signing.BadSignature:
        return {}


def _mark(secret):
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def _cookie_settings():
    return {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
