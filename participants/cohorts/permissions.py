"""Who sees a cohort and who runs it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from valmennus.shared.composed import composed_once

from .models import Cohort, CohortRole, Programme, ProgrammeRole, roles_of


def roles_in(user, cohort):
    """The person's roles in the cohort, as a set of `CohortRole.Role` values.

    Who looks at the portal as a participant sees it is a participant and nothing else.
    """
    return roles_of(user).in_cohort(cohort)


def get_cohort_for(user, slug):
    """The cohort, if the person has a role in it; else 404."""
    for cohort in _visible_cohorts(user, slug):
        return cohort
    raise Http404


@composed_once
def _visible_cohorts(user, slug):
    cohorts = Cohort.objects.visible_to(user).filter(slug=slug)
    return cohorts.select_related("programme", "project")


def can_coordinate(user, cohort):
    """Coordinators run the cohort: its people, sessions and attendance."""
    return CohortRole.Role.COORDINATOR in roles_in(user, cohort)


def get_coordinated_cohort(user, slug):
    """The cohort, if the person coordinates it.

    403 to those who see the cohort without running it, 404 to everyone else.
    """
    cohort = get_cohort_for(user, slug)
    if not can_coordinate(user, cohort):
        raise PermissionDenied
    return cohort


def get_cohort_for_audit(user, slug):
    """The cohort, to those who may know who has read its lists: coordinators and administrators.

    403 to those who see the cohort without running it, 404 to everyone else.
    """
    if user.is_staff and user.has_perm("shared.view_act") and not user.sees_as_participant:
        return get_object_or_404(Cohort.objects.select_related("programme"), slug=slug)
    return get_coordinated_cohort(user, slug)


def get_changeable_cohort(user, slug):
    """The cohort, if the person coordinates it and it still changes; 403 for an archived one."""
    cohort = get_coordinated_cohort(user, slug)
    refuse_archived(cohort)
    return cohort


def refuse_archived(cohort):
    """Raise 403, in words, for a cohort that no longer changes."""
    if cohort.state == Cohort.State.ARCHIVED:
        raise PermissionDenied(_("This cohort has been archived: it can be read, not changed."))


def can_create_cohort(user, programme):
    """Managers of the programme create its cohorts and name their coordinators."""
    return managed_programmes(user).filter(pk=programme.pk).exists()


def managed_programmes(user):
    """The programmes in which the person may create cohorts."""
    if not user.is_authenticated or user.sees_as_participant:
        return Programme.objects.none()
    return Programme.objects.filter(
        roles__user=user, roles__role=ProgrammeRole.Role.MANAGER
    ).distinct()
