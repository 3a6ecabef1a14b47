"""What a coordinator sets of a reminder."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RuleForm(forms.Form):
    """How many days before or after, and whether the reminder goes."""

    days = forms.IntegerField(
        label=_("Days"),
        min_value=0,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )

    def __init__(self, data=None, *, rule):
        super().__init__(data, initial={"days": rule.days}, prefix=rule.kind)
