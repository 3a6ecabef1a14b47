"""What is typed about a topic."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from valmennus.shared.guarded import GuardedForm


class TopicForm(forms.Form):
    """A topic as it is raised."""

    title = forms.CharField(label=_("What should be dealt with?"), max_length=160)
    text = forms.CharField(
        label=_("What is behind it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What have you met, and what would help? No names of residents."),
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.initial.setdefault("uuid", uuid.uuid4())


class GuestTopicForm(GuardedForm, TopicForm):
    """The same from a guest of a webinar."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("If you wish to hear what becomes of it. It is used for nothing else."),
    )
    field_order = ["title", "text", "email"]


class CorrectForm(forms.Form):
    """The words of a topic."""

    title = forms.CharField(label=_("Topic"), max_length=160)
    text = forms.CharField(
        label=_("What is behind it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ScheduleForm(forms.Form):
    """The session into which the topic is taken."""

    session = forms.ModelChoiceField(
        label=_("Session"), queryset=None, to_field_name="uuid", empty_label=_("Choose a session")
    )

    def __init__(self, data=None, *, sessions):
        super().__init__(data)
        self.fields["session"].queryset = sessions


class DeclineForm(forms.Form):
    """Why the topic is not taken."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who raised and support the topic get it by mail."),
    )


class MergeForm(forms.Form):
    """The topic to which this one is joined."""

    other = forms.ModelChoiceField(
        label=_("The other topic"),
        queryset=None,
        to_field_name="uuid",
        empty_label=_("Choose a topic"),
    )

    def __init__(self, data=None, *, topics):
        super().__init__(data)
        self.fields["other"].queryset = topics


class OutcomeForm(forms.Form):
    """What came of the topic."""

    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who raised and support the topic get it by mail."),
    )
