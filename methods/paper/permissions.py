"""Who sees the photographed sheets of a run: those who host it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from methods.runs.permissions import can_host

from .models import Sheet


def get_sheet_for(user, uuid):
    """The sheet with its run and file, to the host and the cohort's coordinators; else 404."""
    sheet = get_object_or_404(
        Sheet.objects.select_related("run__cohort", "run__method", "file"), uuid=uuid
    )
    if not can_host(user, sheet.run):
        raise Http404
    return sheet
