"""The wording of a summary."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from valmennus.shared.versions import VersionedForm

MOST_CANDIDATES = 60


def _long(label, help_text=""):
    return forms.CharField(
        label=label,
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


class _Quotes(forms.MultipleChoiceField):
    """Answers to be quoted; one that has been hidden meanwhile is passed over, not refused."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value):
        return True

    def clean(self, value):
        known = {key for key, _label in self.choices}
        return [one for one in super().clean(value) if one in known]


class SummaryForm(VersionedForm):
    """What the host words; `content` is the summary with everything that may be quoted."""

    heading = forms.CharField(
        label=gettext_lazy("Heading"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: the matter of the run."),
    )
    who = forms.CharField(
        label=gettext_lazy("Who listened and took part, as roles"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example: two officials, the head of planning. No names."),
    )
    opening = _long(gettext_lazy("Opening"), gettext_lazy("Two or three sentences."))
    deeds = _long(
        gettext_lazy("What was agreed"),
        gettext_lazy("One deed on a line. Empty: what was answered when it was asked."),
    )
    next_steps = _long(
        gettext_lazy("What happens next"), gettext_lazy("Who decides, when, and how it is told.")
    )

    def __init__(self, data=None, *, thing, content):
        self.themes, self.groups = [], {}
        for phase in content["phases"]:
            for block in phase["blocks"]:
                self._gather(block)
        super().__init__(data, thing=thing)
        for theme in self.themes:
            self._word(theme)
        for name, (label, texts) in self.groups.items():
            choices = [(one["uuid"], _told(one)) for one in texts]
            self.fields[name] = _Quotes(
                label=_("Quoted: %s") % label, choices=choices, required=False
            )

    def _gather(self, block):
        for theme in block.get("themes", []):
            self.themes.append(theme)
            self._offer(f"q-{theme['theme']}", theme["heading"], theme["quotes"])
        for number, card in enumerate(block.get("cards", [])):
            self._offer(f"q-{block['prompt']}-{number}", card["card"], card["texts"])
        if not block.get("is_agreed"):
            self._offer(f"q-{block['prompt']}", block["question"], block.get("texts", []))

    def _offer(self, name, label, texts):
        """Those that are quoted now and the newest others."""
        texts = sorted(texts, key=lambda one: not one["chosen"])[:MOST_CANDIDATES]
        if texts:
            self.groups[name] = (label, texts)

    def _word(self, theme):
        heading, text = f"t-{theme['theme']}-heading", f"t-{theme['theme']}-text"
        label = _("Theme: %s") % theme["heading"]
        self.fields[heading] = forms.CharField(label=label, max_length=120)
        self.fields[text] = forms.CharField(
            label=_("Description of the theme: %s") % theme["heading"],
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def values_of(self, summary):
        names = ("heading", "who", "opening", "deeds", "next_steps")
        values = {name: getattr(summary, name) for name in names}
        for theme in self.themes:
            worded = summary.wordings.get(theme["theme"], {})
            values[f"t-{theme['theme']}-heading"] = worded.get("heading") or theme["heading"]
            values[f"t-{theme['theme']}-text"] = worded.get("text", theme["text"])
        for name, (_label, texts) in self.groups.items():
            values[name] = [
                one["uuid"]
                for one in texts
                if (one["chosen"] if summary.quotes is None else one["uuid"] in summary.quotes)
            ]
        return values

    def worded(self, summary):
        """What was typed, as the fields of `actions.WORDED`; `summary` as the form showed it."""
        values = self.cleaned_data
        before = self.values_of(summary)
        found = {
            name: values[name] for name in ("heading", "who", "opening", "deeds", "next_steps")
        }
        found["wordings"] = dict(summary.wordings)
        for theme in self.themes:
            key = theme["theme"]
            typed = {name: values[f"t-{key}-{name}"] for name in ("heading", "text")}
            if any(typed[name] != before[f"t-{key}-{name}"] for name in typed):
                found["wordings"][key] = typed
        chosen = [uuid for name in self.groups for uuid in values[name]]
        auto = [uuid for name in self.groups for uuid in before[name]]
        is_left = summary.quotes is None and sorted(chosen) == sorted(auto)
        found["quotes"] = None if is_left else chosen
        return found


def _told(one):
    """The answer as it is chosen."""
    number = f"{one['number']} × " if one["number"] > 1 else ""
    return f"{number}{one['text']}"
