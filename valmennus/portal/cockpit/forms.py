"""What a coordinator types in the cockpit."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class ReminderForm(forms.Form):
    """A word of the coordinator's own for a reminder."""

    message = forms.CharField(
        label=_("Add a word of your own"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It comes first in the mail."),
    )
    round = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None):
        super().__init__(data, initial={"round": uuid.uuid4()})
