"""Sessions as calendar entries (RFC 5545)."""

import datetime
from email.utils import parseaddr

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import CalendarFeed


def ics(sessions, name=""):
    """The sessions as the bytes of an .ics file.

    Times are in UTC, which no DST switch can shift. The UID of a session never changes; its
    sequence grows with each change of title, time, place or link; a cancelled one stays.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Valmennus//valmennus//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", datetime.timedelta(hours=1), {"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for session in sessions:
        calendar.add_component(_event(session))
    return calendar.to_ical()


def invitation(session, *, email, name, cancelled=False):
    """The bytes of an .ics that puts the session into one reader's calendar, for a mail (RFC 5546).

    A later one with the same UID and a higher sequence replaces the entry; `cancelled` takes it
    out. No answer is asked for, since it would fill the mailbox of a person.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Valmennus//valmennus//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    event = _event(session)
    if cancelled:
        event["status"] = "CANCELLED"
    portal, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = icalendar.vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = portal or "Valmennus"
    event["organizer"] = organizer
    reader = icalendar.vCalAddress(f"mailto:{email}")
    reader.params["cn"] = name
    reader.params["role"] = "REQ-PARTICIPANT"
    reader.params["rsvp"] = "FALSE"
    event.add("attendee", reader)
    calendar.add_component(event)
    return calendar.to_ical()


def _event(session):
    event = icalendar.Event()
    event.add("uid", f"{session.uuid}@valmennus")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at.astimezone(datetime.UTC))
    event.add("last-modified", session.changed_at.astimezone(datetime.UTC))
    event.add("dtstart", session.starts_at.astimezone(datetime.UTC))
    event.add("dtend", session.ends_at.astimezone(datetime.UTC))
    title = session.title
    if session.is_cancelled:
        title = _("Cancelled: %(title)s") % {"title": title}
    event.add("summary", title)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("location", session.place or str(session.get_mode_display()))
    event.add("description", _description(session))
    event.add("url", settings.BASE_URL + session.get_absolute_url())
    return event


def _description(session):
    """Why it was cancelled, or how one joins; what it is about; the page of the session."""
    lines = [session.cancel_reason] if session.is_cancelled else []
    if session.join_url and not session.is_cancelled:
        address = settings.BASE_URL + reverse("coaching:join", args=[session.slug])
        lines.append(_("Join here: %(address)s") % {"address": address})
    lines.append(session.summary)
    page = settings.BASE_URL + session.get_absolute_url()
    lines.append(_("Agenda and materials: %(address)s") % {"address": page})
    return "\n\n".join(line for line in lines if line)


def own_data(user):
    """Whether the person's calendar reads the sessions; the secret address is not told here."""
    return [
        Part(
            "calendar_feeds",
            _("The feed of your calendar"),
            CalendarFeed.objects.filter(user=user),
            ["created_at"],
            person="user",
        )
    ]
