"""Which texts of the library exist in Finnish, Swedish and English, with their history."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import Card, Deck, Method, Step


@register(Method)
class MethodTranslation(TranslationOptions):
    fields = (
        "name",
        "tagline",
        "purpose",
        "not_when",
        "recorded",
        "needs",
        "sources",
        "people_note",
    )


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("title", "question", "text", "who", "time_note")


@register(Deck)
class DeckTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Card)
class CardTranslation(TranslationOptions):
    fields = ("suit", "text")


# On the model itself the history would miss the translated fields.
for model in (Method, Step, Deck, Card):
    simple_history.register(model, app="methods")
