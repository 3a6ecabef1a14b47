"""Where the job worker looks for the wing's jobs."""

from methods.library import jobs as library  # noqa: F401
from methods.runs import jobs as runs  # noqa: F401
