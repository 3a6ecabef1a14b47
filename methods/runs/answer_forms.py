"""The form in which one prompt of a run is answered, by a phone or by the host."""

import json
import uuid
from copy import copy

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from valmennus.shared.questions.asking import ScaleWidget

from .models import RunPrompt, worded

Kind = RunPrompt.Kind
LONGEST = 1000
# A drawing of so many signs is a long afternoon's.
LONGEST_DRAWING = 60_000
SIDE = 1000
MOST_POINTS = 100
# What a form brings along unseen.
_MARKS = ("prompt", "uuid", "written")


class PromptForm(forms.Form):
    """Asks one prompt. `cards` are those of the prompt's cards that are answered now."""

    prompt = forms.CharField(widget=forms.HiddenInput, max_length=40)
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    # When it was written, in seconds, by the clock of a phone that was without network.
    written = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data=None, *, prompt, cards=(), values=None, **kwargs):
        super().__init__(data, auto_id=f"id_{prompt.key}_%s", **kwargs)
        self.asked, self.cards = prompt, list(cards)
        self.initial |= {"prompt": prompt.key, "uuid": uuid.uuid4(), **(values or {})}
        if build := _FIELDS.get(prompt.kind):
            build(self, prompt)

    @property
    def marks(self):
        """What the form brings along unseen, as `(name, id, value)`."""
        return [(name, self.auto_id % name, self.initial.get(name, "")) for name in _MARKS]

    @property
    def plain(self):
        """The same form without what differs each time: its drawn fields can be remembered."""
        form = copy(self)
        form.fields = {name: one for name, one in self.fields.items() if name not in _MARKS}
        form._bound_fields_cache = {}
        return form

    def values_shown(self):
        """See `remember`; for a form of which nothing has been filled in."""
        if self.is_bound or not self.fields.keys().isdisjoint(_MARKS):
            raise TypeError("Only a plain form that is not filled in can be remembered.")
        asked = self.asked
        told = [asked.pk, asked.key, asked.kind, asked.limit, asked.texts, asked.options]
        values = {name: one for name, one in self.initial.items() if name not in _MARKS}
        return [*told, self.cards, values]

    def clean(self):
        data = super().clean()
        if check := _CHECKS.get(self.asked.kind):
            check(self, data)
        return data

    def answers(self):
        """What was answered: a list of keyword arguments for `answers.contribute`."""
        data = self.cleaned_data
        common = {"written_at": _moment(data.get("written"))}
        found = _ANSWERS[self.asked.kind](self, data)
        return [
            {
                "uuid": data["uuid"]
                if len(found) == 1 and not one.get("card")
                else uuid.uuid5(data["uuid"], one.get("card", "")),
                **common,
                **one,
            }
            for one in found
        ]


def _moment(seconds):
    try:
        return seconds and timezone.datetime.fromtimestamp(seconds, timezone.get_default_timezone())
    except (OverflowError, ValueError, OSError):
        return None


def _text(label, *, rows=3, required=True, **attrs):
    attrs = {"rows": rows, "autocomplete": "off", "enterkeyhint": "enter"} | attrs
    return forms.CharField(
        label=label, max_length=LONGEST, required=required, widget=forms.Textarea(attrs=attrs)
    )


def _drawing(words):
    """What is drawn; the pad stands before the field that tells it in words."""
    widget = forms.HiddenInput(attrs={"data-draw": words})
    return forms.CharField(required=False, max_length=LONGEST_DRAWING, widget=widget)


# --- Fields ----------------------------------------------------------------------------------


def _lines(form, prompt):
    label = gettext_lazy("Your sentence") if prompt.limit == 1 else gettext_lazy("Your answer")
    form.fields["text"] = _text(label)


def _choice(form, prompt):
    form.fields["value"] = forms.ChoiceField(
        label=prompt.text, choices=list(prompt.labels.items()), widget=forms.RadioSelect
    )


def _several(form, prompt):
    form.fields["value"] = forms.MultipleChoiceField(
        label=prompt.text,
        choices=list(prompt.labels.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_limit_words(prompt),
    )


def _limit_words(prompt):
    if not prompt.limit:
        return ""
    text = ngettext("Choose at most %d.", "Choose at most %d.", prompt.limit)
    return text % prompt.limit


def _points(form, prompt):
    most = prompt.limit or MOST_POINTS
    for key, label in prompt.labels.items():
        form.fields[f"p-{key}"] = forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
        )


def _scale(form, prompt):
    form.fields["value"] = forms.ChoiceField(
        label=prompt.text,
        choices=[(str(step), str(step)) for step in range(11)],
        widget=ScaleWidget,
        error_messages={"invalid_choice": gettext_lazy("Choose a number from 0 to 10.")},
    )


def _cards(form, prompt):
    for card in form.cards:
        draws = card["answer"] == "drawing"
        label = worded(card["text"])
        form.fields[f"k-{card['key']}"] = _text(label, rows=2, required=False)
        if draws:
            form.fields[f"k-{card['key']}"].help_text = gettext_lazy(
                "Draw, or tell in words what you would draw."
            )
            form.fields[f"d-{card['key']}"] = _drawing(f"k-{card['key']}")


def _place(form, prompt):
    if prompt.options:
        form.fields["card"] = forms.ChoiceField(
            label=gettext_lazy("What kind of place is it?"),
            choices=list(prompt.labels.items()),
            widget=forms.RadioSelect,
        )
    form.fields["text"] = _text(
        gettext_lazy("Which place, and why?"), rows=2, required=not prompt.picture_id
    )
    for axis in "xy":
        form.fields[axis] = forms.IntegerField(
            required=False, min_value=0, max_value=SIDE, widget=forms.HiddenInput
        )


def _drawn(form, prompt):
    form.fields["strokes"] = _drawing("text")
    form.fields["text"] = _text(
        gettext_lazy("What is in the picture, in words?"),
        rows=2,
        required=True,
    )


def _counted(form, prompt):
    # The pressed button says what is counted, and whether one more or one less.
    form.fields["tap"] = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


def _agreed(form, prompt):
    form.fields["card"] = forms.UUIDField(widget=forms.HiddenInput)


_FIELDS = {
    Kind.LINES: _lines,
    Kind.CHOICE: _choice,
    Kind.SEVERAL: _several,
    Kind.POINTS: _points,
    Kind.SCALE: _scale,
    Kind.CARD: _cards,
    Kind.PAGE: _cards,
    Kind.PLACE: _place,
    Kind.DRAWING: _drawn,
    Kind.COUNTER: _counted,
    Kind.AGREE: _agreed,
}


# --- Checks ----------------------------------------------------------------------------------


def _check_several(form, data):
    if form.asked.limit and len(data.get("value", [])) > form.asked.limit:
        form.add_error("value", _limit_words(form.asked))


def _check_points(form, data):
    given = sum(data.get(f"p-{key}") or 0 for key in form.asked.labels)
    if form.errors:
        return
    if not given:
        form.add_error(None, _("Give at least one point."))
    elif form.asked.limit and given > form.asked.limit:
        text = ngettext(
            "You gave %(given)d points. You have %(most)d point.",
            "You gave %(given)d points. You have %(most)d points.",
            form.asked.limit,
        )
        form.add_error(None, text % {"given": given, "most": form.asked.limit})


def _check_cards(form, data):
    for card in form.cards:
        name = f"d-{card['key']}"
        if data.get(name):
            data[name] = _strokes(form, name, data[name])
    if not form.errors and not any(value for name, value in data.items() if name[1:2] == "-"):
        form.add_error(None, _("Write something first."))


def _check_drawing(form, data):
    if data.get("strokes"):
        data["strokes"] = _strokes(form, "strokes", data["strokes"])


def _check_counter(form, data):
    card, _colon, step = data.get("tap", "").rpartition(":")
    if card not in (form.asked.labels or {"": ""}) or step not in ("1", "-1"):
        form.add_error(None, _("Choose what you count."))
    data["card"], data["step"] = card, step


def _strokes(form, name, text):
    """The strokes of a drawing, lists of x, y, x, y … in thousandths; a broken one is refused."""
    try:
        strokes = json.loads(text)
        whole = all(
            isinstance(stroke, list)
            and stroke
            and len(stroke) % 2 == 0
            and all(type(one) is int and 0 <= one <= SIDE for one in stroke)
            for stroke in strokes
        )
    except (ValueError, TypeError, RecursionError):
        whole = False
    if not whole or not isinstance(strokes, list):
        form.add_error(None, _("The drawing did not come through. Draw it again."))
        return None
    return strokes


_CHECKS = {
    Kind.SEVERAL: _check_several,
    Kind.POINTS: _check_points,
    Kind.CARD: _check_cards,
    Kind.PAGE: _check_cards,
    Kind.DRAWING: _check_drawing,
    Kind.COUNTER: _check_counter,
}


# --- What was answered -----------------------------------------------------------------------


def _point_answers(form, data):
    points = {key: data[f"p-{key}"] for key in form.asked.labels if data.get(f"p-{key}")}
    return [{"value": points}]


def _card_answers(form, data):
    found = []
    for card in form.cards:
        text, strokes = data.get(f"k-{card['key']}"), data.get(f"d-{card['key']}")
        if text or strokes:
            value = {"strokes": strokes} if strokes else None
            found.append({"card": card["key"], "text": text, "value": value})
    return found


def _place_answers(form, data):
    x, y = data.get("x"), data.get("y")
    value = {"x": x, "y": y} if x is not None and y is not None else None
    return [
        {"card": data.get("card", ""), "text": data["text"], "value": value, "uuid": data["uuid"]}
    ]


def _drawing_answers(form, data):
    strokes = data.get("strokes")
    return [{"text": data["text"], "value": {"strokes": strokes} if strokes else None}]


_ANSWERS = {
    Kind.LINES: lambda form, data: [{"text": data["text"]}],
    Kind.CHOICE: lambda form, data: [{"value": data["value"]}],
    Kind.SEVERAL: lambda form, data: [{"value": list(dict.fromkeys(data["value"]))}],
    Kind.SCALE: lambda form, data: [{"value": int(data["value"])}],
    Kind.POINTS: _point_answers,
    Kind.CARD: _card_answers,
    Kind.PAGE: _card_answers,
    Kind.PLACE: _place_answers,
    Kind.DRAWING: _drawing_answers,
    Kind.COUNTER: lambda form, data: [
        {"card": data["card"], "value": int(data["step"]), "uuid": data["uuid"]}
    ],
    Kind.AGREE: lambda form, data: [{"card": data["card"].hex}],
}
