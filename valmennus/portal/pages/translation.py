"""Which texts exist in Finnish, Swedish and English, with their history."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import Page, PrivacyNotice


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")


@register(PrivacyNotice)
class PrivacyNoticeTranslation(TranslationOptions):
    fields = ("body",)


# On the model itself the history would miss the translated fields.
simple_history.register(Page, app="valmennus.portal", excluded_fields=["packaged", "changed_at"])
simple_history.register(
    PrivacyNotice,
    app="valmennus.portal",
    excluded_fields=["packaged", "published_at", "published_by"],
)
