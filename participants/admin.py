"""Gathers the desks of the wing's rooms for Django's administration."""

from participants.accounts import admin as accounts  # noqa: F401
from participants.cohorts import admin as cohorts  # noqa: F401
from participants.messages import admin as messages  # noqa: F401
from participants.organisations import admin as organisations  # noqa: F401
