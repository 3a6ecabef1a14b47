"""The coordinator sends a session into people's calendars."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.schedule.permissions import get_managed_session
from valmennus.shared import post
from valmennus.shared.http import form_page

from . import actions, mails, queries


@form_page
def invitations(request, slug):
    """Who gets what, how many they are, and the mail; the button sends."""
    session = get_managed_session(request.user, slug)
    if request.method == "POST":
        sent = actions.send_invitations(session=session, by=request.user)
        if sent:
            sentence = ngettext(
                "The mail is on its way to %(number)s person.",
                "The mails are on their way to %(number)s people.",
                sent,
            )
            messages.success(request, sentence % {"number": sent})
        else:
            messages.info(request, _("Everybody has got the present details already."))
        return redirect(session)
    found = queries.unsent(session)
    context = {
        "session": session,
        "found": found,
        "number": len(found.everyone),
        "sent": queries.sent_to(session),
        "preview": _preview(session, found, request.user),
    }
    return render(request, "sessions/invitations/invitations.html", context)


def _preview(session, found, user):
    """The mail as the first of those who get one reads it."""
    for name, kind in actions.KINDS.items():
        place = post.typical(getattr(found, name), user.language, lambda place: place.person)
        if place is not None:
            values = mails.values_of(session, place)
            return post.preview(
                kind, to=place.person, values=values, cohort=session.cohort, by=user
            )
    return None
