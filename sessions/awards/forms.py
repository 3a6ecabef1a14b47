"""What a coordinator sets about certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RuleForm(forms.Form):
    """The share of the sessions that is needed, and the sessions that do not count."""

    share = forms.IntegerField(
        label=_("Share of the sessions that is needed, per cent"), min_value=1, max_value=100
    )
    optional = forms.ModelMultipleChoiceField(
        label=_("Sessions that do not count"),
        queryset=None,
        required=False,
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, rule, sessions):
        chosen = [one.uuid for one in rule.optional.all()] if rule.pk else []
        super().__init__(data, initial={"share": rule.share, "optional": chosen})
        self.fields["optional"].queryset = sessions
