"""What anybody may tell of accessibility."""

import time

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

SALT = "accessibility-feedback"
# A person needs longer to read and to write; a program does not.
LEAST_SECONDS = 3


def stamp():
    """The present time, signed."""
    return signing.dumps(int(time.time()), salt=SALT)


class FeedbackForm(forms.Form):
    """Which page, what happened, and whither the answer goes."""

    page = forms.CharField(
        label=_("Page"),
        max_length=500,
        required=False,
        help_text=_("Its address or name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    what = forms.CharField(
        label=_("What happened"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What did you try to do, and which browser or aid did you use?"),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("If you want an answer. It comes within 14 days."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see it; programs fill it in.
    more = forms.CharField(required=False)
    opened = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, data=None, *, page=""):
        super().__init__(data, initial={"page": page, "opened": stamp})

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        values = super().clean()
        try:
            opened = signing.loads(values.get("opened", ""), salt=SALT)
        except signing.BadSignature:
            opened = time.time()
        if values.get("more") or time.time() - opened < LEAST_SECONDS:
            self.ask_again(_("This looked as if a program had sent it. Send it once more."))
        return values

    def ask_again(self, sentence):
        """Keep what was typed and ask for a second sending, with a new time."""
        self.add_error(None, sentence)
        self.data = self.data.copy()
        self.data["opened"] = stamp()

    def values(self):
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ["page", "what", "email"]}


class AnswerForm(forms.ModelForm):
    """An administrator's answer, which goes out by mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "answer" in self.fields:
            self.fields["answer"].required = True
