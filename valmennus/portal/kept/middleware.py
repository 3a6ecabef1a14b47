"""Keeps what a form brings after the sign-in has ended, and shows it again in the form."""

from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from valmennus.shared.http import UNPROCESSABLE

from . import owners
from .actions import fields_to_keep, keep_form
from .filling import after_main_opens, fill
from .models import KeptForm


def kept_forms(get_response):
    """Nothing typed is lost to an ended sign-in; see `keep`."""

    def middleware(request):
        # A view may sign the person out and lead to the sign-in by intention.
        signed_in = request.method == "POST" and request.user.is_authenticated
        response = get_response(request)
        if response.status_code >= 500:
            return response
        owners.remember(request, response)
        if not signed_in and _leads_to_sign_in(request, response):
            return _sign_in(request, response)
        browser = owners.browser_of(request)
        if browser is None or hasattr(request, "kept"):
            return response
        if request.method == "POST" and (
            response.status_code < 400 or response.status_code == UNPROCESSABLE
        ):
            own = KeptForm.objects.of(browser, request.user)
            own.filter(address=request.get_full_path()).delete()
        elif request.method == "GET" and "HX-Request" not in request.headers:
            # A part of a page has no room for the notices.
            return _with_kept(request, response, browser)
        return response

    return middleware


def keep(request):
    """Keep the fields of the posted form; `request.kept` tells whether they are kept.

    They come back on the page of the form, in this browser, to the person who had that page; see
    `owners`. Effects: those of `keep_form`, and `request.kept`, a browser's text or None.
    """
    request.kept = None
    try:
        fields = fields_to_keep(request.POST)
        had_files = bool(request.FILES)
        owner = owners.owner_of_page(request)
    except (SuspiciousOperation, UnreadablePostError, owners.Unknown):
        return
    browser = owners.browser_of(request) or owners.new_browser()
    is_kept = fields is not None and keep_form(
        browser=browser,
        person=owner,
        address=request.get_full_path(),
        page=owners.page_of(request),
        fields=fields,
        had_files=had_files,
    )
    request.kept = browser if is_kept else None


def lead_to_sign_in(request, sign_in):
    """The way to the sign-in page and from there to the page of the form."""
    if request.kept:
        messages.info(
            request,
            _(
                "Your sign-in had ended, so nothing has been saved yet. What you typed is kept "
                "for an hour: sign in, and it is in the form again."
            ),
        )
    response = redirect_to_login(owners.page_of(request), sign_in)
    return with_browser(request, response)


def with_browser(request, response):
    """The response, with the cookie by which the browser finds what is kept."""
    if request.kept:
        owners.set_browser(response, request.kept)
    if "HX-Request" in request.headers:
        # The whole page goes there, not a part of it.
        client = HttpResponseClientRedirect(response.url)
        client.cookies = response.cookies
        return client
    return response


def asks_for_sign_in(request):
    """Whether the asked address is for people who have signed in."""
    return getattr(request.resolver_match.func, "login_required", True)


def _leads_to_sign_in(request, response):
    """Whether a page for people who have signed in was asked for by somebody who has not."""
    if response.status_code != 302 or request.user.is_authenticated:
        return False
    if request.resolver_match is None or not asks_for_sign_in(request):
        return False
    parts = urlsplit(response.get("Location"))
    doors = {reverse("account_login"), reverse("admin:login")}
    return parts.path in doors and "next" in parse_qs(parts.query)


def _sign_in(request, response):
    request.kept = None
    if request.method == "POST":
        if request.COOKIES:
            keep(request)
        return lead_to_sign_in(request, urlsplit(response.url).path)
    return with_browser(request, response)


def _with_kept(request, response, browser):
    """The response with what is kept for its page, in its forms."""
    address = request.get_full_path()
    rows = list(KeptForm.objects.of(browser, request.user).filter(page=address).order_by("pk"))
    if not rows:
        return response
    if response.status_code == 405:
        # Nobody knows the page on which this address's button stood.
        own_page = reverse("portal:my_page")
        KeptForm.objects.filter(pk__in=[row.pk for row in rows]).update(page=own_page)
        return redirect(own_page)
    is_page = response.get("Content-Type", "").startswith("text/html")
    if response.streaming or not is_page or response.has_header("Location"):
        return response
    html, notices = response.content.decode(), ""
    if after_main_opens(html) is None:
        return response
    for row in rows:
        filled = fill(html, page=address, address=row.address, fields=row.fields)
        html = filled.html
        notices += render_to_string(
            "portal/kept/notice.html", {"kept": row, "filled": filled}, request
        )
        if not (filled.typed or filled.left):
            row.delete()
    place = after_main_opens(html)
    response.content = html[:place] + notices + html[place:]
    return response
