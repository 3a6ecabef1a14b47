"""What holds for every request of a signed-in person."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

VIEWING_AS_PARTICIPANT = "viewing_as_participant"


def account_language(get_response):
    """The account's language decides where the browser has not chosen one."""

    def middleware(request):
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


def as_participant(get_response):
    """Who looks at the portal as a participant sees it holds no wider right and changes nothing."""

    def middleware(request):
        if not request.session.get(VIEWING_AS_PARTICIPANT):
            return get_response(request)
        request.user.sees_as_participant = True
        allowed = {
            reverse("portal:stop_viewing_as"),
            reverse("portal:set_language"),
            reverse("account_logout"),
        }
        if request.method not in {"GET", "HEAD", "OPTIONS"} and request.path not in allowed:
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
