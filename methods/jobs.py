"""Where the job worker looks for the wing's jobs."""

from methods.library import jobs  # noqa: F401
