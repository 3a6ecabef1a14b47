"""What a person may type about a material."""

import datetime
import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import ClockField, DayField, moment
from valmennus.shared.uploads import UploadField
from valmennus.shared.versions import VersionedForm

from .material_models import Material
from .models import web_address


class MaterialForm(forms.Form):
    """A new text, link, file or recording; each kind has its own fields."""

    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 12})
    )
    url = forms.CharField(
        label=_("Web address"), max_length=1000, validators=[web_address], widget=forms.URLInput
    )
    captions_url = forms.CharField(
        label=_("Address of the captions"),
        max_length=1000,
        required=False,
        validators=[web_address],
        widget=forms.URLInput,
    )
    file = UploadField(label=_("File"))
    language = forms.ChoiceField(label=_("Language"), choices=Material.Language.choices)
    phase = forms.ChoiceField(
        label=_("When it is needed"),
        choices=Material.Phase.choices,
        widget=forms.RadioSelect,
        initial=Material.Phase.BEFORE,
    )
    visible_day = DayField(
        label=_("Visible from"),
        required=False,
        help_text=_("For example 24.11.2026. Empty: visible at once."),
    )
    visible_clock = ClockField(label=_("Visible from what time"), required=False)
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=1, max_value=999, required=False
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    FIELDS = {
        Material.Kind.TEXT: {"text"},
        Material.Kind.LINK: {"url"},
        Material.Kind.FILE: {"file"},
        Material.Kind.RECORDING: {"url", "captions_url", "text"},
    }
    PLAIN = ("title", "text", "url", "captions_url", "language", "phase")

    def __init__(self, *args, kind, initial=None, **kwargs):
        super().__init__(*args, initial={"uuid": uuid.uuid4()} | (initial or {}), **kwargs)
        for name in {"text", "url", "captions_url", "file"} - self.FIELDS[kind]:
            del self.fields[name]
        if kind == Material.Kind.RECORDING:
            self.fields["text"].required = False
            self.fields["text"].label = _("Transcript")

    def clean(self):
        data = super().clean()
        day, clock = data.get("visible_day"), data.get("visible_clock")
        data["visible_from"] = None
        if clock is not None and not day and "visible_day" not in self.errors:
            self.add_error("visible_day", _("On which day?"))
        elif day:
            try:
                data["visible_from"] = moment(day, clock or datetime.time())
            except forms.ValidationError as error:
                self.add_error("visible_clock", error)
        return data

    def values(self):
        """What the action takes."""
        names = [name for name in self.PLAIN if name in self.fields]
        values = {name: self.cleaned_data[name] for name in (*names, "visible_from")}
        if self.cleaned_data["order"]:
            values["order"] = self.cleaned_data["order"]
        if self.cleaned_data.get("file"):
            values["upload"] = self.cleaned_data["file"]
        return values


class MaterialChangeForm(VersionedForm, MaterialForm):
    """A material that is there already."""

    uuid = None

    def __init__(self, data=None, *, thing, **kwargs):
        super().__init__(data, thing=thing, kind=thing.kind, **kwargs)
        if thing.kind == Material.Kind.FILE:
            self.fields["file"].required = False
            self.fields["file"].label = _("New file in place of the present one")

    def values_of(self, material):
        values = {name: getattr(material, name) for name in (*self.PLAIN, "order")}
        if material.visible_from:
            local = timezone.localtime(material.visible_from)
            values |= {"visible_day": local.date(), "visible_clock": local.time()}
        return values
