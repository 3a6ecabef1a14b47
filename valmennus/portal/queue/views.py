"""The worker's jobs, for administrators: what waits, what failed, who works."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from valmennus.portal import health

from . import actions, queries
from .permissions import get_failed_job, refuse_non_administrators


@require_GET
def jobs(request):
    """What the worker does and what has failed, and whether all is well."""
    refuse_non_administrators(request.user)
    context = {
        "checks": health.run(),
        "workers": queries.workers(),
        "waiting": queries.waiting_by_task(),
        "waiting_since": queries.waiting_since(),
        "failed": queries.failed(),
    }
    return render(request, "portal/queue/jobs.html", context)


@require_POST
def try_again(request, number):
    """Let the worker try a failed job once more."""
    job = get_failed_job(request.user, number)
    try:
        actions.try_again(job=job, by=request.user)
    except actions.WaitsAlready:
        messages.warning(
            request,
            _("The same task waits in the queue already, so this one is not needed. Leave it."),
        )
    else:
        messages.success(request, _("The job is tried again at once."))
    return redirect("portal:jobs")


@require_POST
def leave(request, number):
    """Take a failed job off the list."""
    job = get_failed_job(request.user, number)
    actions.leave(job=job, by=request.user)
    messages.success(request, _("The job has been left undone."))
    return redirect("portal:jobs")
