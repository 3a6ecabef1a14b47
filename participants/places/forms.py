"""What people write about their own places."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.organisations.models import PersonRole


class LeaveForm(forms.Form):
    """Why somebody cannot take part, if they want to tell."""

    word = forms.CharField(
        label=_("A word to the coordinator"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ColleagueForm(forms.Form):
    """Who comes in the person's place, or to the team."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The invitation goes here.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=PersonRole.choices)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)

    def clean_email(self):
        return self.cleaned_data["email"].lower()
