"""Gathers the models of the wing's rooms for Django."""

from participants.accounts.models import User

__all__ = ["User"]
