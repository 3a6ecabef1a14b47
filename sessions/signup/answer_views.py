"""The one question after a webinar: answering it by the mail's address, and what was answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participants.cohorts.actions import NotPossible
from sessions.feedback.queries import survey_of
from valmennus.shared.http import UNPROCESSABLE, form_page, posted
from valmennus.shared.questions import AnswerForm

from . import actions, queries
from .permissions import find_asked, get_listed


@login_not_required
@never_cache
@form_page
def feedback(request, token):
    """The one question after a webinar, for whom the mail asks; the address alone answers nothing.

    Closed or answered already: 409 to a late answer.
    """
    found, expired = find_asked(token)
    survey, given, status = survey_of(found.session), found.feedback_given, 200
    form = AnswerForm(posted(request), questions=survey.asked)
    if expired and request.method == "POST":
        status = 409
    elif form.is_valid():
        try:
            actions.answer(signup=found, values=form.values())
        except NotPossible as reason:
            messages.error(request, str(reason))
            status, given = 409, given or found.feedback_given
        else:
            messages.success(request, _("Thank you! Your answer has been kept without your name."))
            return redirect(request.path)
    elif request.method == "POST":
        status = UNPROCESSABLE
    context = {
        "session": found.session,
        "form": form,
        "given": given,
        "is_open": survey.is_open and not expired,
        "last_day": survey.last_day,
    }
    return render(request, "sessions/signup/feedback.html", context, status=status)


@require_safe
def results(request, slug):
    """What was answered after the webinar."""
    session = get_listed(request.user, slug)
    context = {
        "session": session,
        "survey": survey_of(session),
        "results": queries.feedback_of(session),
    }
    return render(request, "sessions/signup/results.html", context)
