"""Which texts of the library exist in Finnish, Swedish and English, with their history."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import Card, Deck, Method, Step
from .prompt_models import Prompt


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
        "preparation",
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


@register(Prompt)
class PromptTranslation(TranslationOptions):
    fields = ("text", "hint", "options")


# Going back to an older text must not go back to what the package brought then, or take the
# method off the public pages.
NOT_TEXT = {
    Method: ["packaged", "published_at", "published_by", "changed_at"],
    Step: ["packaged"],
    Deck: ["packaged"],
    Card: ["packaged"],
    Prompt: ["packaged"],
}
# On the model itself the history would miss the translated fields.
for model, excluded in NOT_TEXT.items():
    simple_history.register(model, app="methods", excluded_fields=excluded)
