"""A participant checks in with the code of the room."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sessions.schedule.permissions import get_own_enrolment, get_session_for
from valmennus.shared import limits
from valmennus.shared.http import form_page, posted, render_form

from . import actions
from .forms import CheckInForm
from .models import Attendance
from .permissions import check_in_is_open, is_check_in_code

MOST_TRIES, TRIES_SECONDS = 12, 600


@form_page
@never_cache
def check_in(request, slug):
    """Tell that one is there; the code may come with the address, only the button marks."""
    session = get_session_for(request.user, slug)
    enrolment = get_own_enrolment(request.user, session)
    is_open = check_in_is_open(session)
    code = request.GET.get("koodi", "")
    form = CheckInForm(
        posted(request) if is_open else None,
        session=session,
        initial={"koodi": code if code.isascii() and code.isdigit() and len(code) == 4 else ""},
    )
    if form.is_valid() and _is_right(form, session, request.user):
        mark = _check_in(form, session, enrolment, request.user)
        _say(request, mark)
        return redirect(session)
    mark = Attendance.objects.filter(session=session, enrolment=enrolment).first()
    context = {"session": session, "is_open": is_open, "mark": mark, "there": _is_there(mark)}
    return render_form(request, "sessions/attendance/check_in.html", form, context)


def _is_right(form, session, user):
    """Whether the code is the room's; a sentence in the form where not."""
    tries = limits.within(
        "check_in", f"{session.pk}.{user.pk}", most=MOST_TRIES, seconds=TRIES_SECONDS
    )
    if not tries:
        form.add_error("koodi", _("Too many tries. Ask the coordinator to mark you."))
        return False
    if not is_check_in_code(session, form.cleaned_data["koodi"]):
        form.add_error("koodi", _("This is not the code that is shown now. Look and try again."))
        return False
    return True


def _check_in(form, session, enrolment, user):
    on_site = session.mode == session.Mode.ON_SITE
    usual = Attendance.State.ON_SITE if on_site else Attendance.State.REMOTE
    state = form.cleaned_data.get("state", usual)
    return actions.check_in(session=session, enrolment=enrolment, state=state, by=user)


def _is_there(mark):
    return mark is not None and mark.state in Attendance.PRESENT


def _say(request, mark):
    if _is_there(mark):
        messages.success(request, _("You have been marked as present."))
    else:
        sentence = _("The coordinator has marked you already: %(state)s. Tell if it is wrong.")
        messages.info(request, sentence % {"state": mark.get_state_display()})
