"""What a person ticks before all is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """The person knows that nothing comes back."""

    understood = forms.BooleanField(
        label=_("I want my data to be erased, and I know that it cannot be brought back."),
        error_messages={"required": _("Tick this if you want your data to be erased.")},
    )
