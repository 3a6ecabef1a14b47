"""Who hosts a run, who sees what came of it, and who finds it by its code."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import CohortRole, roles_of
from participants.cohorts.permissions import roles_in
from participants.enrolment.models import Enrolment
from valmennus.shared.composed import composed_once

from .models import SIGNS, Run


def visible_runs(user):
    """The runs of which the person sees the results.

    The host, the coordinators and coaches of the cohort, and the people of the run's team.
    """
    teams = Enrolment.objects.taking_part().filter(person=user).values("team")
    return Run.objects.filter(
        Q(host=user) | Q(cohort__in=roles_of(user).running) | Q(team__in=teams)
    )


def can_host(user, run):
    """The host and the coordinators of the run's cohort, until the cohort is archived."""
    if user.sees_as_participant and run.host_id != user.pk:
        return False
    if run.is_archived:
        return False
    if run.host_id == user.pk:
        return True
    return run.cohort_id is not None and CohortRole.Role.COORDINATOR in roles_in(user, run.cohort)


def get_run_for(user, uuid):
    """The run with its method, cohort, team and phase, if the person sees its results; else 404."""
    found = _runs_called(user, uuid)
    if not found:
        raise Http404
    return found[0]


@composed_once
def _runs_called(user, uuid):
    runs = visible_runs(user).select_related("method", "cohort", "team__organisation", "phase")
    return runs.filter(uuid=uuid)


def get_run_for_host(user, uuid):
    """The run, if the person hosts it; 403 to those who only see what came of it, else 404."""
    run = get_run_for(user, uuid)
    if not can_host(user, run):
        raise PermissionDenied
    return run


def get_prompt(prompts, key):
    """The one of the run's prompts that the posted key names; else 404."""
    if "\0" in key:
        raise Http404
    return get_object_or_404(prompts, key=key)


def read_code(typed):
    """The code as the database has it, however it was typed; empty where it cannot be one."""
    signs = "".join(typed.split()).replace("-", "").upper()
    return signs if len(signs) == 6 and set(signs) <= set(SIGNS) else ""
