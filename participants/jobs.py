"""Where the job worker looks for the wing's jobs."""

from participants.accounts import jobs as accounts  # noqa: F401
from participants.discussions import jobs as discussions  # noqa: F401
from participants.importing import jobs as importing  # noqa: F401
from participants.messages import jobs as messages  # noqa: F401
from participants.recruiting import jobs as recruiting  # noqa: F401
