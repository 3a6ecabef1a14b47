"""What a coordinator writes about a questionnaire."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import DayField
from valmennus.shared.versions import VersionedForm


class SurveyForm(VersionedForm):
    """The words around the questions of a questionnaire."""

    title = forms.CharField(label=_("Title"), max_length=160)
    intro = forms.CharField(
        label=_("What is told first"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closes_on = DayField(
        label=_("Last day to answer"), required=False, help_text=_("Empty: until you close it.")
    )

    def __init__(self, data=None, *, survey):
        super().__init__(data, thing=survey)
        if survey.session_id:
            del self.fields["title"], self.fields["closes_on"]

    def values_of(self, survey):
        return {name: getattr(survey, name) for name in ("title", "intro", "closes_on")}

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day and "closes_on" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return day

    def values(self):
        """What the action takes, without the questions."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
