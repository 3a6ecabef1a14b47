"""What a coordinator writes to many."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import ClockField, DayField
from valmennus.shared.post import faults_of

from .mails import LETTER


class MassPostForm(forms.Form):
    """To whom, what, and when."""

    audience = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "An empty line begins a paragraph, **bold**, [words](address). {tervehdys} greets each "
            "by name, {ryhma} is the cohort, {tiimi} the reader's team, {sivu} the cohort's page."
        ),
    )
    day = DayField(
        label=_("Day"), required=False, help_text=_("Empty: it goes when you have confirmed it.")
    )
    clock = ClockField(label=_("Time"), required=False)

    def __init__(self, data=None, *, audiences, post=None):
        initial = {"body": "{tervehdys},\n\n", "audience": "all"}
        if post is not None:
            goes_at = timezone.localtime(post.goes_at) if post.goes_at else None
            initial = {
                "audience": post.audience,
                "subject": post.subject,
                "body": post.body,
                "day": goes_at and goes_at.date(),
                "clock": goes_at and goes_at.time(),
            }
        super().__init__(data, initial=initial)
        self.places = {value: places for value, _label, places in audiences}
        self.fields["audience"].choices = [
            (value, f"{label} ({len(places)})") for value, label, places in audiences
        ]

    def clean(self):
        values = super().clean()
        if values.get("subject") and values.get("body"):
            for fault in faults_of(LETTER, values["subject"], values["body"]):
                self.add_error("body", fault)
        day, clock = values.get("day"), values.get("clock")
        values["goes_at"] = None
        if day:
            clock = clock or datetime.time(9)
            values["goes_at"] = timezone.make_aware(datetime.datetime.combine(day, clock))
            if values["goes_at"] <= timezone.now():
                self.add_error("day", _("This time has passed. Choose a later one, or none."))
        elif clock:
            self.add_error("day", _("Choose the day too."))
        return values

    def values(self):
        """The fields for the action."""
        values = self.cleaned_data
        return {
            "audience": values["audience"],
            "places": self.places[values["audience"]],
            "subject": values["subject"],
            "body": values["body"].replace("\r\n", "\n"),
            "goes_at": values["goes_at"],
        }
