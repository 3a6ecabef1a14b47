"""The form of a new run, for this room and for those that open runs of their own."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, Team, roles_of
from participants.enrolment.models import Enrolment
from valmennus.shared.dates import DayField

from .models import Run

MOST_TABLES = 40
LONGEST_WEEKS = datetime.timedelta(days=62)


class RunForm(forms.Form):
    """A new run of a method."""

    matter = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        help_text=_("The matter in a few words. People see it on their phones and on the wall."),
    )
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    way = forms.ChoiceField(
        label=_("How is it run?"), choices=Run.Way.choices, widget=forms.RadioSelect
    )
    team = forms.ModelChoiceField(
        label=_("Whose run is it?"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("Only mine"),
        help_text=_("The people of the team see what came of it."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=5,
        max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
        help_text=_("The phases share this time out."),
    )
    tables = forms.IntegerField(
        label=_("Tables"),
        required=False,
        min_value=0,
        max_value=MOST_TABLES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
        help_text=_("Groups of 4 to 8 that answer together. Empty: everybody answers alone."),
    )
    closes_on = DayField(
        label=_("Left open until"),
        required=False,
        help_text=_("Empty: it closes by itself a day after it began."),
    )
    wants_names = forms.BooleanField(
        label=_("People may give a name of their own choice"), required=False
    )
    moderated = forms.BooleanField(
        label=_("I look through every answer before it is shown"), required=False
    )

    def __init__(self, data=None, *, method, user=None, **kwargs):
        """Without a `user`, whose run it is has been settled."""
        super().__init__(data, **kwargs)
        self.initial.setdefault("way", Run.Way.LIVE)
        self.initial.setdefault("minutes", method.minutes_max)
        teams = teams_of(user) if user else Team.objects.none()
        self.fields["team"].queryset = teams
        self.fields["team"].label_from_instance = lambda team: f"{team.organisation}, {team.cohort}"
        if not teams:
            del self.fields["team"]

    def clean_closes_on(self):
        return refuse_odd_end(self.cleaned_data["closes_on"])

    def fields_of_run(self):
        """What was typed, as `actions.create_run` takes it."""
        data = dict(self.cleaned_data)
        team, closes_on = data.pop("team", None), data.pop("closes_on")
        data["tables"] = data["tables"] or 0
        data["team"] = team
        data["cohort"] = team.cohort if team else None
        data["closes_at"] = end_of(closes_on)
        return data


def teams_of(user):
    """The teams for which the person may run a method: the own ones and those the person runs.

    None of archived cohorts, in which nothing changes any more.
    """
    roles = roles_of(user)
    own = Enrolment.objects.taking_part().filter(person=user).values("team")
    return (
        (Team.objects.filter(pk__in=own) | Team.objects.filter(cohort__in=roles.running))
        .exclude(cohort__state=Cohort.State.ARCHIVED)
        .select_related("organisation", "cohort")
    )


def refuse_odd_end(day):
    """The day; ValidationError for one on which no run ends."""
    today = timezone.localdate()
    if day and not today <= day <= today + LONGEST_WEEKS:
        raise forms.ValidationError(_("Choose a day from today to two months ahead."))
    return day


def end_of(day):
    """The last moment of the day; None for none."""
    if day is None:
        return None
    end = datetime.datetime.combine(day, datetime.time(23, 59))
    return timezone.make_aware(end)
