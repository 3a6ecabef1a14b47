"""What the library is narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import Place, Purpose


class MethodFilterForm(forms.Form):
    """Search and filters; faulty choices are left out, never an error page."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    purpose = forms.ChoiceField(
        label=_("What for"), choices=[("", _("any purpose")), *Purpose.choices], required=False
    )
    people = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=10000, required=False
    )
    minutes = forms.IntegerField(
        label=_("Minutes at hand"), min_value=1, max_value=10000, required=False
    )
    place = forms.ChoiceField(
        label=_("Place"),
        choices=[
            ("", _("anywhere")),
            (Place.ON_SITE, Place.ON_SITE.label),
            (Place.REMOTE, Place.REMOTE.label),
        ],
        required=False,
    )

    def narrowing(self):
        """The choices as arguments of `queries.find_methods`."""
        self.is_valid()
        chosen = dict(self.cleaned_data)
        return {"text": chosen.pop("q", ""), **chosen}

    @property
    def is_narrowed(self):
        """Whether anything has been chosen."""
        return any(self.data.get(name) for name in self.fields)
