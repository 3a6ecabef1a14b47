"""Every address of the wing, room by room."""

from sessions.attendance.urls import urlpatterns as attendance
from sessions.awards.urls import urlpatterns as awards
from sessions.calendars.urls import urlpatterns as calendars
from sessions.feedback.urls import urlpatterns as feedback
from sessions.invitations.urls import urlpatterns as invitations
from sessions.meeting_reports.urls import urlpatterns as meeting_reports
from sessions.notes.urls import urlpatterns as notes
from sessions.page.urls import urlpatterns as page
from sessions.planning.urls import urlpatterns as planning
from sessions.reminders.urls import urlpatterns as reminders
from sessions.runs.urls import urlpatterns as runs
from sessions.schedule.urls import urlpatterns as schedule
from sessions.signup.urls import urlpatterns as signup
from sessions.tasks.urls import urlpatterns as tasks
from sessions.topics.urls import urlpatterns as topics

app_name = "coaching"
urlpatterns = [
    *page,
    *schedule,
    *calendars,
    *attendance,
    *meeting_reports,
    *planning,
    *invitations,
    *reminders,
    *signup,
    *feedback,
    *tasks,
    *topics,
    *awards,
    *notes,
    *runs,
]
