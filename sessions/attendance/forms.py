"""What a coordinator marks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Attendance


class MarkForm(forms.Form):
    """One person's mark; the prefix is the person's place, the version the one shown."""

    state = forms.ChoiceField(choices=Attendance.State.choices)
    shown = forms.ChoiceField(choices=Attendance.State.choices, required=False)
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000)


class MarkAllForm(forms.Form):
    """How those are marked about whom nothing is known."""

    state = forms.ChoiceField(
        label=_("Mark them as"),
        choices=[
            (Attendance.State.ON_SITE, _("present on site")),
            (Attendance.State.REMOTE, _("present remotely")),
        ],
        widget=forms.RadioSelect,
    )
