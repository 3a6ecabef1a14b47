"""What is typed about tasks: the task itself, its answers, comments."""

import datetime
import secrets
import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.schedule.models import web_address
from valmennus.shared.dates import ClockField, DayField, moment
from valmennus.shared.questions import AnswerForm
from valmennus.shared.uploads import UploadField
from valmennus.shared.versions import VersionedForm

from .models import Task

DAY_ENDS = datetime.time(23, 59)


class TaskForm(VersionedForm):
    """A task without its questions. `answered`: who answers and how no longer changes."""

    PLAIN = ("title", "instruction", "when", "for_whom", "answer_as", "visible_to")

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    instruction = forms.CharField(
        label=_("Instruction"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Tell what is done and how long it takes. **Bold** and lists with - work."),
    )
    file = UploadField(label=_("File for the instruction"), required=False)
    when = forms.ChoiceField(
        label=_("When it is done"), choices=Task.When.choices, widget=forms.RadioSelect
    )
    due_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: a pre-task is due when the session begins, also if the session moves."),
    )
    due_clock = ClockField(label=_("Last day: until what time"), required=False)
    for_whom = forms.ChoiceField(
        label=_("Who does it"), choices=Task.Whom.choices, widget=forms.RadioSelect
    )
    answer_as = forms.ChoiceField(
        label=_("How it is answered"), choices=Task.AnswerAs.choices, widget=forms.RadioSelect
    )
    visible_to = forms.ChoiceField(
        label=_("Who sees the answers"),
        choices=Task.Audience.choices,
        widget=forms.RadioSelect,
        help_text=_("Others see an answer when it has been handed in."),
    )

    def __init__(self, data=None, files=None, *, task, answered=False):
        super().__init__(data, thing=task, files=files)
        if not task.pk:
            self.initial["uuid"] = uuid.uuid4()
        if answered:
            for name in ("for_whom", "answer_as"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Somebody has answered already, so this stays.")

    def clean(self):
        data = super().clean()
        day, clock = data.get("due_day"), data.get("due_clock")
        data["due_at"] = None
        if clock is not None and not day and "due_day" not in self.errors:
            self.add_error("due_day", _("On which day?"))
        elif day:
            try:
                data["due_at"] = moment(day, clock or DAY_ENDS)
            except forms.ValidationError as error:
                self.add_error("due_clock", error)
        return data

    def values(self):
        """What the action takes, without the questions."""
        values = {name: self.cleaned_data[name] for name in (*self.PLAIN, "due_at")}
        return values | {"upload": self.cleaned_data.get("file")}

    def values_of(self, task):
        values = {name: getattr(task, name) for name in self.PLAIN}
        if task.due_at:
            local = timezone.localtime(task.due_at)
            values |= {"due_day": local.date(), "due_clock": local.time()}
        return values


class TaskAnswerForm(AnswerForm):
    """The answer to a task. A draft asks for nothing."""

    def __init__(self, data=None, files=None, *, task, answer, draft):
        super().__init__(data, files=files, questions=task.asked, values=answer.values, draft=draft)
        self.initial |= {"text": answer.text, "link": answer.link}
        self.wanted = task.answer_as
        for name in Task.FIELDS[self.wanted]:
            self.fields[name] = _FIELDS[name](required=self.wanted == name and not draft)
        if task.takes_files:
            self.fields["file"] = UploadField(label=_("Add a file"), required=False)

    def ask_as_handed_in(self):
        """Show what is needed to hand in as needed, also where a draft was looked at.

        Call it when the form has been validated.
        """
        required = {f"k-{question.key}" for question in self.questions if question.required}
        for name, field in self.fields.items():
            field.required = name in required or name == self.wanted

    def written(self):
        """What was typed, by name of field, without what has faults."""
        values = self.values()
        found = {f"k-{question.key}": values.get(question.key, "") for question in self.questions}
        for name in ("text", "link"):
            if name in self.fields:
                found[name] = self.cleaned_data.get(name, "")
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in found.items()
            if name not in self.errors
        }


def _text_field(*, required):
    return forms.CharField(
        label=_("Answer"),
        max_length=20000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


def _link_field(*, required):
    return forms.CharField(
        label=_("Link"),
        max_length=1000,
        required=required,
        validators=[web_address],
        widget=forms.URLInput,
        help_text=_("A web address, such as https://example.org/plan"),
    )


_FIELDS = {"text": _text_field, "link": _link_field}


class PageForm(forms.Form):
    """What an open page tells of itself: its own mark, and those of what it showed."""

    page = forms.CharField(required=False, max_length=16)

    def __init__(self, data=None, *, names):
        super().__init__(data)
        self.names = names
        for name in names:
            self.fields[f"seen-{name}"] = forms.CharField(required=False, max_length=16)

    def marks(self):
        """The marks of what the page showed, by name of field; those that are none are left out."""
        found = {name: self.cleaned_data.get(f"seen-{name}") for name in self.names}
        return {name: mark for name, mark in found.items() if mark}


def new_page():
    """A mark for one opening of a page."""
    return secrets.token_hex(8)


class CommentForm(forms.Form):
    """What is said of an answer."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"uuid": uuid.uuid4()})
