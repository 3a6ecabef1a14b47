"""The organisation picker, for the forms of every room."""

from django import forms
from django.core.cache import cache
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from .queries import OrganisationFinder, organisation_names

# Suggestions may be some minutes old; what is typed is looked up in any case.
KEPT = 10 * 60


class OrganisationInput(forms.TextInput):
    """A text field with the names as suggestions; the browser shows them as one types."""

    template_name = "participants/organisations/organisation_input.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_names"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        context["widget"] |= {"list_id": list_id, "names": _options()}
        return context

    def format_value(self, value):
        return getattr(value, "name", value)


def _options():
    # Some six hundred of them: most of the page's time, if they were drawn for each.
    return cache.get_or_set(
        "organisations.options",
        lambda: format_html_join("", '<option value="{}">{}</option>', organisation_names()),
        KEPT,
    )


class OrganisationField(forms.CharField):
    """An organisation, written by its Finnish or Swedish name or its official code."""

    widget = OrganisationInput
    default_error_messages = {
        "required": _("Write the name of the municipality or other organisation."),
        "unknown": _("There is no organisation called “%(text)s”. Check the spelling."),
        "similar": _("There is no organisation called “%(text)s”. Did you mean: %(names)s?"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Municipality or other organisation"))
        kwargs.setdefault(
            "help_text",
            _("Write the first letters in Finnish or Swedish and choose from the list."),
        )
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    def clean(self, value):
        """The organisation; None for an empty optional field."""
        text = super().clean(value)
        if not text:
            return None
        finder = OrganisationFinder()
        organisation = finder.find(text)
        if organisation is not None:
            return organisation
        similar = finder.similar_names(text)
        code = "similar" if similar else "unknown"
        raise forms.ValidationError(
            self.error_messages[code],
            code=code,
            params={"text": text, "names": ", ".join(similar)},
        )

    def has_changed(self, initial, data):
        return super().has_changed(getattr(initial, "name", initial), data)
