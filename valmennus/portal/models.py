"""Gathers the models of the roof's rooms for Django."""

from valmennus.portal.kept.models import KeptForm
from valmennus.portal.own_data.models import DataExport

__all__ = ["DataExport", "KeptForm"]
