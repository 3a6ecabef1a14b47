"""What one writes to sign up for a webinar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from valmennus.shared.guarded import GuardedForm


class SignupForm(GuardedForm):
    """Name and address; nothing else is needed."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send you a mail in which you confirm the sign-up."),
    )
    organisation_text = forms.CharField(
        label=_("Municipality or organisation"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ["name", "email", "organisation_text"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def values(self):
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "organisation_text")}
