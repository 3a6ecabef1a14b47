"""What methods are found by."""

from django.conf import settings
from django.db import models

from valmennus.shared.search_index import SearchEntry
from valmennus.shared.search_text import Text

from .models import Method

OWN = {"name": "A", "tagline": "B", "purpose": "B"}
OWN |= dict.fromkeys(["not_when", "needs", "recorded", "people_note"], "C")
STEP = ["title", "question", "text", "who"]
DECK = ["title", "text"]
CARD = ["suit", "text"]


class MethodSearch(SearchEntry):
    """A method is found by its own texts, its steps and its cards, in all three languages."""

    thing = models.OneToOneField(
        Method, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )

    @classmethod
    def things(cls):
        return Method.objects.prefetch_related("steps", "decks__cards")

    @classmethod
    def texts(cls, method):
        decks = method.decks.all()
        parts = [(step, STEP) for step in method.steps.all()]
        parts += [(deck, DECK) for deck in decks]
        parts += [(card, CARD) for deck in decks for card in deck.cards.all()]
        for language, _name in settings.LANGUAGES:
            for name, weight in OWN.items():
                yield Text(weight, getattr(method, f"{name}_{language}"), language)
            for part, names in parts:
                for name in names:
                    yield Text("C", getattr(part, f"{name}_{language}"), language)
