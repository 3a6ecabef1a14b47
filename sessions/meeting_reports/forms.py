"""What a coordinator brings and chooses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from valmennus.shared import tables
from valmennus.shared.uploads import safe_name

from . import parsing

NOBODY = "nobody"


class UploadForm(forms.Form):
    """The file of the report; `report` is what was read from it."""

    file = forms.FileField(
        label=_("Report of who was in the meeting"),
        help_text=_("As Teams or Zoom gives it: CSV, TSV or Excel, at most 10 MB."),
        error_messages={
            "required": _("Choose the file of the report."),
            "empty": _("The file is empty. Choose another one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": tables.ACCEPT}),
    )

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_file(self):
        upload = self.cleaned_data["file"]
        # One that is too large is not even taken into memory.
        self.content = upload.read(tables.MAX_BYTES + 1)
        try:
            self.report = parsing.read(self.content, safe_name(upload.name), day=self.day)
        except parsing.NotAReport as reason:
            raise forms.ValidationError(str(reason)) from None
        return upload


class ChoicesForm(forms.Form):
    """What was chosen in a preview: for each row a person or nobody, and what overrules a mark.

    `seen` tells which preview it was.
    """

    least_minutes = forms.IntegerField(
        label=_("How many minutes count as present?"),
        help_text=_("Whoever was in the meeting for less is not marked."),
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data=None, *, report, weighed):
        super().__init__(
            data, initial={"least_minutes": report.least_minutes, "seen": weighed.seen}
        )
        self.numbers = [row.number for row in weighed.rows]
        # By the uuid that a list of choices has.
        self.places = {str(one.enrolment.uuid): key for key, one in weighed.places.items()}

    def clean(self):
        values = super().clean()
        self.choices, self.overrules = {}, set()
        for number in self.numbers:
            chosen = self.data.get(f"row-{number}", "")
            if chosen == NOBODY:
                self.choices[number] = None
            elif chosen in self.places:
                self.choices[number] = self.places[chosen]
            elif chosen:
                raise forms.ValidationError(
                    _("Somebody whom you chose is no longer in the cohort. Choose again.")
                )
            if self.data.get(f"overrule-{number}"):
                self.overrules.add(number)
        return values
