"""Where the job worker looks for the wing's jobs."""

from sessions.invitations import jobs as invitations  # noqa: F401
from sessions.meeting_reports import jobs as meeting_reports  # noqa: F401
from sessions.reminders import jobs as reminders  # noqa: F401
from sessions.signup import jobs as signup  # noqa: F401
