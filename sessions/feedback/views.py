"""Answering questionnaires, making them, and seeing what was answered."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participants.cohorts.models import roles_of
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from sessions.schedule.permissions import get_own_enrolment
from valmennus.shared import post
from valmennus.shared.http import UNPROCESSABLE, form_page, posted
from valmennus.shared.questions import MORE, AnswerForm, question_formset
from valmennus.shared.spreadsheet import xlsx_response
from valmennus.shared.versions import StaleForm

from . import actions, exports, mails, queries
from .forms import SurveyForm
from .models import Survey
from .permissions import (
    get_asked_session,
    get_changeable_session,
    get_changeable_survey,
    get_results_session,
    get_survey_for,
    get_survey_results,
)


@form_page
@never_cache
def feedback(request, slug):
    """The feedback of one session."""
    session = get_asked_session(request.user, slug)
    if session.cohort_id in roles_of(request.user).running:
        return redirect("coaching:feedback_results", slug)
    return _answer(request, queries.survey_of(session), session.get_absolute_url())


@form_page
@never_cache
def survey(request, uuid):
    """A questionnaire of the whole coaching."""
    survey = get_survey_for(request.user, uuid)
    if survey.cohort_id in roles_of(request.user).running:
        return redirect("coaching:survey_results", uuid)
    return _answer(request, survey, survey.cohort.get_absolute_url())


def _answer(request, survey, home):
    """Ask; after the answer the page thanks. Closed or answered already: 409 to a late answer."""
    enrolment = get_own_enrolment(request.user, survey)
    given = queries.has_given(survey, enrolment)
    form = AnswerForm(posted(request), questions=survey.asked)
    status = 200
    if form.is_valid():
        try:
            actions.give(survey=survey, enrolment=enrolment, values=form.values())
        except actions.NotPossible as reason:
            messages.error(request, str(reason))
            status, given = 409, given or queries.has_given(survey, enrolment)
        else:
            messages.success(request, _("Thank you! Your answer has been kept without your name."))
            return redirect(home)
    elif request.method == "POST":
        status = UNPROCESSABLE
    context = {"survey": survey, "form": form, "given": given, "home": home}
    return render(request, "sessions/feedback/answer.html", context, status=status)


@require_safe
def feedback_results(request, slug):
    """What was answered after a session, for those who run the cohort."""
    session = get_results_session(request.user, slug)
    return _results(request, queries.survey_of(session))


@require_safe
def feedback_xlsx(request, slug):
    """The same as a workbook."""
    session = get_results_session(request.user, slug)
    return _xlsx(request, queries.survey_of(session), f"palaute-{slug}.xlsx")


@require_safe
def survey_results(request, uuid):
    """What was answered to a questionnaire, for those who run the cohort."""
    return _results(request, get_survey_results(request.user, uuid))


@require_safe
def survey_xlsx(request, uuid):
    """The same as a workbook."""
    return _xlsx(request, get_survey_results(request.user, uuid), "kysely.xlsx")


def _results(request, survey):
    context = {
        "survey": survey,
        "cohort": survey.cohort,
        "results": queries.results_of(survey),
        "coordinates": survey.cohort_id in roles_of(request.user).coordinated,
    }
    return render(request, "sessions/feedback/results.html", context)


def _xlsx(request, survey, filename):
    rows = exports.results_rows(queries.results_of(survey))
    return xlsx_response(filename, str(survey), exports.results_header(), rows)


@require_safe
def surveys(request, cohort):
    """The cohort's questionnaires, and the feedback of its sessions."""
    cohort = get_coordinated_cohort(request.user, cohort)
    context = {
        "cohort": cohort,
        "surveys": queries.surveys_of(cohort),
        "sessions": queries.session_surveys_of(cohort),
    }
    return render(request, "sessions/feedback/surveys.html", context)


@form_page
def survey_new(request, cohort):
    """Make a questionnaire of the whole coaching."""
    cohort = get_changeable_cohort(request.user, cohort)
    return _write(request, Survey(cohort=cohort))


@form_page
def survey_edit(request, uuid):
    """Change a questionnaire."""
    return _write(request, get_changeable_survey(request.user, uuid))


@form_page
def feedback_edit(request, slug):
    """Choose what is asked after one session."""
    session = get_changeable_session(request.user, slug)
    return _write(request, queries.survey_of(session))


def _write(request, survey):
    data = posted(request)
    form = SurveyForm(data, survey=survey)
    answered = bool(survey.pk and survey.given.exists())
    lines = question_formset(
        data, survey.asked if survey.session_id or survey.pk else (), frozen=answered
    )
    if data is not None and MORE not in data and form.is_valid() and lines.is_valid():
        fields = form.values() | {"questions": [one.kept() for one in lines.questions()]}
        try:
            survey = actions.write(
                survey=survey, fields=fields, seen=form.cleaned_data["seen"], by=request.user
            )
        except StaleForm as stale:
            form.show_both(stale.current)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The questions were saved."))
            if survey.session_id:
                return redirect("coaching:feedback_results", survey.session.slug)
            return redirect("coaching:survey_open", survey.uuid)
    asked_more = data is not None and MORE in data
    status = UNPROCESSABLE if data is not None and not asked_more else 200
    context = {"survey": survey, "cohort": survey.cohort, "form": form, "lines": lines}
    return render(request, "sessions/feedback/write.html", context, status=status)


@form_page
def survey_open(request, uuid):
    """To how many the questionnaire goes, with which mail, and the button that sends it."""
    survey = get_changeable_survey(request.user, uuid)
    missing = queries.places_missing(survey)
    if request.method == "POST":
        return _send(request, survey)
    first = post.typical(missing, request.user.language, lambda place: place.person)
    preview = first and post.preview(
        mails.ASKED,
        to=first.person,
        values=mails.values_of(survey, first.person),
        cohort=survey.cohort,
        by=request.user,
    )
    context = {
        "survey": survey,
        "cohort": survey.cohort,
        "number": len(missing),
        "preview": preview,
    }
    return render(request, "sessions/feedback/open.html", context)


def _send(request, survey):
    action = actions.remind if survey.opened_at else actions.open_survey
    try:
        number = action(survey=survey, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("coaching:survey_open", survey.uuid)
    sentence = ngettext(
        "The mail is on its way to %(number)s person.",
        "The mails are on their way to %(number)s people.",
        number,
    )
    messages.success(request, sentence % {"number": number})
    return redirect("coaching:surveys", survey.cohort.slug)


@require_POST
def survey_close(request, uuid):
    """Take no more answers."""
    survey = get_changeable_survey(request.user, uuid)
    actions.close_survey(survey=survey, by=request.user)
    messages.success(request, _("No more answers are taken."))
    return redirect("coaching:survey_results", uuid)


@require_POST
def survey_remove(request, uuid):
    """Delete a questionnaire that nobody has been asked."""
    survey = get_changeable_survey(request.user, uuid)
    try:
        actions.remove_survey(survey=survey, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The questionnaire was deleted."))
    return redirect("coaching:surveys", survey.cohort.slug)
