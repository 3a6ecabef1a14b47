"""Gathers the models of the wing's rooms for Django."""

from sessions.attendance.models import Attendance, AttendanceStep
from sessions.awards.models import AwardRule
from sessions.calendars.models import CalendarFeed
from sessions.feedback.models import Survey, SurveyAnswer, SurveyGiven
from sessions.invitations.models import Invitation
from sessions.meeting_reports.models import (
    AttendanceAlias,
    MeetingReport,
    ReportMark,
    ReportRow,
)
from sessions.notes.models import NotesVersion, SessionNotes, SessionPhoto
from sessions.planning.models import SessionTemplate
from sessions.reminders.models import ReminderRule
from sessions.runs.models import SessionRun
from sessions.schedule.material_models import Material
from sessions.schedule.models import (
    Absence,
    AgendaItem,
    CoachingSession,
    SessionCoach,
    SessionSeen,
)
from sessions.schedule.search_models import MaterialSearch, SessionSearch
from sessions.signup.models import Signup
from sessions.tasks.models import AnswerComment, AnswerFile, Task, TaskAnswer, TaskFile
from sessions.tasks.search_models import TaskSearch
from sessions.topics.models import Topic, TopicSupport

__all__ = [
    "Absence",
    "AgendaItem",
    "AnswerComment",
    "AnswerFile",
    "Attendance",
    "AttendanceAlias",
    "AttendanceStep",
    "AwardRule",
    "CalendarFeed",
    "CoachingSession",
    "Invitation",
    "Material",
    "MaterialSearch",
    "MeetingReport",
    "NotesVersion",
    "ReminderRule",
    "ReportMark",
    "ReportRow",
    "SessionCoach",
    "SessionNotes",
    "SessionPhoto",
    "SessionRun",
    "SessionSearch",
    "SessionSeen",
    "SessionTemplate",
    "Signup",
    "Survey",
    "SurveyAnswer",
    "SurveyGiven",
    "Task",
    "TaskAnswer",
    "TaskFile",
    "TaskSearch",
    "Topic",
    "TopicSupport",
]
