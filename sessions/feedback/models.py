"""What people are asked after a session or at the end, and their answers without their names.

Who has answered and what was answered are kept apart: nothing leads from an answer to a person,
and an answer tells only the week in which it was given.
"""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.schedule.models import CoachingSession
from valmennus.shared.questions import Kind, Question, questions_from

# Fewer answers than these are not shown; the rest of them come to be seen in groups of as many.
FEW = 5


def webinar_questions():
    """The one question that is asked after an open webinar, in the reader's language."""
    return [
        Question(
            "hyoty",
            Kind.SCALE,
            str(_("How useful was this webinar for you?")),
            str(_("0 = not at all, 10 = very useful")),
            required=True,
        )
    ]


def default_questions():
    """What is asked after a session where nothing else was chosen, in the reader's language."""
    return [
        Question(
            "hyoty",
            Kind.SCALE,
            str(_("How useful was this session for your own work?")),
            str(_("0 = not at all, 10 = very useful")),
            required=True,
        ),
        Question(
            "avoin",
            Kind.TEXT,
            str(_("What do you take with you, or what should be done differently?")),
        ),
    ]


# How long after a session its feedback is taken; it begins a little before the end.
SESSION_DAYS = 14
EARLY = datetime.timedelta(minutes=15)


def last_day_after(session):
    """The last day on which feedback of the session is taken."""
    return timezone.localdate(session.ends_at) + datetime.timedelta(days=SESSION_DAYS)


def is_open_after(session):
    """Whether feedback of the cohort's session is taken now."""
    return not session.is_webinar and takes_answers_after(session)


def takes_answers_after(session):
    """Whether answers are taken now, of an open webinar too."""
    return (
        session.is_published
        and not session.is_cancelled
        and session.ends_at - EARLY <= timezone.now()
        and timezone.localdate() <= last_day_after(session)
    )


class Survey(models.Model):
    """Questions to a cohort's people: after one session, or of the whole coaching.

    Or to those who signed up for an open webinar; the room of the sign-ups knows who has answered.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None of a webinar that belongs to none.
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="surveys"
    )
    session = models.OneToOneField(
        CoachingSession, null=True, blank=True, on_delete=models.CASCADE, related_name="survey"
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    intro = models.TextField(_("what is told first"), max_length=2000, blank=True)
    # Empty for a session: the default questions.
    questions = models.JSONField(default=list, blank=True)
    # Of a questionnaire without a session; that of a session follows the session's times.
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closes_on = models.DateField(_("last day to answer"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=False) | ~Q(title=""), name="survey_has_title"
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False) | Q(cohort__isnull=False),
                name="survey_has_session_or_cohort",
            ),
        ]

    def __str__(self):
        return self.title or str(_("Feedback: %(session)s") % {"session": self.session})

    def get_absolute_url(self):
        if self.session_id:
            return reverse("coaching:feedback", args=[self.session.slug])
        return reverse("coaching:survey", args=[self.uuid])

    @property
    def asked(self):
        """The questions."""
        if self.questions:
            return questions_from(self.questions)
        of_webinar = self.session_id is not None and self.session.is_webinar
        return webinar_questions() if of_webinar else default_questions()

    @property
    def last_day(self):
        """The last day on which answers are taken, None where there is none."""
        return last_day_after(self.session) if self.session_id else self.closes_on

    @property
    def is_over(self):
        return self.last_day is not None and timezone.localdate() > self.last_day

    @property
    def is_open(self):
        """Whether answers are taken now."""
        if self.session_id:
            return takes_answers_after(self.session)
        return self.opened_at is not None and not self.is_over


class SurveyGiven(models.Model):
    """A participant has answered; what, this does not tell."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="given")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="surveys_given")

    class Meta:
        verbose_name = _("questionnaire answered")
        verbose_name_plural = _("questionnaires answered")
        constraints = [
            models.UniqueConstraint(fields=["survey", "enrolment"], name="survey_given_once")
        ]

    def __str__(self):
        return f"{self.enrolment}: {self.survey}"


class SurveyAnswer(models.Model):
    """One answer of somebody. Its key is drawn by lot, so that no order tells who it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    values = models.JSONField(default=dict)
    # The Monday of the week.
    week = models.DateField(_("week"))
    is_shown = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer to a questionnaire")
        verbose_name_plural = _("answers to questionnaires")

    def __str__(self):
        return str(self.survey)
