"""Where the job worker looks for the wing's jobs."""

from participants.accounts import jobs  # noqa: F401
