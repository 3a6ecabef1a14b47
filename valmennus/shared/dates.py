"""Days and clock times as people type them; Helsinki time always."""

import datetime

from django import forms
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = 2000, 2099


def refuse_far_year(day):
    """Raise ValidationError for a day or moment that no calendar of ours means."""
    if day and not EARLIEST <= day.year <= LATEST:
        raise forms.ValidationError(
            _("The year must be between 2000 and 2099."), code="out_of_range"
        )


def day_text(day):
    """The day as it is typed: 24.11.2026."""
    return f"{day.day}.{day.month}.{day.year}"


def clock_text(moment):
    """The time as it is typed: 13.00."""
    return f"{moment.hour}.{moment.minute:02}"


def moment_text(moment):
    """A moment in Helsinki time: 24.11.2026 klo 13.00."""
    local = timezone.localtime(moment)
    return f"{day_text(local)} klo {clock_text(local)}"


class DayField(forms.DateField):
    """A day such as 24.11.2026, in every language of the portal."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "input-short"})
    default_error_messages = {"invalid": _("Write the day as 24.11.2026.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"])
        kwargs.setdefault("help_text", _("For example 24.11.2026"))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return day_text(value) if isinstance(value, datetime.date) else value

    def clean(self, value):
        day = super().clean(value)
        refuse_far_year(day)
        return day


class ClockField(forms.TimeField):
    """A clock time such as 13.00, in every language of the portal."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "input-short"})
    default_error_messages = {"invalid": _("Write the time as 13.00.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%H.%M", "%H:%M", "%H"])
        kwargs.setdefault("help_text", _("For example 13.00"))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return clock_text(value) if isinstance(value, datetime.time) else value


def moment(day, clock):
    """The moment of a day and a clock time in Helsinki.

    Raises ValidationError for a time that the clock jumps over, or shows twice, in that night.
    """
    return from_current_timezone(datetime.datetime.combine(day, clock))
