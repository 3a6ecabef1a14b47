"""The form in which questions are answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds import SCALE, Kind

LONGEST_TEXT = 5000
LARGEST = 10**12


class ScaleWidget(forms.RadioSelect):
    """Eleven choices beside each other."""

    template_name = "components/scale.html"


class AnswerForm(forms.Form):
    """Asks the given questions; names of fields are the questions' keys with `k-` before them.

    A draft asks nothing: what is missing is no fault while the answer is being written.
    """

    def __init__(self, data=None, *, questions, values=None, draft=False, **kwargs):
        initial = {f"k-{key}": value for key, value in (values or {}).items()}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"k-{question.key}"] = _field_of(question, draft=draft)

    def values(self):
        """The answers as plain values by the questions' keys; unanswered ones are left out."""
        found = {}
        for question in self.questions:
            value = self.cleaned_data.get(f"k-{question.key}")
            if value not in ("", None, []):
                found[question.key] = _plain(question, value)
        return found


def _plain(question, value):
    if question.kind == Kind.SCALE:
        return int(value)
    if question.kind == Kind.NUMBER:
        return int(value) if value == int(value) else float(value)
    return value


def _field_of(question, *, draft):
    common = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.required and not draft,
    }
    choices = [(option.key, option.label) for option in question.options]
    match question.kind:
        case Kind.CHOICE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case Kind.SEVERAL:
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, **common
            )
        case Kind.NUMBER:
            return forms.DecimalField(
                min_value=-LARGEST, max_value=LARGEST, decimal_places=2, localize=True, **common
            )
        case Kind.SCALE:
            return forms.ChoiceField(
                choices=[(str(step), str(step)) for step in SCALE],
                widget=ScaleWidget,
                error_messages={"invalid_choice": _("Choose a number from 0 to 10.")},
                **common,
            )
    return forms.CharField(
        max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **common
    )
