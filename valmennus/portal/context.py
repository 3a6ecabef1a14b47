"""What frames every page: navigation, names and footer."""

from functools import cache

from django.conf import settings
from django.urls import reverse as look_up
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from participants.cohorts.queries import coordinates_any

from .pages.queries import current_notice

# The same dozen addresses frame every page, and never change while the portal runs.
reverse = cache(look_up)


def chrome(request):
    """The frame's contents as `chrome`, made only when a template asks for them.

    Costs at most one query: whether the person coordinates a cohort.
    """
    return {"chrome": SimpleLazyObject(lambda: _chrome(request))}


def _chrome(request):
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    viewing_as = signed_in and user.sees_as_participant
    return {
        "navigation": _navigation(request, user if signed_in else None),
        "user_name": user.get_short_name() if signed_in else "",
        "user_url": reverse("portal:own_data") if signed_in else "",
        "sign_in_url": reverse("account_login"),
        "search_url": reverse("portal:search"),
        "privacy_number": SimpleLazyObject(_privacy_number),
        "footer": _footer(),
        "mailbox_url": reverse("portal:mailbox") if settings.DEBUG else "",
        "viewing_as": _("You see the portal as a participant sees it. Nothing can be changed.")
        if viewing_as
        else "",
        "stop_viewing_url": reverse("portal:stop_viewing_as") if viewing_as else "",
    }


def _privacy_number():
    """The version of the privacy notice that holds, for forms that collect data; empty before any.

    Asked of the database only where a page prints it.
    """
    notice = current_notice()
    return notice.number if notice else ""


def _footer():
    return [
        {"label": label, "url": reverse(f"portal:{name}")}
        for label, name in [
            (_("About"), "about"),
            (_("Contact"), "contact"),
            (_("Instructions"), "instructions"),
            (_("Accessibility"), "accessibility"),
            (_("Privacy"), "privacy"),
        ]
    ]


def _navigation(request, user):
    entries = []
    if user is not None:
        entries.append((_("My page"), reverse("portal:my_page")))
        entries.append((_("Coaching sessions"), reverse("coaching:session_list")))
    else:
        entries.append((_("Open webinars"), reverse("coaching:webinar_list")))
    entries.append((_("Methods"), reverse("methods:method_list")))
    if user is None:
        entries.append((_("Coaching programmes"), reverse("portal:programmes")))
    elif coordinates_any(user):
        entries.append((_("Coordination"), reverse("portal:coordination")))
    if user is not None and user.is_staff and not user.sees_as_participant:
        entries.append((_("Administration"), reverse("admin:index")))
    return [
        {"label": label, "url": url, "current": request.path.startswith(url)}
        for label, url in entries
    ]
