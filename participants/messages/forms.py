"""What readers choose about the portal's mail, and what staff write of it."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from valmennus.shared.models import Mail
from valmennus.shared.post import faults_of

from .models import DigestChoice

# What may be stopped, in a reader's words.
STOPPABLE = {
    "reminders": _("Reminders of sessions and pre-tasks"),
    "digest": _("What is new in my cohort"),
    "discussions": _("Discussions that I follow, and posts that mention me"),
    "news": _("News from the coordinator and of new calls"),
}


class PreferencesForm(forms.Form):
    """Which mail the reader wants; what is not ticked is stopped."""

    NEVER = "never"
    digest = forms.ChoiceField(
        label=_("What is new in my cohort"),
        choices=[*DigestChoice.Often.choices, (NEVER, _("never"))],
        widget=forms.RadioSelect,
    )
    wanted = forms.MultipleChoiceField(
        label=_("I want these mails"),
        choices=[(what, label) for what, label in STOPPABLE.items() if what != "digest"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Mail that is part of something you do comes always: codes, your place, changes of a "
            "session that you come to."
        ),
    )


class PostFilterForm(forms.Form):
    """Which of a cohort's mails the list shows."""

    q = forms.CharField(label=_("Address or subject"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("lost", _("did not arrive")), *Mail.State.choices],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data, *, kinds):
        super().__init__(data)
        labels = [(kind.name, kind.label) for kind in kinds]
        self.fields["kind"].choices = [("", _("all")), *labels]

    def narrowing(self):
        """The choices for the query; what makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self):
        """The choices as the query of an address."""
        return urlencode(self.narrowing())


class TextForm(forms.Form):
    """The subject and body of a kind of mail."""

    subject = forms.CharField(label=_("Subject"), max_length=200, strip=True)
    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "An empty line begins a paragraph, - a line of a list, **bold**, [words](address). A "
            "link alone in its paragraph becomes a button."
        ),
    )

    def __init__(self, data=None, *, kind, text=("", "")):
        self.kind = kind
        super().__init__(data, initial={"subject": text[0], "body": text[1]})

    def clean(self):
        values = super().clean()
        if "subject" in values and "body" in values:
            for fault in faults_of(self.kind, values["subject"], values["body"]):
                self.add_error("body", fault)
        return values

    def text(self):
        """The subject and body as they were typed."""
        return self.cleaned_data["subject"], self.cleaned_data["body"].replace("\r\n", "\n")
