"""What one types to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PhoneCodeForm(forms.Form):
    """The address and the code that was read by telephone."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The one by which the coordinator knows you."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "class": "input-short",
            }
        ),
        help_text=_("Eight letters and digits. Capitals and spaces do not matter."),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()
