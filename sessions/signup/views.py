"""Signing up for an open webinar, the own sign-up, and the list of those who run the webinar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participants.cohorts.actions import NotPossible
from valmennus.shared import limits, post
from valmennus.shared.http import (
    form_page,
    guests_sign_in,
    notice_shown,
    posted,
    render_form,
)
from valmennus.shared.spreadsheet import csv_response, xlsx_response

from . import actions, exports, mails, queries
from .forms import SignupForm
from .models import Signup
from .permissions import can_cancel, find_signup, get_changeable, get_listed, get_webinar_for

# A whole town hall may sit behind one network address.
MOST_OF_NETWORK, MOST_OF_ADDRESS, HOUR = 60, 3, 3600


@guests_sign_in
@never_cache
@form_page
def signup(request, slug):
    """Sign up: signed in at once, else by a form and a mail that asks for the word."""
    session = get_webinar_for(request.user, slug)
    if request.user.is_authenticated:
        found = queries.own_signup(session, request.user) or Signup(session=session)
        found.session = session
        return _own(request, found, request.user)
    form = SignupForm(posted(request))
    if form.is_valid():
        sentence = _ask(request, session, form)
        if sentence:
            messages.success(request, sentence)
            return redirect(session)
    return render_form(request, "sessions/signup/signup.html", form, {"session": session})


def _ask(request, session, form):
    """Send the mail; the answer is the same for a known and an unknown address.

    Empty where the form has got a sentence about why not.
    """
    network, values = limits.address_of(request), form.values()
    email = values["email"]
    if not limits.within("signup", network, most=MOST_OF_NETWORK, seconds=HOUR):
        form.add_error(None, _("Too many sign-ups come from your network. Try again in an hour."))
        return ""
    try:
        # Nobody can fill another's mailbox with our mails.
        key = f"{session.pk}.{email}"
        if limits.within("signup.address", key, most=MOST_OF_ADDRESS, seconds=HOUR):
            language, number = get_language()[:2], notice_shown(request)
            actions.ask(session=session, language=language, notice_number=number, **values)
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return ""
    return _("We sent a mail to %(email)s. Confirm your sign-up by its button.") % {"email": email}


@login_not_required
@never_cache
@form_page
def own(request, token):
    """The own sign-up by the mail's address: what holds, and the buttons."""
    found, expired = find_signup(token)
    if not expired:
        return _own(request, found, found.person)
    if request.method == "POST" and "uusi" in request.POST:
        if limits.within("signup.link", found.pk, most=MOST_OF_ADDRESS, seconds=HOUR):
            actions.send_link(signup=found)
        messages.success(request, _("A new link is on its way."))
        return redirect(request.path)
    return render(request, "sessions/signup/expired.html", {"session": found.session})


def _own(request, found, person):
    """The page; its buttons take, give back or join, and lead back to it."""
    act, session, joined, status = request.POST.get("act"), found.session, False, 200
    if act == "join":
        joined = found.state == Signup.State.CONFIRMED and session.joining_is_open
        status = 200 if joined else 409
    elif request.method == "POST":
        if getattr(request.user, "sees_as_participant", False):
            raise PermissionDenied
        sentence, ok = _act(request, act, found, person)
        (messages.success if ok else messages.error)(request, sentence)
        return redirect(request.path)
    context = {
        "session": session,
        "signup": found,
        "number": queries.place_in_queue(found) if found.pk else None,
        "first_come": queries.is_first_come(session),
        "joined": joined,
    }
    return render(request, "sessions/signup/own.html", context, status=status)


def _act(request, act, found, person):
    """Do what the button says; returns the sentence about it, and whether it was done."""
    try:
        if act == "cancel" and found.pk:
            actions.cancel(signup=found, by=person)
            return _("Your sign-up has been cancelled."), True
        if act != "take":
            return _("Choose a button on the page."), False
        if found.pk:
            now = actions.take(signup=found, by=person)
        else:
            number = notice_shown(request)
            now = actions.take_as_person(session=found.session, user=person, notice_number=number)
    except NotPossible as reason:
        return str(reason), False
    if now.state == Signup.State.CONFIRMED:
        return _("The place is yours. We sent you a mail with an entry for your calendar."), True
    if now.state == Signup.State.WAITLISTED:
        return _("The webinar is full, so you are in the queue now."), True
    return _("The time to take the place ran out, and it was offered to the next."), False


@require_safe
def listed(request, slug):
    """Everybody who has signed up, with the numbers."""
    session = get_listed(request.user, slug)
    context = {
        "session": session,
        "signups": queries.listed(session),
        "counts": queries.counts_of(session),
        "untold": len(queries.untold(session)),
        "may_cancel": can_cancel(request.user, session) and not session.is_over,
    }
    return render(request, "sessions/signup/list.html", context)


@require_safe
def listed_xlsx(request, slug):
    """The list as a workbook."""
    session = get_listed(request.user, slug)
    rows = exports.rows_of(queries.listed(session))
    return xlsx_response(f"{session.slug}.xlsx", session.title, exports.header(), rows)


@require_safe
def listed_csv(request, slug):
    """The list as CSV."""
    session = get_listed(request.user, slug)
    rows = exports.rows_of(queries.listed(session))
    return csv_response(f"{session.slug}.csv", exports.header(), rows)


@form_page
def cancel_one(request, slug, uuid):
    """Cancel somebody's sign-up, after a question."""
    session = get_changeable(request.user, slug)
    found = get_object_or_404(session.signups.filter(state__in=Signup.LIVING), uuid=uuid)
    if request.method == "POST":
        actions.cancel(signup=found, told_by=request.user)
        messages.success(request, _("The sign-up of %(person)s is cancelled.") % {"person": found})
        return redirect("coaching:signup_list", session.slug)
    context = {"session": session, "signup": found}
    return render(request, "sessions/signup/cancel.html", context)


@form_page
def tell(request, slug):
    """Tell those who have signed up what has changed; the page says how many they are."""
    session = get_changeable(request.user, slug)
    if request.method == "POST":
        sent = actions.tell_changes(session=session, by=request.user)
        sentence = ngettext(
            "The mail is on its way to %(number)s person.",
            "The mails are on their way to %(number)s people.",
            sent,
        )
        messages.success(request, sentence % {"number": sent})
        return redirect("coaching:signup_list", session.slug)
    untold = queries.untold(session)
    preview = None
    for one in untold[:1]:
        one.session = session
        preview = post.preview(
            mails.change_of(session),
            to=mails.reader_of(one),
            values=mails.change_values(one),
            cohort=session.cohort,
            by=request.user,
        )
    context = {"session": session, "number": len(untold), "preview": preview}
    return render(request, "sessions/signup/tell.html", context)
