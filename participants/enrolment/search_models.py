"""What people are found by, in the cohorts where they have a place."""

from django.db import models

from participants.accounts.models import User
from participants.organisations.models import Organisation
from valmennus.shared.search_index import SearchEntry
from valmennus.shared.search_text import NAME, Text

from .models import Enrolment


class EnrolmentSearch(SearchEntry):
    """A person is found by the name and the organisation; by others only for who runs the cohort.

    What a participant is not shown of others must not find them either: job title and address
    have weights of their own, which only a coordinator's query looks at.
    """

    SHOWN_TO_ALL = "AB"

    of_names = True
    follows = {User: "person", Organisation: "team__organisation"}

    thing = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def things(cls):
        return Enrolment.objects.select_related("person", "team__organisation")

    @classmethod
    def texts(cls, enrolment):
        person, organisation = enrolment.person, enrolment.team.organisation
        yield Text("A", person.get_full_name(), NAME)
        yield Text("B", organisation.name_fi, NAME)
        if organisation.name_sv != organisation.name_fi:
            yield Text("B", organisation.name_sv, NAME)
        yield Text("C", enrolment.title)
        yield Text("D", person.email, NAME)
