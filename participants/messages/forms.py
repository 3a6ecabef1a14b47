"""What a reader may choose about the portal's mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

# What may be stopped, in a reader's words.
STOPPABLE = {
    "reminders": _("Reminders of sessions, pre-tasks and places"),
    "digest": _("What is new in my cohort"),
    "news": _("News from the coordinator and of new calls"),
}


class PreferencesForm(forms.Form):
    """Which mail the reader wants; what is not ticked is stopped."""

    wanted = forms.MultipleChoiceField(
        label=_("I want these mails"),
        choices=list(STOPPABLE.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Mail that is part of something you do comes always: codes, your place, changes of a "
            "session that you come to."
        ),
    )
