"""Who writes to many: those who coordinate the cohort."""

from django.shortcuts import get_object_or_404

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort

from .models import MassPost


def get_mass_post_for(user, slug, uuid, *, change=False):
    """A letter of the cohort; else 403 or 404."""
    cohort = (get_changeable_cohort if change else get_coordinated_cohort)(user, slug)
    post = get_object_or_404(MassPost, cohort=cohort, uuid=uuid)
    post.cohort = cohort
    return post
