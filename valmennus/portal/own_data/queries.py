"""All that the portal holds of a person, gathered from every room."""

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from methods.bench_cafe import exports as bench_cafe
from methods.paper import exports as paper
from methods.runs import exports as runs
from participants.accounts import exports as accounts
from participants.cohorts import exports as cohorts
from participants.discussions import exports as discussions
from participants.enrolment import exports as enrolment
from participants.enrolment.models import Enrolment
from participants.importing import exports as importing
from participants.messages.models import DigestChoice
from participants.organisations import exports as organisations
from participants.recruiting import exports as recruiting
from sessions.attendance import exports as attendance
from sessions.calendars import exports as calendars
from sessions.feedback import exports as feedback
from sessions.invitations import exports as invitations
from sessions.meeting_reports import exports as meeting_reports
from sessions.notes import exports as notes
from sessions.schedule import exports as schedule
from sessions.signup import exports as signup
from sessions.tasks import exports as tasks
from sessions.topics import exports as topics
from valmennus.portal.digest.models import DigestSent
from valmennus.portal.kept.models import KeptForm
from valmennus.portal.pages import exports as pages
from valmennus.portal.team_notes import exports as team_notes
from valmennus.shared.models import Act, Mail
from valmennus.shared.own_data import Part

from .models import DataExport
from .words import SENTENCES


def own_data(user):
    """What the roof itself holds: the history, kept forms and earlier packages."""
    mine = [user.uuid, *Enrolment.objects.filter(person=user).values_list("uuid", flat=True)]
    about = Q(subject_uuid__in=mine) | Q(data__person_uuid=str(user.uuid))
    return [
        Part(
            "acts",
            _("What you have done"),
            Act.objects.filter(actor=user),
            ["at", ("verb", _("what"), _sentence), "subject_label"],
            person="actor",
        ),
        Part(
            "acts_of_others",
            _("What others have done that concerns you"),
            Act.objects.filter(about).exclude(actor=user),
            ["at", ("verb", _("what"), _sentence)],
        ),
        Part(
            "administration",
            _("What you have done in the administration"),
            LogEntry.objects.filter(user=user).order_by("-action_time"),
            [("action_time", _("time")), ("object_repr", _("what"))],
            person="user",
        ),
        Part(
            "kept_forms",
            _("Forms that are kept for you for an hour"),
            KeptForm.objects.filter(person=user).order_by("pk"),
            [("kept_at", _("time")), ("page", _("page")), ("fields", _("what you typed"), _typed)],
            person="person",
        ),
        Part(
            "mails",
            _("Mails to you"),
            Mail.objects.filter(person=user),
            [
                ("made_at", _("time")),
                "to",
                "subject",
                "state",
                ("text", _("text"), lambda mail: mail.readable_text),
            ],
            person="person",
        ),
        Part(
            "digest_choice",
            _("How often you want to hear what is new"),
            DigestChoice.objects.filter(user=user),
            ["often"],
            person="user",
        ),
        Part(
            "digest_sent",
            _("Up to when you have been told what is new"),
            DigestSent.objects.filter(user=user),
            ["until"],
            person="user",
        ),
        Part(
            "data_exports",
            _("Packages of your data"),
            DataExport.objects.filter(person=user),
            ["asked_at", "done_at"],
            person="person",
        ),
    ]


def _sentence(act):
    return str(SENTENCES.get(act.verb, act.verb))


def _typed(kept):
    return "; ".join(value for values in kept.fields.values() for value in values if value)


# Each page of "all my data", with the rooms whose parts it shows.
GROUPS = {
    "tili": (gettext_lazy("Account"), [accounts, organisations, pages]),
    "valmennus": (gettext_lazy("Coaching"), [cohorts, enrolment, importing]),
    "haut": (gettext_lazy("Calls and applications"), [recruiting]),
    "tapaamiset": (
        gettext_lazy("Coaching sessions"),
        [schedule, calendars, invitations, signup],
    ),
    "osallistuminen": (
        gettext_lazy("What you have contributed"),
        [discussions, feedback, tasks, topics, notes, team_notes, runs, paper, bench_cafe],
    ),
    "lasnaolo": (gettext_lazy("Attendance"), [attendance, meeting_reports]),
}
HISTORY = ("historia", gettext_lazy("History"))

# Fields that lead to a person and are in no part of their own, with the reason.
ELSEWHERE = {
    "coaching.SessionNotes.changed_by": "what the person has done is in the history",
    "coaching.NotesVersion.by": "what the person has done is in the history",
    "coaching.Topic.decided_by": "what the person has done is in the history",
    "participants.ImportBatch.by": "what the person has done is in the history",
    "participants.ImportBatch.confirmed_by": "what the person has done is in the history",
    "participants.ImportBatch.undone_by": "what the person has done is in the history",
    "participants.Thread.closed_by": "what the person has done is in the history",
    "participants.Post.deleted_by": "what the person has done is in the history",
    "participants.PostReport.handled_by": "what the person has done is in the history",
    "participants.EnrolmentSearch.thing": "the search's words of the place, which is told",
    "participants.Call.published_by": "what the person has done is in the history",
    "participants.ApplicationChange.by": "what the person has done is in the history",
    "participants.PhoneCode.user": "a hash that lives for minutes; its giving is in the history",
    "participants.SecondFactorReset.asked_by": "what the person has done is in the history",
    "participants.EnrolmentChange.by": "what the person has done is in the history",
    "methods.PreparationItem.done_by": "what the person has done is in the history",
    "methods.Method.published_by": "what the person has done is in the history",
    "methods.HistoricalMethod.history_user": "the text's history, not the person's",
    "methods.HistoricalStep.history_user": "the text's history, not the person's",
    "methods.HistoricalDeck.history_user": "the text's history, not the person's",
    "methods.Contribution.typed_by": "who typed it in; whose answer it is, nothing tells",
    "methods.Contribution.hidden_by": "what the person has done is in the history",
    "methods.PaperChange.by": "what the person has done is in the history",
    "methods.Summary.changed_by": "what the person has done is in the history",
    "methods.Summary.published_by": "what the person has done is in the history",
    "methods.SummaryVersion.by": "what the person has done is in the history",
    "methods.HistoricalPrompt.history_user": "the text's history, not the person's",
    "methods.HistoricalCard.history_user": "the text's history, not the person's",
    "coaching.CoachingSession.published_by": "what the person has done is in the history",
    "coaching.CoachingSession.cancelled_by": "what the person has done is in the history",
    "portal.MassPost.written_by": "what the person has done is in the history",
    "portal.PrivacyNotice.published_by": "what the person has done is in the history",
    "portal.AccessibilityFeedback.answered_by": "what the person has done is in the history",
    "portal.HistoricalPage.history_user": "the text's history, not the person's",
    "portal.HistoricalPrivacyNotice.history_user": "the text's history, not the person's",
    "shared.JobFailure.left_by": "what the person has done is in the history",
    "coaching.Task.published_by": "what the person has done is in the history",
    "coaching.TaskAnswer.handed_in_by": "what the person has done is in the history",
    "coaching.Attendance.marked_by": "what the person has done is in the history",
    "coaching.AttendanceStep.by": "what the person has done is in the history",
    "coaching.MeetingReport.by": "what the person has done is in the history",
    "coaching.MeetingReport.confirmed_by": "what the person has done is in the history",
    "coaching.MeetingReport.undone_by": "what the person has done is in the history",
    "coaching.ReportMark.was_marked_by": "what the person has done is in the history",
}


def groups():
    """The pages of "all my data" as (slug, title) pairs."""
    return [*((slug, title) for slug, (title, _rooms) in GROUPS.items()), HISTORY]


def parts_of(user, group):
    """The parts of one page; nothing has been read from the database for most of them yet."""
    if group == HISTORY[0]:
        return own_data(user)
    return [part for room in GROUPS[group][1] for part in room.own_data(user)]


def all_parts(user):
    """Every part, page by page."""
    return [part for group, _title in groups() for part in parts_of(user, group)]
