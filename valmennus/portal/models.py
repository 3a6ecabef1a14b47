"""Gathers the models of the roof's rooms for Django."""

from valmennus.portal.kept.models import KeptForm

__all__ = ["KeptForm"]
