"""What a host types about a run."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.accounts.models import User
from valmennus.shared import pictures
from valmennus.shared.dates import DayField
from valmennus.shared.uploads import UploadField

from .answer_models import Theme
from .fields import end_of, refuse_odd_end
from .models import Run, RunPrompt

MOST_OPTIONS = 12


class SettingsForm(forms.ModelForm):
    """What may be changed while a run goes on."""

    closes_on = DayField(label=_("Left open until"), required=False)
    keep_until = DayField(
        label=_("Answers are kept until"),
        help_text=_("Then they are deleted; themes and the summary stay."),
    )

    class Meta:
        model = Run
        fields = ["matter", "place", "wants_names", "moderated", "word_list", "keep_until"]
        widgets = {"word_list": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "word_list": _("One on a line. An answer with such a word waits until you let it out.")
        }

    field_order = ["matter", "place", "closes_on", "wants_names", "moderated", "word_list"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.closes_at:
            self.initial["closes_on"] = timezone.localdate(self.instance.closes_at)

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        return day if day == self.initial.get("closes_on") else refuse_odd_end(day)

    def clean_keep_until(self):
        day = self.cleaned_data["keep_until"]
        today = timezone.localdate()
        if not today < day <= today + datetime.timedelta(days=5 * 366):
            raise forms.ValidationError(_("Choose a day from tomorrow to five years ahead."))
        return day

    def clean(self):
        data = super().clean()
        closes, keep = data.get("closes_on"), data.get("keep_until")
        if closes and keep and keep < closes:
            self.add_error("keep_until", _("The run is still open on that day."))
        return data

    def changes(self):
        """What was typed, as `actions.change_run` takes it."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if "closes_on" in self.changed_data:
            data["closes_at"] = end_of(self.cleaned_data["closes_on"])
        return data


class PromptEditForm(forms.Form):
    """One prompt of the run, as it is asked here."""

    used = forms.BooleanField(label=_("Asked in this run"), required=False)
    text = forms.CharField(label=_("Question"), max_length=240)
    hint = forms.CharField(label=_("Help under it"), max_length=300, required=False)
    options = forms.CharField(
        label=_("Choices"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on a line, 12 at most."),
    )

    def __init__(self, data=None, *, prompt, answered, language, **kwargs):
        super().__init__(data, prefix=prompt.key, **kwargs)
        self.prompt, self.language = prompt, language
        self.initial |= {
            "used": not prompt.left_out,
            "text": prompt.text,
            "hint": prompt.hint,
            "options": "\n".join(prompt.labels.values()),
        }
        self.answered = answered
        if prompt.kind not in WITH_OPTIONS:
            del self.fields["options"]
        if prompt.kind == RunPrompt.Kind.PLACE:
            self.fields["picture"] = UploadField(
                label=_("Map or picture"), help_text=_("JPEG, PNG or WebP."), required=False
            )
        if answered:
            # What has been answered stays as it was asked.
            for field in self.fields.values():
                field.disabled = True

    def clean_options(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if not 2 <= len(lines) <= MOST_OPTIONS:
            raise forms.ValidationError(_("Write from 2 to 12 choices, one on a line."))
        if any(len(line) > 120 for line in lines):
            raise forms.ValidationError(_("A choice may have at most 120 characters."))
        return lines

    def clean_picture(self):
        picture = self.cleaned_data["picture"]
        if picture and not picture.content_type.startswith("image/"):
            raise forms.ValidationError(_("Choose a picture: JPEG, PNG or WebP."))
        return pictures.clean(picture) if picture else picture

    def changed_prompt(self):
        """The prompt as it shall be. Words that were changed hold in every language."""
        prompt, data = self.prompt, self.cleaned_data
        prompt.left_out, prompt.upload = not data["used"], data.get("picture")
        for name in ("text", "hint"):
            if name in self.changed_data:
                for texts in prompt.texts.values():
                    texts[name] = data[name]
        if "options" in self.changed_data:
            prompt.options = _options(data["options"], prompt)
        return prompt


WITH_OPTIONS = (
    RunPrompt.Kind.CHOICE,
    RunPrompt.Kind.SEVERAL,
    RunPrompt.Kind.POINTS,
    RunPrompt.Kind.PLACE,
    RunPrompt.Kind.COUNTER,
)


def _options(lines, prompt):
    """The lines as options; one whose words stay keeps its other languages."""
    known = dict(zip(prompt.labels.values(), prompt.options, strict=True))
    return [
        {**known.get(line, {"fi": line, "sv": line, "en": line}), "key": f"o{place}"}
        for place, line in enumerate(lines)
    ]


class TableForm(forms.Form):
    """One table: its name, and how many sit at it without phones."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    on_paper = forms.BooleanField(label=_("Answers on paper"), required=False)
    people = forms.IntegerField(
        label=_("People without phones"), required=False, min_value=0, max_value=500
    )

    def clean_people(self):
        return self.cleaned_data["people"] or 0


class ThemeForm(forms.ModelForm):
    """A theme under which answers are gathered."""

    class Meta:
        model = Theme
        fields = ["heading", "kind", "text", "hits"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class HandOverForm(forms.Form):
    """Who hosts the run from now on."""

    to = forms.ModelChoiceField(label=_("New host"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, data=None, *, people, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["to"].queryset = people
