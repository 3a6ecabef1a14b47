"""What a coordinator marks."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from .models import Attendance


class MarkForm(forms.Form):
    """One person's mark; the prefix is the person's place, the version the one shown."""

    state = forms.ChoiceField(choices=Attendance.State.choices)
    shown = forms.ChoiceField(choices=Attendance.State.choices, required=False)
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000)


class AcceptForm(forms.Form):
    """Whose suggestion is accepted; everyone's where nobody is named."""

    who = forms.UUIDField(required=False)


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


class CheckInForm(forms.Form):
    """The code of the room and, where one may be there in two ways, which it is."""

    koodi = forms.CharField(
        label=_("Code"),
        help_text=_("Four digits, shown in the room and in the meeting. They change every minute."),
        max_length=4,
        validators=[RegexValidator(r"^\d{4}\Z", _("The code has four digits."))],
        error_messages={"max_length": _("The code has four digits.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "class": "input-short",
                "maxlength": 4,
            }
        ),
    )
    state = forms.ChoiceField(
        label=_("Where are you?"),
        choices=[
            (Attendance.State.ON_SITE, _("on site")),
            (Attendance.State.REMOTE, _("in the remote meeting")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you are.")},
    )

    def __init__(self, data=None, *, session, **kwargs):
        super().__init__(data, **kwargs)
        if session.mode != session.Mode.HYBRID:
            del self.fields["state"]
