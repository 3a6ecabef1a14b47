"""Who sees and changes people's places. Coordinators do; everyone else gets 403 or 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import Cohort
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort

from .models import Enrolment


def get_enrolment_for(user, cohort_slug, uuid):
    """One person's place in a cohort that the user coordinates."""
    cohort = get_coordinated_cohort(user, cohort_slug)
    return _place(cohort, uuid)


def get_changeable_enrolment(user, cohort_slug, uuid):
    """The place, in a cohort that still changes; 403 where it has been archived."""
    return _place(get_changeable_cohort(user, cohort_slug), uuid)


def get_code_enrolment(user, cohort_slug, uuid):
    """The place of one who may be given a code; 403 where that is not the coordinator's to do."""
    enrolment = get_changeable_enrolment(user, cohort_slug, uuid)
    if not can_give_code(user, enrolment.person):
        raise PermissionDenied
    return enrolment


def get_changeable_team(user, cohort_slug, uuid):
    """A team of a cohort that the user coordinates and that still changes."""
    cohort = get_changeable_cohort(user, cohort_slug)
    return get_object_or_404(
        cohort.teams.select_related("cohort", "organisation", "contact"), uuid=uuid
    )


def can_correct_address(user, person):
    """Whether a coordinator may correct the address of the person's account.

    Only until the first sign-in: from then on the account is the person's own. Never where the
    person holds wider rights, or is in a cohort that the coordinator does not run, since the
    address opens the account.
    """
    return person.last_login is None and can_give_code(user, person)


def can_give_code(user, person):
    """Whether a coordinator may give the person a code for a sign-in, by telephone.

    Never where the person holds wider rights, or is in a cohort that the coordinator does not
    run: who holds the code could sign in as the person.
    """
    return (
        not user.sees_as_participant
        and user != person
        and person.erased_at is None
        and person.is_active
        and not person.is_staff
        and not person.programme_roles.exists()
        and not person.cohort_roles.exclude(cohort__in=Cohort.objects.coordinated_by(user)).exists()
    )


def can_correct_name(user, person):
    """Whether a coordinator may correct the person's name and phone number."""
    return (
        not user.sees_as_participant
        and person.erased_at is None
        and (not person.is_staff or person == user)
    )


def _place(cohort, uuid):
    enrolment = (
        Enrolment.objects.filter(cohort=cohort)
        .select_related("cohort", "person", "team__organisation", "team__contact")
        .filter(uuid=uuid)
        .first()
    )
    if enrolment is None:
        raise Http404
    return enrolment
