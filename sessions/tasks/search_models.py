"""What tasks are found by. Answers are not searched."""

from django.db import models

from valmennus.shared.search_index import SearchEntry
from valmennus.shared.search_text import Text

from .models import Task


class TaskSearch(SearchEntry):
    """A task is found by its title and its instruction."""

    thing = models.OneToOneField(
        Task, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def things(cls):
        return Task.objects.all()

    @classmethod
    def texts(cls, task):
        yield Text("A", task.title)
        yield Text("C", task.instruction)
