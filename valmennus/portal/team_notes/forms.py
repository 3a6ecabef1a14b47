"""What a coordinator notes."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A note about a team."""

    text = forms.CharField(
        label=_("New note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Only the cohort's coordinators see it. Whoever it tells of may ask to see it."
        ),
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None):
        super().__init__(data, initial={"uuid": uuid.uuid4()})
