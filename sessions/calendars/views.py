"""Calendar entries and the personal feed."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.schedule.permissions import get_session_for
from valmennus.shared.http import guests_sign_in

from . import actions, exports, queries
from .models import CalendarFeed
from .permissions import get_feed


@guests_sign_in
@require_safe
def session_ics(request, slug):
    """One session as a calendar entry."""
    session = get_session_for(request.user, slug)
    response = _ics(exports.ics([session]))
    response["Content-Disposition"] = f'attachment; filename="{session.slug}.ics"'
    return response


@login_not_required
@require_safe
def calendar_feed(request, token):
    """All the person's sessions, for the calendar that subscribes to them."""
    feed = get_feed(token)
    sessions = queries.feed_sessions(feed.user)
    with translation.override(feed.user.language):
        return _ics(exports.ics(sessions, name=_("Valmennus: my sessions")))


@require_safe
def calendar(request):
    """The person's own feed: its address, and how it is put into a calendar."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = settings.BASE_URL + feed.get_absolute_url() if feed else ""
    webcal = "webcal" + address[address.index(":") :] if feed else ""
    context = {"feed": feed, "address": address, "webcal": webcal}
    return render(request, "sessions/calendars/calendar.html", context)


@require_POST
def calendar_renew(request):
    """Make the feed's address, or a new one in its place."""
    actions.renew_feed(by=request.user)
    messages.success(request, _("Your calendar address is ready. An earlier one no longer works."))
    return redirect("coaching:calendar")


@require_POST
def calendar_revoke(request):
    """Stop the feed."""
    actions.revoke_feed(by=request.user)
    messages.success(request, _("Your calendar address no longer works."))
    return redirect("coaching:calendar")


def _ics(content):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response
