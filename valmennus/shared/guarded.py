"""Forms that anybody may send, and that robots give themselves away in."""

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Nobody reads the page and fills it in faster.
SECONDS = 3


class GuardedForm(forms.Form):
    """A form that robots give away themselves in: a field that people do not see, and haste.

    There is no puzzle to solve; who is taken for a robot reads a sentence and can go on.
    """

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data=None, *, may_be_quick=False, **kwargs):
        super().__init__(data, **kwargs)
        # What a browser saves by itself, while somebody types, is sent at any time.
        self.may_be_quick = may_be_quick
        self.initial.setdefault("shown", signing.dumps(timezone.now().timestamp(), salt="shown"))

    def clean(self):
        cleaned = super().clean()
        if fault := self.robot_fault():
            raise forms.ValidationError(fault)
        return cleaned

    def robot_fault(self):
        """What the sender must do to be taken for a person; empty where all is well."""
        if self.data.get(self.add_prefix("website")):
            return gettext("Empty the field “Leave this empty” and send the form again.")
        try:
            shown = signing.loads(self.data.get(self.add_prefix("shown"), ""), salt="shown")
        except signing.BadSignature:
            return gettext("The form was not whole. Send it again.")
        if not self.may_be_quick and timezone.now().timestamp() - shown < SECONDS:
            return gettext("That was very quick. Wait a few seconds and send the form again.")
        return ""
