"""Who prepares a café, who writes its slips, and who tells what was decided."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from methods.runs.permissions import can_host, get_run_for
from participants.cohorts.permissions import refuse_archived
from valmennus.shared import tokens

from .models import HelpersLink

PURPOSE = "bench_cafe.helpers"
# A link is shown on the day or in the days before it.
DAYS = 7


class LinkEnded(Exception):
    """The helpers' link was taken back or is too old."""


def get_helped_run(user, uuid):
    """The run, if the person sees it and its cohort still changes.

    Whoever sees a run prepares it and writes slips in it; else 404, 403 in an archived cohort.
    """
    run = get_run_for(user, uuid)
    if run.cohort is not None:
        refuse_archived(run.cohort)
    return run


def may_host(user, run, method):
    """Raise 403 where the person wants to change (`method` is POST) what only the host changes."""
    if method == "POST" and not can_host(user, run):
        raise PermissionDenied


def token_of(link):
    """The mark that stands in the helpers' address, made anew each time."""
    return tokens.make(PURPOSE, link.uuid, days=DAYS)


def get_run_by_link(uuid, token):
    """The run for which the helpers' mark holds.

    404 for a forged mark or one of another run; `LinkEnded` where it was taken back or is too old,
    or the cohort has been archived.
    """
    mark = tokens.read(PURPOSE, token)
    links = HelpersLink.objects.select_related("run__method", "run__cohort")
    link = get_object_or_404(links, run__uuid=uuid)
    if mark.expired or link.taken_back_at or link.uuid != mark.subject or link.run.is_archived:
        raise LinkEnded
    return link.run
