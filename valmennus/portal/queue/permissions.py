"""Who looks after the queue: administrators."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from procrastinate.contrib.django.models import ProcrastinateJob


def refuse_non_administrators(user):
    """Raise 403 for whoever may not look after the worker's jobs."""
    if not (user.is_staff and user.has_perm("shared.change_jobfailure")):
        raise PermissionDenied


def get_failed_job(user, number):
    """A job that has failed, for an administrator; 404 where it has not or is gone."""
    refuse_non_administrators(user)
    job = ProcrastinateJob.objects.filter(pk=number, status="failed").defer("args").first()
    if job is None:
        raise Http404
    return job
