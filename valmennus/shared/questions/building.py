"""The form in which a coordinator makes questions."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds import WITH_OPTIONS, Kind, Option, Question

MOST_QUESTIONS = 30
MOST_OPTIONS = 20
LONGEST_OPTION = 160
# Asked for by a button of this name, three more empty questions come without anything saved.
MORE = "more-questions"
_EMPTY = 3


class QuestionForm(forms.Form):
    """One question; one without words is left out."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999, required=False)
    label = forms.CharField(label=_("Question"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("How it is answered"), choices=Kind.choices, initial=Kind.TEXT, required=False
    )
    options = forms.CharField(
        label=_("Choices"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on a line, where people choose."),
    )
    hint = forms.CharField(label=_("Help under the question"), max_length=300, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def clean_kind(self):
        return self.cleaned_data["kind"] or Kind.TEXT

    def clean_options(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) != len(set(lines)):
            raise forms.ValidationError(_("The same choice is there twice."))
        if len(lines) > MOST_OPTIONS:
            raise forms.ValidationError(_("At most 20 choices fit a question."))
        if any(len(line) > LONGEST_OPTION for line in lines):
            raise forms.ValidationError(_("A choice may have at most 160 characters."))
        return lines

    def clean(self):
        data = super().clean()
        if not data.get("label") and (data.get("options") or data.get("hint")):
            self.add_error("label", _("What is asked?"))
        chosen = data.get("label") and data.get("kind") in WITH_OPTIONS
        if chosen and "options" not in self.errors and len(data.get("options", [])) < 2:
            self.add_error("options", _("Write at least two choices, one on a line."))
        return data


class BaseQuestionFormSet(forms.BaseFormSet):
    """The questions of one form. `frozen`: they have been answered, so their kinds stay."""

    def __init__(self, *args, old, frozen, **kwargs):
        super().__init__(*args, **kwargs)
        self.old = {question.key: question for question in old}
        self.frozen = frozen

    def clean(self):
        if any(self.errors):
            return
        if self.frozen and not _fits(self.old, self._read()):
            raise forms.ValidationError(
                _(
                    "This has been answered already. You can change the words and add questions "
                    "and choices at the end, but not take away or change how something is answered."
                )
            )

    def questions(self):
        """The filled questions in the order that their numbers tell."""
        return self._read()

    def _read(self):
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("label")]
        rows.sort(key=lambda row: row["order"] or 999)
        found, used = [], set()
        for row in rows:
            question = self._question(row, used)
            used.add(question.key)
            found.append(question)
        return found

    def _question(self, row, used):
        old = self.old.get(row["key"]) if row["key"] not in used else None
        kind = Kind(row["kind"])
        return Question(
            key=old.key if old else _new_key(),
            kind=kind,
            label=row["label"],
            hint=row["hint"],
            required=row["required"],
            options=_options(row["options"], old) if kind in WITH_OPTIONS else (),
        )


def question_formset(data, questions=(), *, frozen=False):
    """The questions as they stand and some empty ones, in a formset with the prefix `kysymykset`.

    `frozen` where answers are there: what they lean on may not be taken away. Where `data` has
    the button `MORE`, more empty ones come, the first with the focus, and `grown` says so; the
    caller then shows the form without saving.
    """
    formset = forms.formset_factory(
        QuestionForm,
        formset=BaseQuestionFormSet,
        extra=min(_EMPTY, MOST_QUESTIONS - len(questions)),
        max_num=MOST_QUESTIONS,
        absolute_max=MOST_QUESTIONS,
        validate_max=True,
    )
    grown = data is not None and MORE in data
    if grown:
        data = _with_more(data)
    initial = [
        {
            "key": question.key,
            "order": place,
            "label": question.label,
            "kind": question.kind,
            "options": "\n".join(option.label for option in question.options),
            "hint": question.hint,
            "required": question.required,
        }
        for place, question in enumerate(questions, start=1)
    ]
    lines = formset(data, initial=initial, prefix="kysymykset", old=questions, frozen=frozen)
    lines.grown = grown
    if grown:
        # Whoever asked for more goes on in the first of them.
        first = lines.forms[-_EMPTY:][0]
        first.fields["label"].widget.attrs["autofocus"] = True
    return lines


def _with_more(data):
    data, name = data.copy(), "kysymykset-TOTAL_FORMS"
    total = data.get(name, "0")
    if total.isascii() and total.isdecimal():
        now = min(int(total) + _EMPTY, MOST_QUESTIONS)
        data[name] = str(now)
        # A new line begins as those of the page do, not with the first kind of the list.
        for number in range(int(total), now):
            data[f"kysymykset-{number}-kind"] = Kind.TEXT
    return data


def _new_key():
    return secrets.token_hex(4)


def _options(lines, old):
    """The options with the keys that they had: by their words, else by their places."""
    known = {option.label: option.key for option in old.options} if old else {}
    if old and len(lines) >= len(old.options):
        places = [option.key for option in old.options]
        kept = {line: known[line] for line in lines if line in known}
        free = iter([key for key in places if key not in kept.values()])
        return tuple(
            Option(kept.get(line) or next(free, None) or _new_key(), line) for line in lines
        )
    return tuple(Option(known.get(line) or _new_key(), line) for line in lines)


def _fits(old, new):
    """Whether answers to the old questions can be read by the new ones."""
    new = {question.key: question for question in new}
    for key, question in old.items():
        now = new.get(key)
        if now is None or now.kind != question.kind:
            return False
        if not {option.key for option in question.options} <= set(now.labels):
            return False
    return True
