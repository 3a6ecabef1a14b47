"""What is typed about notes and photographs."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from valmennus.shared import pictures
from valmennus.shared.uploads import UploadField
from valmennus.shared.versions import VersionedForm


class NotesForm(VersionedForm):
    """The notes, with the version that the page shows."""

    text = forms.CharField(
        label=_("Notes"),
        max_length=30_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("**bold**, - list, ## heading. No names of residents. Saved as you write."),
    )

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def values_of(self, notes):
        return {"text": notes.text}


class WriterForm(forms.Form):
    """Who writes the notes."""

    writer = forms.ModelChoiceField(
        label=_("Who writes the notes"),
        queryset=None,
        required=False,
        to_field_name="uuid",
        empty_label=_("Those who prepare the session"),
    )

    def __init__(self, data=None, *, people, writer=None):
        super().__init__(data, initial={"writer": writer and writer.uuid})
        self.fields["writer"].queryset = people


class PhotoForm(forms.Form):
    """A photograph and its description."""

    file = UploadField(label=_("Photograph"), help_text=_("JPEG, PNG, WebP or GIF."))
    alt = forms.CharField(
        label=_("What the picture shows"),
        max_length=300,
        help_text=_(
            "For those who do not see it: for example “The board with the ideas of table two”."
        ),
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, files=None):
        super().__init__(data, files, initial={"uuid": uuid.uuid4()})

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.content_type.startswith("image/"):
            raise forms.ValidationError(_("Choose a picture: JPEG, PNG, WebP or GIF."))
        # A phone writes the place and the time into what it takes.
        return pictures.clean(file)
