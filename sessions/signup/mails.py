"""Mails about sign-ups for open webinars."""

import datetime
from pathlib import Path

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.calendars.exports import invitation
from sessions.feedback.models import last_day_after
from sessions.invitations.mails import facts_of
from sessions.schedule.models import CoachingSession
from sessions.schedule.queries import visible_materials
from valmennus.shared import post

from .models import Signup
from .permissions import FEEDBACK, SIGNUP
from .queries import FOLLOW_UP, place_in_queue

TEXTS = Path(__file__).with_name("mails.toml")
VARIABLES = {
    "webinaari": gettext_lazy("the title of the webinar"),
    "tiedot": gettext_lazy("when and where the webinar is"),
    "oma_sivu": gettext_lazy("the reader's own address of the sign-up"),
    "sivu": gettext_lazy("the address of the webinar's page"),
}


def _kind(name, label, *told, **others):
    """A kind of mail that tells these of the `VARIABLES`, and others of its own."""
    variables = {name: VARIABLES[name] for name in ("webinaari", *told)} | others
    return post.Kind(f"signup.{name}", label=label, texts=TEXTS, variables=variables)


CONFIRM = _kind(
    "confirm",
    gettext_lazy("Webinar: please confirm the sign-up"),
    "tiedot",
    "oma_sivu",
    tietosuoja=gettext_lazy("the address of the privacy notice"),
)
AGAIN = _kind("again", gettext_lazy("Webinar: the address of the own sign-up"), "oma_sivu")
PLACE = _kind("place", gettext_lazy("Webinar: a place"), "tiedot", "oma_sivu", "sivu")
WAITLISTED = _kind(
    "waitlisted",
    gettext_lazy("Webinar: in the queue"),
    "tiedot",
    "oma_sivu",
    sija=gettext_lazy("the place in the queue, such as “3.”"),
)
OFFER = _kind(
    "offer",
    gettext_lazy("Webinar: a free place is offered"),
    "tiedot",
    "oma_sivu",
    asti=gettext_lazy("until when the place is kept"),
)
LAPSED = _kind("lapsed", gettext_lazy("Webinar: the offered place went to the next"), "oma_sivu")
CANCELLED = _kind(
    "cancelled",
    gettext_lazy("Webinar: the sign-up is cancelled"),
    "sivu",
    peruja=gettext_lazy("who has cancelled it, where it was not the reader"),
)
CHANGED = _kind("changed", gettext_lazy("Webinar: the details have changed"), "tiedot", "oma_sivu")
CALLED_OFF = _kind(
    "called_off",
    gettext_lazy("Webinar: it has been cancelled"),
    "tiedot",
    syy=gettext_lazy("the reason"),
    webinaarit=gettext_lazy("the address of the open webinars"),
)

AFTER = post.Kind(
    FOLLOW_UP,
    label=gettext_lazy("Webinar: materials and one question afterwards"),
    texts=TEXTS,
    variables={
        "webinaari": VARIABLES["webinaari"],
        "aineistot": gettext_lazy("the webinar's materials; empty where there are none"),
        "palaute": gettext_lazy("the reader's own address of the question"),
        "asti": gettext_lazy("the last day to answer"),
        "sivu": VARIABLES["sivu"],
    },
    stoppable="reminders",
)


def reader_of(signup):
    """To whom the mails go: the person with an account, else the address that was written."""
    if signup.person is not None:
        return signup.person
    # What a stranger wrote as the name is not told before the address has given its word.
    known = signup.state != Signup.State.UNCONFIRMED
    return post.Guest(
        signup.email, signup.language, given_name=signup.name if known else "", uuid=signup.uuid
    )


def values_of(signup):
    """What the mails about a sign-up tell its reader."""
    session, language = signup.session, reader_of(signup).language
    days = max(30, (session.ends_at - timezone.now()) // datetime.timedelta(days=1) + 30)
    return {
        "webinaari": session.title,
        "tiedot": facts_of(session, language),
        "oma_sivu": post.Link(
            "coaching:signup_own", purpose=SIGNUP, subject=signup.uuid, days=days
        ),
        "sivu": post.page(session.get_absolute_url()),
    }


@post.sample_of(
    CONFIRM, AGAIN, PLACE, WAITLISTED, OFFER, LAPSED, CANCELLED, CHANGED, CALLED_OFF, AFTER
)
def sample(cohort, language):
    """An invented sign-up for the cohort's newest webinar, and what mails about it tell."""
    webinars = CoachingSession.objects.webinars().filter(cohort=cohort)
    session = webinars.order_by("-starts_at").first()
    if session is None:
        return None
    signup = Signup(
        session=session,
        email="osallistuja@example.org",
        language=language,
        name="Aino Esimerkki",
        state=Signup.State.CONFIRMED,
    )
    values = (
        after_values(session, signup)
        | values_of(signup)
        | {
            "sija": "3.",
            "asti": post.moment(session.starts_at, language),
            "tietosuoja": post.page(reverse("portal:privacy")),
            "webinaarit": post.page(reverse("coaching:webinar_list")),
            "syy": session.cancel_reason,
        }
    )
    return reader_of(signup), values


def send_link(signup):
    """Ask the address for its word, or send it the page of its own sign-up again."""
    if signup.state == Signup.State.UNCONFIRMED:
        _send(CONFIRM, signup, tietosuoja=post.page(reverse("portal:privacy")))
    else:
        _send(AGAIN, signup)


def send_place(signup):
    """Tell of the place, with the entry for the calendar."""
    _send(PLACE, signup, calendar=entry_of(signup))


def send_waitlisted(signup):
    """Tell the place in the queue."""
    _send(WAITLISTED, signup, sija=f"{place_in_queue(signup)}.")


def send_offer(signup):
    """Offer the free place, with its end."""
    _send(OFFER, signup, asti=post.moment(signup.offered_until, reader_of(signup).language))


def send_lapsed(signup):
    """Tell that the offer has run out."""
    _send(LAPSED, signup)


def send_cancelled(signup, *, had_entry, by):
    """Tell that the sign-up is cancelled, by whom, and take it out of the calendar."""
    with translation.override(reader_of(signup).language):
        who = _("It was cancelled by %(person)s.") % {"person": by} if by else ""
    calendar = entry_of(signup, cancelled=True) if had_entry else None
    _send(CANCELLED, signup, calendar=calendar, by=by, peruja=who)


def change_of(session):
    """The kind of mail that tells of what has happened to the webinar."""
    return CALLED_OFF if session.is_cancelled else CHANGED


def change_values(signup):
    """What the mail about a change tells its reader."""
    webinars = post.page(reverse("coaching:webinar_list"))
    return values_of(signup) | {"syy": signup.session.cancel_reason, "webinaarit": webinars}


def send_changed(session, signups, *, by):
    """Tell what the webinar is now, each with the entry that replaces the earlier one."""
    kind = change_of(session)
    letters = []
    for signup in signups:
        has_entry = signup.state == Signup.State.CONFIRMED
        letters.append(
            post.Letter(
                reader_of(signup),
                change_values(signup),
                signup,
                str(session.sequence),
                calendar=entry_of(signup, cancelled=session.is_cancelled) if has_entry else None,
            )
        )
    post.send_all(kind, letters, cohort=session.cohort, by=by)


def send_after(session, signups, *, by):
    """Thank for coming, with the materials and the address at which one question is asked."""
    letters = [
        post.Letter(reader_of(one), after_values(session, one), one, "after") for one in signups
    ]
    return post.send_all(AFTER, letters, cohort=session.cohort, by=by)


def after_values(session, signup):
    """What the mail after the webinar tells its reader."""
    shown = visible_materials(session.materials.all())
    language = reader_of(signup).language
    return {
        "webinaari": session.title,
        "aineistot": post.items(
            [
                (one.title, "", post.page(reverse("coaching:material", args=[one.uuid])))
                for one in shown
            ]
        ),
        "palaute": post.Link(
            "coaching:signup_feedback", purpose=FEEDBACK, subject=signup.uuid, days=30
        ),
        "asti": post.day(last_day_after(session), language),
        "sivu": post.page(session.get_absolute_url()),
    }


def entry_of(signup, *, cancelled=False):
    """The webinar as an entry of the reader's calendar."""
    reader = reader_of(signup)
    with translation.override(reader.language):
        return invitation(signup.session, email=reader.email, name=signup.name, cancelled=cancelled)


def _send(kind, signup, *, calendar=None, by=None, **values):
    post.send(
        kind,
        to=reader_of(signup),
        values=values_of(signup) | values,
        cause=signup,
        round=timezone.now().isoformat(),
        cohort=signup.session.cohort,
        by=by,
        calendar=calendar,
    )
