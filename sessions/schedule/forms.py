"""What a person may type about a session."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import ClockField, DayField, moment
from valmennus.shared.versions import VersionedForm

from .models import AgendaItem, CoachingSession, web_address
from .queries import agenda_text, possible_coaches

MAX_AGENDA = 40


class TimesForm(forms.Form):
    """Day, start and end, as the session's `starts_at` and `ends_at`."""

    day = DayField(label=_("Day"))
    starts = ClockField(label=_("Starts at"))
    ends = ClockField(label=_("Ends at"))

    def values_of(self, session):
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}

    def clean(self):
        data = super().clean()
        day, starts, ends = data.get("day"), data.get("starts"), data.get("ends")
        if day and starts:
            data["starts_at"] = self._moment("starts", day, starts)
        if day and ends:
            data["ends_at"] = self._moment("ends", day, ends)
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The session must end after it has started."))
        return data

    def _moment(self, name, day, clock):
        try:
            return moment(day, clock)
        except forms.ValidationError as error:
            self.add_error(name, error)

    def values(self):
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at")}


class MoveForm(VersionedForm, TimesForm):
    """Another time for a session."""


class SessionForm(TimesForm):
    """Everything about a new session except its agenda and materials."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=CoachingSession.Kind.choices)
    number = forms.IntegerField(
        label=_("Number in the programme"), min_value=0, max_value=999, required=False
    )
    mode = forms.ChoiceField(
        label=_("How people meet"),
        choices=CoachingSession.Mode.choices,
        widget=forms.RadioSelect,
        initial=CoachingSession.Mode.REMOTE,
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("Address and room, as one finds there."),
    )
    join_url = forms.CharField(
        label=_("Joining link"),
        max_length=1000,
        required=False,
        validators=[web_address],
        widget=forms.URLInput,
        help_text=_("The address of the remote meeting. The portal shows it an hour before."),
    )
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    capacity = forms.IntegerField(
        label=_("Places in an open webinar"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("When they are taken, people wait in a queue. Empty: no limit."),
    )
    offer_hours = forms.IntegerField(
        label=_("Hours to answer when a place becomes free"),
        min_value=1,
        max_value=336,
        required=False,
        initial=24,
        help_text=_("The next in the queue has so long to take the place. Empty: 24 hours."),
    )
    coaches = forms.ModelMultipleChoiceField(
        label=_("Coaches"),
        queryset=None,
        required=False,
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )
    speakers = forms.CharField(
        label=_("Outside speakers"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line: name, title or organisation."),
    )

    field_order = [
        "title", "kind", "number", "day", "starts", "ends", "mode", "place", "join_url",
        "summary", "capacity", "offer_hours", "coaches", "speakers", "uuid", "seen",
    ]  # fmt: skip
    PLAIN = (
        "title", "kind", "number", "mode", "place", "join_url", "summary", "capacity",
        "offer_hours",
    )  # fmt: skip

    def __init__(self, data=None, *, cohort, initial=None):
        super().__init__(data, initial={"uuid": uuid.uuid4()} | (initial or {}))
        self.fields["coaches"].queryset = possible_coaches(cohort)

    def clean_offer_hours(self):
        return self.cleaned_data["offer_hours"] or 24

    def clean_speakers(self):
        speakers = []
        for line in self.cleaned_data["speakers"].splitlines():
            name, _comma, title = (part.strip() for part in line.partition(","))
            if len(name) > 160 or len(title) > 160:
                raise forms.ValidationError(_("A name or title is longer than 160 characters."))
            if name:
                speakers.append((name, title))
        return speakers

    def values(self):
        names = (*self.PLAIN, "coaches", "speakers")
        return super().values() | {name: self.cleaned_data[name] for name in names}


class SessionChangeForm(VersionedForm, SessionForm):
    """Everything about a session that is there already."""

    uuid = None

    def values_of(self, session):
        coaches = list(session.coaches.select_related("user"))
        return (
            super().values_of(session)
            | {name: getattr(session, name) for name in self.PLAIN}
            | {
                "coaches": [coach.user.uuid for coach in coaches if coach.user],
                "speakers": "\n".join(
                    f"{coach.name}, {coach.title}" if coach.title else coach.name
                    for coach in coaches
                    if not coach.user_id
                ),
            }
        )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The participants read it on the session's page and in their calendars."),
    )


class AgendaItemForm(forms.ModelForm):
    """One line of the agenda; a line without a title is left out."""

    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999, required=False)
    title = forms.CharField(label=_("What"), max_length=160, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, required=False)

    class Meta:
        model = AgendaItem
        fields = ["order", "minutes", "title", "who", "description"]
        labels = {"who": _("Who"), "description": _("Description")}
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}

    def clean(self):
        data = super().clean()
        if data.get("title") and not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("How many minutes does it take?"))
        if not data.get("title") and (data.get("who") or data.get("description")):
            self.add_error("title", _("What happens in this part?"))
        return data


class BaseAgendaFormSet(forms.BaseFormSet):
    """The lines of an agenda."""

    def items(self):
        """The filled lines as dicts, in the order that their numbers tell."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]
        rows.sort(key=lambda row: row["order"] or 999)
        names = ("minutes", "title", "who", "description")
        return [{name: row[name] for name in names} for row in rows]


def agenda_formset(data, items):
    """The agenda's lines and five empty ones."""
    formset = forms.formset_factory(
        AgendaItemForm,
        formset=BaseAgendaFormSet,
        extra=5,
        max_num=MAX_AGENDA,
        absolute_max=MAX_AGENDA,
        validate_max=True,
    )
    names = ("order", "minutes", "title", "who", "description")
    initial = [{name: getattr(item, name) for name in names} for item in items]
    return formset(data, initial=initial, prefix="ohjelma")


class AgendaForm(VersionedForm):
    """Carries the version of the session whose agenda is written."""

    agenda = forms.CharField(label=_("Agenda"), widget=forms.HiddenInput, required=False)

    def values_of(self, session):
        return {"agenda": agenda_text(session)}
