"""What a coordinator says to keep a cohort's people longer."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import DayField

LONGEST = datetime.timedelta(days=2 * 366)


class PostponeForm(forms.Form):
    """A later day, and why."""

    until = DayField(label=_("Keep at least until"))
    reason = forms.CharField(
        label=_("Why the data is still needed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays in the history. For example: the funder's audit is not over."),
    )

    def __init__(self, data=None, *, day):
        self.day = day
        super().__init__(data)

    def clean_until(self):
        """A day that is later than the present one, within two years."""
        until = self.cleaned_data["until"]
        if until <= max(self.day, timezone.localdate()):
            raise forms.ValidationError(_("Choose a day that is later than the present one."))
        if until > timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("Choose a day within two years, and look again then."))
        return until
