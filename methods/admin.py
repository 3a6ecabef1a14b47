"""Gathers the desks of the wing's rooms for Django's administration."""

from methods.library import admin as library  # noqa: F401
