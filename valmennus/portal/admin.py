"""Gathers the desks of the roof's rooms for Django's administration."""

from valmennus.portal.pages import admin as pages  # noqa: F401
