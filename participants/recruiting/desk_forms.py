"""What coordinators type about calls and applications."""

import datetime
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.organisations.models import Region
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.dates import ClockField, DayField
from valmennus.shared.versions import VersionedForm

from .models import Application, Call

State = Application.State


class CallForm(forms.Form):
    """The cohort's call."""

    opens_day = DayField(label=_("Opens on"))
    opens_clock = ClockField(label=_("Opens at"))
    closes_day = DayField(label=_("Closes on"))
    closes_clock = ClockField(label=_("Closes at"))
    decided_on = DayField(label=_("Decisions are told by"))
    aims = forms.CharField(
        label=_("What the coaching aims at"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    asked = forms.CharField(
        label=_("What is asked of a team"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example time for the sessions, and at least one small deed at home."),
    )
    cost = forms.CharField(label=_("What it costs"), max_length=300)
    deciding = forms.CharField(
        label=_("Who decides, and how"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    capacity = forms.IntegerField(
        label=_("Number of places"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        help_text=_("Empty: as many as are accepted."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    unit = forms.ChoiceField(label=_("Places are counted in"), choices=Call.Unit.choices)
    offer_days = forms.IntegerField(
        label=_("Days to take an offered place"),
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        initial=5,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    criterion_1 = forms.CharField(
        label=_("First criterion of yours"),
        max_length=80,
        required=False,
        help_text=_("For example: the goal is clear. You score applications from 1 to 5."),
    )
    criterion_2 = forms.CharField(
        label=_("Second criterion of yours"), max_length=80, required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    SAME = [
        *("decided_on", "aims", "asked", "cost", "deciding", "capacity", "unit", "offer_days"),
        *("criterion_1", "criterion_2"),
    ]

    def __init__(self, data=None, *, call=None):
        initial = {}
        # A call that has closed keeps its time; a new one cannot have closed already.
        self.closed_before = call.closes_at.replace(second=0, microsecond=0) if call else None
        if call is not None:
            initial = {**self.values_of(call), "seen": call.changed_at.isoformat()}
        super().__init__(data, initial=initial)

    def values_of(self, call):
        """The present values by name of field."""
        opens, closes = timezone.localtime(call.opens_at), timezone.localtime(call.closes_at)
        return {name: getattr(call, name) for name in self.SAME} | {
            "opens_day": opens.date(),
            "opens_clock": opens.time(),
            "closes_day": closes.date(),
            "closes_clock": closes.time(),
        }

    # Both versions are shown where somebody else has saved meanwhile.
    show_both = VersionedForm.show_both

    def clean(self):
        values = super().clean()
        opens = self._moment(values, "opens")
        closes = self._moment(values, "closes")
        if opens and closes:
            if closes <= opens:
                self.add_error("closes_day", _("The call must close after it opens."))
            elif closes <= timezone.now() and closes != self.closed_before:
                self.add_error(
                    "closes_day", _("This time has passed: nobody could apply. Choose a later one.")
                )
            decided = values.get("decided_on")
            if decided and decided < timezone.localdate(closes):
                self.add_error("decided_on", _("Decisions come after the call has closed."))
        return values

    def _moment(self, values, name):
        day, clock = values.get(f"{name}_day"), values.get(f"{name}_clock")
        if day is None or clock is None:
            return None
        return timezone.make_aware(datetime.datetime.combine(day, clock))

    def fields_to_save(self):
        """The values for the action."""
        values = {name: self.cleaned_data[name] for name in self.SAME}
        values["opens_at"] = self._moment(self.cleaned_data, "opens")
        values["closes_at"] = self._moment(self.cleaned_data, "closes")
        return values


class ApplicationFilterForm(forms.Form):
    """Which applications the list shows; what makes no sense is left out."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            *[(state, state.label) for state in State if state not in {State.DRAFT, State.JOINING}],
        ],
    )
    size = forms.ChoiceField(
        label=_("Inhabitants"),
        required=False,
        choices=[
            ("", _("all")),
            ("small", _("under 6,000")),
            ("middle", _("6,000–20,000")),
            ("large", _("20,000 or more")),
        ],
    )
    region = forms.ModelChoiceField(
        label=_("Region"), required=False, queryset=Region.objects.none(), empty_label=_("all")
    )
    roles = forms.ChoiceField(
        label=_("Team"),
        required=False,
        choices=[
            ("", _("all")),
            ("elected", _("with an elected official")),
            ("officials", _("without an elected official")),
        ],
    )
    earlier = forms.ChoiceField(
        label=_("Earlier participation"),
        required=False,
        choices=[("", _("all")), ("yes", _("has taken part before")), ("no", _("is new"))],
    )

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["region"].queryset = Region.objects.order_by(FinnishOrder("name_fi"))

    def narrowing(self):
        """The choices for the query."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        if "region" in values:
            values["region"] = values["region"].pk
        return values

    def query(self):
        """The choices as the query of an address."""
        return urlencode(self.narrowing())


class ReviewForm(forms.Form):
    """One's own scores and note."""

    SCORES = [("", _("not yet")), *[(number, str(number)) for number in range(1, 6)]]
    score_1 = forms.TypedChoiceField(choices=SCORES, required=False, coerce=int, empty_value=None)
    score_2 = forms.TypedChoiceField(choices=SCORES, required=False, coerce=int, empty_value=None)
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the cohort's coordinators see it. The applicant may ask to see it."),
    )

    def __init__(self, data=None, *, call, review=None):
        names = ["score_1", "score_2", "note"]
        super().__init__(data, initial={name: getattr(review, name, None) for name in names})
        criteria = dict(call.criteria)
        for number in (1, 2):
            if number in criteria:
                self.fields[f"score_{number}"].label = criteria[number]
            else:
                del self.fields[f"score_{number}"]


class DecisionForm(forms.Form):
    """What is decided about which applications, and what their contacts are told."""

    WORDS = {
        State.ACCEPTED: _("Accept"),
        State.WAITLISTED: _("Put on the waiting list"),
        State.DECLINED: _("Decline"),
    }
    decision = forms.ChoiceField(choices=list(WORDS.items()), widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What do you want to say about the decision?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is part of the mail to the applicant."),
    )

    def clean(self):
        values = super().clean()
        if values.get("decision") == State.DECLINED and not values.get("reason"):
            self.add_error("reason", _("Tell the applicants why they were not chosen."))
        return values
