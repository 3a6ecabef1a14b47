"""A run while something of it changes: held by one at a time, and told to every open page."""

from django.db.models import F

from .models import Run


def hold(run):
    """The run as it stands, held until the transaction ends."""
    return Run.objects.select_for_update().get(pk=run.pk)


def keep(run, *fields):
    """Save the fields; every open page hears that something has changed."""
    run.version = F("version") + 1
    run.save(update_fields=[*fields, "version"])
    run.refresh_from_db(fields=["version"])
