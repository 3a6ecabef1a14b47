"""Gathers the editors' desks of the wing's rooms for Django."""

from sessions.planning.admin import SessionTemplateAdmin
from sessions.schedule.admin import WebinarAdmin

__all__ = ["SessionTemplateAdmin", "WebinarAdmin"]
