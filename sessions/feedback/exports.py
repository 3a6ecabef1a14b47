"""Answers summed up as rows of a spreadsheet, and what the room holds of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import SurveyGiven


def results_header():
    return [_("Question"), _("Answer"), _("Number"), _("Per cent"), _("Mean")]


def results_rows(results):
    """One row for each choice and each open answer; nothing joins what one person answered."""
    for tally in results.tallies:
        label = tally.question.label
        if tally.hidden:
            yield [label, _("too few answers to be shown"), tally.number, None, None]
            continue
        mean = None if tally.mean is None else round(tally.mean, 2)
        yield [label, _("answers in all"), tally.number, None, mean]
        for option, number, share in tally.rows:
            yield [label, option, number, share, None]
        for text in tally.texts:
            yield [label, text, None, None, None]


def own_data(user):
    """Which questionnaires the person has answered. What was answered is nobody's any more."""
    return [
        Part(
            "surveys_given",
            _("Questionnaires that you have answered"),
            SurveyGiven.objects.filter(enrolment__person=user)
            .select_related("survey__session")
            .order_by("pk"),
            [("survey", _("questionnaire"))],
            person="enrolment",
        )
    ]
