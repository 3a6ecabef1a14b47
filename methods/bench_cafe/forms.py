"""What is typed about a café, and what the hosts' phones send."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import ClockField, DayField
from valmennus.shared.versions import VersionedForm

from .models import Group, Handling, Occasion


class AgreementForm(VersionedForm):
    """The agreement with the municipality; nothing is needed, so that it can be saved half done."""

    matter = forms.CharField(label=_("Matter"), max_length=200, required=False)
    groups = forms.MultipleChoiceField(
        label=_("Groups to hear"),
        choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    day = DayField(label=_("Day"), required=False)
    starts = ClockField(label=_("Begins at"), required=False)
    ends = ClockField(label=_("Ends at"), required=False)
    listener = forms.ModelChoiceField(
        label=_("Who listens"),
        queryset=None,
        required=False,
        to_field_name="uuid",
        empty_label=_("Somebody who is not in the portal"),
        help_text=_("A decision-maker or official who is there and has time to listen."),
    )
    listener_name = forms.CharField(
        label=_("Name of a listener who is not in the portal"),
        max_length=120,
        required=False,
        help_text=_("Tell the person that the name is written here."),
    )
    listener_role = forms.CharField(
        label=_("Role of the listener"),
        max_length=120,
        required=False,
        help_text=_("For example chair of the council."),
    )
    decision = forms.CharField(
        label=_("Decision to which the result goes"),
        max_length=300,
        required=False,
        help_text=_("For example the budget of 2028, decided by the council."),
    )
    decision_on = DayField(label=_("Day of the decision"), required=False)
    answer_on = DayField(label=_("Day of the answer back to the residents"), required=False)

    def __init__(self, data=None, *, people, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["listener"].queryset = people

    def values_of(self, agreement):
        values = {name: getattr(agreement, name) for name in self.base_fields if name != "seen"}
        return values | {"listener": agreement.listener and agreement.listener.uuid}

    def clean(self):
        values = super().clean()
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The café ends after it has begun. Check the times."))
        if values.get("listener") and values.get("listener_name"):
            self.add_error(
                "listener_name", _("Choose the listener from the list or write a name, not both.")
            )
        return values


class ItemForm(forms.Form):
    """One more thing to prepare."""

    text = forms.CharField(label=_("What else is needed"), max_length=200)
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None):
        super().__init__(data, initial={"uuid": uuid.uuid4()})


class TickForm(forms.Form):
    """Which thing of the list, and whether it is done."""

    number = forms.IntegerField(min_value=0, max_value=32_000)
    done = forms.BooleanField(required=False)


class HandlingForm(VersionedForm):
    """What was decided about a theme."""

    state = forms.ChoiceField(
        label=_("Decision"), choices=Handling.State.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed where it is not done. Residents read it as you write it."),
    )
    who = forms.CharField(
        label=_("Who answers for it"),
        max_length=160,
        required=False,
        help_text=_("A role, such as the head of the technical services."),
    )
    due_on = DayField(label=_("When"), required=False)

    def values_of(self, handling):
        return {name: getattr(handling, name) for name in ("state", "reason", "who", "due_on")}

    def clean(self):
        values = super().clean()
        is_no = values.get("state") == Handling.State.NOT_DONE
        if is_no and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Tell why it is not done: residents are owed that."))
        return values


class OccasionForm(VersionedForm):
    """Where and when the results were gone through."""

    body = forms.ChoiceField(
        label=_("Where it was handled"),
        choices=[("", _("Not handled yet")), *Occasion.Body.choices],
        required=False,
    )
    name = forms.CharField(label=_("Name of the occasion"), max_length=160, required=False)
    held_on = DayField(label=_("Day of handling"), required=False)

    def values_of(self, occasion):
        return {name: getattr(occasion, name) for name in ("body", "name", "held_on")}


class ToldForm(VersionedForm):
    """When and where the residents were told; an empty day means: not yet."""

    told_on = DayField(label=_("Day on which the residents were told"), required=False)
    told_where = forms.CharField(
        label=_("Where they were told"),
        max_length=300,
        required=False,
        help_text=_("For example at the same place and on the municipality's pages."),
    )

    def values_of(self, occasion):
        return {name: getattr(occasion, name) for name in ("told_on", "told_where")}


# --- Slips -----------------------------------------------------------------------------------

# What a phone sends at once; it begins with fewer.
MOST_SLIPS = 50
MOST_LETTERS = 2000


class NotSlips(Exception):
    """The body is not what a phone of ours sends."""


@dataclass
class Slip:
    """One slip as the phone tells it. Whether it fits its prompt is the action's matter."""

    uuid: uuid.UUID
    prompt: str
    text: str
    card: str
    value: object
    written_at: datetime | None


def read_slips(body):
    """The slips of a request's body: `[(uuid as it was sent, Slip or None)]`.

    None stands for a slip that cannot be read. Raises `NotSlips` where the body is none of ours.
    """
    try:
        sent = json.loads(body)
        slips = [(str(one["uuid"]), one) for one in sent["slips"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotSlips from None
    if len(slips) > MOST_SLIPS:
        raise NotSlips
    return [(mark[:60], _slip(mark, one)) for mark, one in slips]


def _slip(mark, sent):
    texts = [sent.get(name, "") for name in ("prompt", "text", "card")]
    if any(not isinstance(text, str) or "\0" in text for text in texts):
        return None
    prompt, text, card = texts
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MOST_LETTERS or _unpaired(text) or len(card) > 40:
        return None
    try:
        mark = uuid.UUID(mark)
    except ValueError:
        return None
    return Slip(mark, prompt, text, card, sent.get("value"), _moment(sent.get("written_at")))


def _unpaired(text):
    """Whether half a sign is in the text, which no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _moment(typed):
    """The phone's time; None where it is none, or where the phone's clock is far off."""
    try:
        moment = parse_datetime(typed) if isinstance(typed, str) else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    long_ago = timezone.now() - timezone.timedelta(days=60)
    return moment if moment > long_ago else None
