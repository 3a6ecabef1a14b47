"""What programmes and cohorts are found by."""

from django.db import models

from valmennus.shared.search_index import SearchEntry
from valmennus.shared.search_text import Text

from .models import Cohort, Programme


class ProgrammeSearch(SearchEntry):
    """A programme is found by its name and summary."""

    thing = models.OneToOneField(
        Programme, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def texts(cls, programme):
        yield Text("A", programme.name)
        yield Text("B", programme.summary)


class CohortSearch(SearchEntry):
    """A cohort is found by its name and summary, and by the name of its programme."""

    follows = {Programme: "programme"}

    thing = models.OneToOneField(
        Cohort, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def things(cls):
        return Cohort.objects.select_related("programme")

    @classmethod
    def texts(cls, cohort):
        yield Text("A", cohort.name)
        yield Text("B", cohort.summary)
        yield Text("C", cohort.programme.name)
