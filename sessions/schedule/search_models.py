"""What sessions and their materials are found by."""

from django.db import models

from participants.accounts.models import User
from valmennus.shared import uploads
from valmennus.shared.search_index import SearchEntry
from valmennus.shared.search_text import NAME, Text

from .material_models import Material
from .models import CoachingSession

# Files whose text is read; all else is found by its name and title.
READ = {uploads.TYPES["txt"], uploads.TYPES["md"]}


class SessionSearch(SearchEntry):
    """A session is found by what its page tells of it: texts, agenda, place and coaches."""

    follows = {User: "coaches__user"}

    thing = models.OneToOneField(
        CoachingSession, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def things(cls):
        return CoachingSession.objects.prefetch_related("agenda", "coaches__user")

    @classmethod
    def texts(cls, session):
        yield Text("A", session.title)
        yield Text("B", session.summary)
        yield Text("C", session.place, NAME)
        for item in session.agenda.all():
            yield Text("C", f"{item.title} {item.description}")
            yield Text("C", item.who, NAME)
        for coach in session.coaches.all():
            yield Text("C", coach.user.get_full_name() if coach.user else coach.name, NAME)
            yield Text("C", coach.title)


class MaterialSearch(SearchEntry):
    """A material is found by its title and its text, a file by its name and the text in it."""

    thing = models.OneToOneField(
        Material, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def things(cls):
        return Material.objects.select_related("file")

    @classmethod
    def texts(cls, material):
        yield Text("A", material.title, material.language)
        yield Text("C", material.text, material.language)
        if material.file:
            yield Text("C", material.file.name, NAME)
            if material.file.content_type in READ:
                yield Text("C", uploads.read_text(material.file), material.language)
