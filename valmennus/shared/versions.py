"""Forms that were opened before somebody else saved."""

from django import forms
from django.utils.translation import gettext as _


class StaleForm(Exception):
    """The thing was changed after the form was opened; nothing is saved. `current` is the thing."""

    def __init__(self, current):
        super().__init__("stale")
        self.current = current


def version_of(thing):
    """The mark of the thing's present state, for a hidden field of the form that edits it.

    Empty for one that is not kept yet.
    """
    return thing.changed_at.isoformat() if thing.pk else ""


def refuse_stale(thing, seen):
    """Raise `StaleForm` where the locked `thing` is not the one the form showed.

    `seen` is the mark from the form; None means that the caller has not looked (a command).
    """
    if seen is not None and seen != version_of(thing):
        raise StaleForm(thing)


class VersionedForm(forms.Form):
    """A form that carries the version of the thing it edits.

    A form of this kind has `values_of(thing)`: the thing's values by name of field.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, data=None, *, thing, **kwargs):
        initial = {**self.values_of(thing), "seen": version_of(thing)}
        super().__init__(data, initial=initial, **kwargs)

    def show_both(self, current):
        """Say what stands now beside what was typed; a second save replaces what stands.

        Call it when an action raised `StaleForm`. The form keeps what was typed.
        """
        lines = [_("Somebody else changed this while you were writing. Nothing is saved yet.")]
        now = self.__class__.values_of(self, current)
        for name, field in self.fields.items():
            if name != "seen" and field.has_changed(now.get(name), self[name].data):
                shown = _shown(field, now.get(name)) or _("(empty)")
                lines.append(
                    _("Now in “%(field)s”: %(value)s") % {"field": field.label, "value": shown}
                )
        lines.append(_("Save again if yours is the one to keep."))
        self.add_error(None, lines)
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = version_of(current)


def _shown(field, value):
    """The value as people read it: the labels of choices, a date as Finns write it."""
    value = field.prepare_value(value)
    if isinstance(field, forms.ModelChoiceField):
        keys = value if isinstance(value, list) else [value]
        chosen = field.queryset.filter(**{f"{field.to_field_name or 'pk'}__in": keys})
        return ", ".join(str(thing) for thing in chosen)
    if isinstance(field, forms.ChoiceField):
        labels = dict(field.choices)
        keys = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(key, key)) for key in keys)
    return str(field.widget.format_value(value) or "")


class MergingModelForm(forms.ModelForm):
    """A form of the administration that does not undo what somebody else saved meanwhile.

    Each field carries the value that it was opened with. What only the other one changed stays;
    where both changed the same field, the other's value is told and a second save replaces it.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = not field.widget.is_hidden

    def clean(self):
        values = super().clean()
        if self.instance.pk:
            for name, field in self.fields.items():
                if field.show_hidden_initial and name in values:
                    self._merge(name, field, values)
        return values

    def _merge(self, name, field, values):
        key = self.add_initial_prefix(name)
        if key not in self.data:
            return
        widget = field.hidden_widget()
        opened = _same_lines(widget.value_from_datadict(self.data, self.files, key))
        typed, now = _same_lines(self[name].data), self.get_initial_for_field(field, name)
        if not field.has_changed(_same_lines(now), opened):
            return
        if not field.has_changed(opened, typed):
            values[name] = field.clean(now)
        elif field.has_changed(_same_lines(now), typed):
            self.data = self.data.copy()
            self.data[key] = field.prepare_value(now)
            self.add_error(
                name,
                _(
                    "Somebody else changed this meanwhile. It is now: %(value)s. "
                    "Save again if yours is the one to keep."
                )
                % {"value": _shown(field, now) or _("(empty)")},
            )


def _same_lines(value):
    """The text with line breaks as the database has them; anything else as it is."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
