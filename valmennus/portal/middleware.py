"""What holds for every request, above all those of signed-in people."""

import time

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

VIEWING_AS_PARTICIPANT = "viewing_as_participant"


def private_answers(get_response):
    """What a signed-in person gets is kept by no one else, and by no browser after signing out."""

    def middleware(request):
        response = get_response(request)
        session = settings.SESSION_COOKIE_NAME
        if session in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
            if session in response.cookies and not response.cookies[session].value:
                response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return middleware


def sound_cookies(get_response):
    """A cookie with a null byte is none of ours, and no database takes it."""

    def middleware(request):
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if "\0" not in value
        }
        return get_response(request)

    return middleware


def even_answers(get_response):
    """No stranger learns from the time of an answer whether an address has an account."""
    names = [
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "accounts:phone_code",
    ]

    def middleware(request):
        started = time.monotonic()
        response = get_response(request)
        if request.method == "POST" and request.path in map(reverse, names):
            time.sleep(max(0, started + settings.EVEN_ANSWER_SECONDS - time.monotonic()))
        return response

    return middleware


def account_language(get_response):
    """The account's language decides where the browser has not chosen one."""

    def middleware(request):
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


def worded_refusals(get_response):
    """A page that cannot be opened by its address alone says so, instead of being empty."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


def as_participant(get_response):
    """Who looks at the portal as a participant sees it holds no wider right and changes nothing.

    The administration is closed meanwhile, since its rights are not those of a cohort.
    """

    def middleware(request):
        if not request.session.get(VIEWING_AS_PARTICIPANT):
            return get_response(request)
        request.user.sees_as_participant = True
        allowed = {
            reverse("portal:stop_viewing_as"),
            reverse("portal:set_language"),
            reverse("account_logout"),
        }
        administration = request.path.startswith(reverse("admin:index"))
        changes = request.method not in {"GET", "HEAD", "OPTIONS"} and request.path not in allowed
        if administration or changes:
            raise PermissionDenied(
                _("You see the portal as a participant sees it. Nothing can be changed.")
            )
        return get_response(request)

    return middleware


def staff_second_factor(get_response):
    """Staff reach the administration only with a second factor, where the setting asks for it."""

    def middleware(request):
        administration = request.path.startswith(reverse("admin:index"))
        if (
            settings.STAFF_MFA
            and administration
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_index")
        return get_response(request)

    return middleware
