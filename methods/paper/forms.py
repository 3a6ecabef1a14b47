"""What is typed in from paper."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from methods.runs.models import RunTable
from valmennus.shared import pictures
from valmennus.shared.uploads import UploadField

from .lines import MOST, Kind, line_of, read_lines

LONGEST_LINE = 1000
MOST_LINES = 500


class TypingForm(forms.Form):
    """Everything of one phase that is typed in for one table."""

    def __init__(self, data=None, *, places):
        super().__init__(data)
        self.places = places
        self.fields["token"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
        for place in places:
            self._add(place)
        if places and not self.is_bound:
            # One comes here to type; where something is wrong, the sentences come first.
            first = next(iter(self._fields_of(places[0])))[0]
            self.fields[first].widget.attrs["autofocus"] = True

    def _add(self, place):
        shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40_000)
        self.fields[f"{place.name}-shown"] = shown
        shown.initial = place.shown
        for name, field, value in self._fields_of(place):
            field.required = False
            self.fields[name], field.initial = field, value

    def _fields_of(self, place):
        """The visible fields of the place as (name, field, what stands there now)."""
        if not place.options:
            rows = 2 if place.is_one or place.card else 5
            # A theme that is there already is more than its heading: here new ones are typed.
            text = "" if place.prompt.kind == Kind.THEMES else place.text
            hint = "" if place.is_group else place.hint
            field = _Text(label=place.label, help_text=hint, rows=rows, is_one=place.is_one)
            yield place.name, field, text
            return
        counts = place.counts
        for key, words in place.options:
            yield f"{place.name}-{key}-n", _Count(label=words), counts.get(key)
        if place.has_slips:
            label = _("How many slips these are from")
            yield f"{place.name}-slips", _Count(label=label), place.slips or None

    def parts(self):
        """The places with their fields, for the page: (place, fields in order, is a count)."""
        return [
            (place, [self[name] for name, _field, _value in self._fields_of(place)])
            for place in self.places
        ]

    def hidden(self):
        """The fields that nobody sees."""
        return [self["token"], *(self[f"{place.name}-shown"] for place in self.places)]

    def clean(self):
        values = super().clean()
        for place in self.places:
            if place.options:
                self._clean_counts(place, values)
        return values

    def _clean_counts(self, place, values):
        counts, slips = self._counts(place, values)
        given = [key for key, number in counts.items() if number]
        last = (
            f"{place.name}-slips" if place.has_slips else f"{place.name}-{place.options[-1][0]}-n"
        )
        if place.is_one and len(given) > 1 and place.prompt.kind in (Kind.CHOICE, Kind.SCALE):
            self.add_error(last, _("The table gives one answer: write 1 beside one choice."))
        if not place.has_slips or not given:
            return
        most = max(counts.values())
        limit = place.prompt.limit
        if not slips:
            self.add_error(last, _("Write how many slips you counted."))
        elif place.prompt.kind == Kind.SEVERAL and slips < most:
            self.add_error(
                last, _("One choice has %(most)s marks: there are at least as many slips.")
                % {"most": most},
            )  # fmt: skip
        elif place.prompt.kind == Kind.POINTS and limit and sum(counts.values()) > limit * slips:
            self.add_error(
                last, _("So many slips have at most %(most)s points.") % {"most": limit * slips}
            )

    def _counts(self, place, values):
        counts = {key: values.get(f"{place.name}-{key}-n") or 0 for key, _words in place.options}
        return counts, values.get(f"{place.name}-slips") or 0

    def typed(self):
        """What was typed, as {place's name: (shown, lines, text or counts)} for `type_in`."""
        values = self.cleaned_data
        found = {}
        for place in self.places:
            if place.options:
                typed = self._counts(place, values)
            elif place.is_one:
                typed = " ".join(values[place.name].split())
            else:
                typed = read_lines(values[place.name])
            found[place.name] = (values[f"{place.name}-shown"], typed)
        return found

    def show_both(self, places):
        """Say what stands now at the places that somebody else has typed at meanwhile."""
        self.data = self.data.copy()
        for place in places:
            now = place.text or ", ".join(
                f"{words} {place.counts[key]}"
                for key, words in place.options
                if key in place.counts
            )
            first = next(iter(self._fields_of(place)))[0]
            self.add_error(
                first,
                _(
                    "Somebody else typed here meanwhile. It is now: %(value)s. "
                    "Save again if yours is the one to keep."
                )
                % {"value": now or _("(empty)")},
            )
            self.data[f"{place.name}-shown"] = place.shown


class _Text(forms.CharField):
    """Lines, one answer on each; or the one answer of a table."""

    def __init__(self, *, rows, is_one, **kwargs):
        self.is_one = is_one
        super().__init__(
            max_length=LONGEST_LINE if is_one else 60_000,
            widget=forms.Textarea(attrs={"rows": rows}),
            **kwargs,
        )

    def clean(self, value):
        text = super().clean(value)
        lines = [] if self.is_one else read_lines(text)
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                _("Type at most %(most)s lines at once.") % {"most": MOST_LINES}
            )
        for number, words in lines:
            if len(words) > LONGEST_LINE:
                raise forms.ValidationError(
                    _("This line has more than %(most)s letters: %(line)s")
                    % {"most": LONGEST_LINE, "line": line_of(number, words[:60]) + " …"}
                )
        return text


class _Count(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(
            min_value=0,
            max_value=MOST,
            widget=forms.NumberInput(attrs={"class": "input-short", "min": 0}),
            **kwargs,
        )


class PaperTableForm(forms.Form):
    """A table that answers on paper."""

    name = forms.CharField(
        label=gettext_lazy("Name of the table"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Not a person's name. Empty: its number."),
    )
    people = forms.IntegerField(
        label=gettext_lazy("People at the table"),
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=500)

    def __init__(self, data=None, *, number):
        super().__init__(data, initial={"number": number})


class TablePeopleForm(forms.Form):
    """How a table that is there answers."""

    on_paper = forms.BooleanField(label=gettext_lazy("Answers on paper"), required=False)
    people = forms.IntegerField(
        label=gettext_lazy("People without a phone"),
        min_value=0,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )

    def __init__(self, data=None, *, table):
        super().__init__(data, initial={"on_paper": table.on_paper, "people": table.people})


class SheetForm(forms.Form):
    """A photograph of a filled-in sheet."""

    file = UploadField(
        label=gettext_lazy("Photograph of the sheet"), help_text=gettext_lazy("JPEG or PNG, 25 MB.")
    )
    table = forms.ModelChoiceField(
        label=gettext_lazy("Table"),
        queryset=RunTable.objects.none(),
        to_field_name="number",
        required=False,
        empty_label=gettext_lazy("The whole group"),
    )
    note = forms.CharField(
        label=gettext_lazy("What is on the sheet"), max_length=200, required=False
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, run):
        super().__init__(data, files, initial={"uuid": uuid.uuid4()})
        self.fields["table"].queryset = RunTable.objects.filter(run=run)
        self.fields["file"].widget.attrs["accept"] = ".jpg,.jpeg,.png"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.content_type not in ("image/jpeg", "image/png"):
            raise forms.ValidationError(_("Choose a picture: JPEG or PNG."))
        return pictures.clean(file)
