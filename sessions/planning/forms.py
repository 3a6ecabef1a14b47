"""What a person may type when planning a cohort."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import ClockField, DayField, moment

from .dates import is_working_day, proposed_days


class StartForm(forms.Form):
    """The name of the cohort, and its first day."""

    name = forms.CharField(
        label=_("Name of the cohort"), max_length=120, help_text=_("As its participants know it.")
    )
    start = DayField(label=_("First session on"))


class TemplateStartForm(StartForm):
    """The programme too, whose template is used."""

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=None, to_field_name="slug", empty_label=None
    )
    field_order = ["programme", "name", "start"]

    def __init__(self, data=None, *, programmes):
        super().__init__(data)
        self.fields["programme"].queryset = programmes


class CopyForm(forms.Form):
    """The title and the time of a copy, which lasts as long as its model."""

    title = forms.CharField(label=_("Title"), max_length=160)
    day = DayField(label=_("Day"))
    starts = ClockField(label=_("Starts at"))
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, session):
        starts = timezone.localtime(session.starts_at).time()
        initial = {"title": session.title, "starts": starts, "uuid": uuid.uuid4()}
        super().__init__(data, initial=initial)

    def clean(self):
        data = super().clean()
        if data.get("day") and data.get("starts"):
            try:
                data["starts_at"] = moment(data["day"], data["starts"])
            except forms.ValidationError as error:
                self.add_error("starts", error)
        return data

    def values(self):
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("title", "starts_at", "uuid")}


class PlanForm(forms.Form):
    """A day and a time for each session; an emptied day leaves the session out."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, items, start):
        super().__init__(data, initial={"uuid": uuid.uuid4()})
        self.items = items
        days = proposed_days(start, [item.gap_weeks for item in items])
        for number, (item, day) in enumerate(zip(items, days, strict=True)):
            clock = getattr(item, "starts_at", None)
            self.fields[f"day_{number}"] = DayField(
                label=_("Day"),
                required=False,
                initial=day,
                help_text=_("Proposed: %(day)s") % {"day": date_format(day, "l j.n.Y")},
            )
            self.fields[f"clock_{number}"] = ClockField(
                label=_("Starts at"),
                required=False,
                initial=timezone.localtime(clock).time() if clock else "13.00",
                help_text=_("Lasts %(minutes)s minutes") % {"minutes": item.minutes},
            )

    @property
    def lines(self):
        """Each session with its two fields, for the page."""
        return [
            {"item": item, "day": self[f"day_{number}"], "clock": self[f"clock_{number}"]}
            for number, item in enumerate(self.items)
        ]

    def clean(self):
        data = super().clean()
        self.planned = []
        for number, item in enumerate(self.items):
            day, clock = data.get(f"day_{number}"), data.get(f"clock_{number}")
            if day and not clock and f"clock_{number}" not in self.errors:
                self.add_error(f"clock_{number}", _("At what time does it start?"))
            elif day and clock:
                try:
                    self.planned.append((item, moment(day, clock)))
                except forms.ValidationError as error:
                    self.add_error(f"clock_{number}", error)
        if not self.planned and not self.errors:
            raise forms.ValidationError(_("Give a day to at least one session."))
        return data

    def unusual_days(self):
        """The chosen days that are no working days, for a sentence; none stops the saving."""
        days = [timezone.localtime(starts_at).date() for _item, starts_at in self.planned]
        return [day for day in days if not is_working_day(day)]
