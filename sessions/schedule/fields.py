"""Forms and sentences of sessions that other rooms show."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class AbsenceForm(forms.Form):
    word = forms.CharField(
        label=_("What the coordinator should know"),
        max_length=300,
        required=False,
        help_text=_("For example who comes instead. Nothing about your health."),
    )


def over_minutes(session, items):
    """A sentence where the agenda is longer than the session, else an empty text."""
    over = sum(item.minutes for item in items) - session.minutes
    if over <= 0:
        return ""
    return ngettext(
        "The agenda is %(over)s minute longer than the session.",
        "The agenda is %(over)s minutes longer than the session.",
        over,
    ) % {"over": over}
