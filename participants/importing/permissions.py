"""Who brings lists of people: the coordinators of the cohort."""

from django.shortcuts import get_object_or_404

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort

from .models import ImportBatch


def get_batch_for(user, cohort_slug, uuid):
    """A list of a cohort that the user coordinates."""
    return _batch(get_coordinated_cohort(user, cohort_slug), uuid)


def get_changeable_batch(user, cohort_slug, uuid):
    """The list, in a cohort that still changes; 403 where it has been archived."""
    return _batch(get_changeable_cohort(user, cohort_slug), uuid)


def get_row(batch, number):
    """A row of the list, by its number in the file."""
    return get_object_or_404(batch.rows.select_related("organisation"), number=number)


def _batch(cohort, uuid):
    batches = ImportBatch.objects.filter(cohort=cohort).defer("sheets")
    batch = get_object_or_404(batches.select_related("by", "confirmed_by", "undone_by"), uuid=uuid)
    batch.cohort = cohort
    return batch
