"""What a coordinator chooses and corrects about a list of people."""

from urllib.parse import urlencode

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from participants.accounts.fields import PhoneField
from participants.accounts.models import User
from participants.organisations.fields import OrganisationField
from participants.organisations.models import Organisation, PersonRole
from valmennus.shared import tables
from valmennus.shared.uploads import safe_name
from valmennus.shared.versions import VersionedForm, version_of

from . import columns
from .models import ImportRow

_HEADING_CHOICES = columns.HEADING_WITHIN


class UploadForm(forms.Form):
    """The file with the list; `table` is what was read from it."""

    file = forms.FileField(
        label=_("File with the list"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most 10 MB."),
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("The file is empty. Choose another one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": tables.ACCEPT}),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        self.name = safe_name(upload.name)
        # One that is too large is not even taken into memory.
        self.content = upload.read(tables.MAX_BYTES + 1)
        try:
            self.table = tables.read(self.content, self.name, score=columns.score)
        except tables.Unreadable as reason:
            raise forms.ValidationError(str(reason)) from None
        return upload


class ColumnsForm(VersionedForm):
    """What each column is, which row has the headings, and on which sheet the list is."""

    def __init__(self, data=None, *, batch):
        super().__init__(data, thing=batch)
        sheet = batch.sheets[batch.sheet]
        if len(batch.sheets) > 1:
            self.fields["sheet"] = forms.TypedChoiceField(
                label=_("Sheet"),
                coerce=int,
                choices=[(i, one["name"]) for i, one in enumerate(batch.sheets)],
                help_text=_("Another sheet is looked at anew."),
            )
        self.fields["header"] = forms.TypedChoiceField(
            label=_("Row with the headings"),
            coerce=int,
            empty_value=None,
            required=False,
            choices=[
                ("", _("the list has no headings")),
                *(
                    (i, _row_label(number, row))
                    for i, (number, row) in enumerate(
                        zip(
                            sheet["numbers"][:_HEADING_CHOICES],
                            sheet["rows"][:_HEADING_CHOICES],
                            strict=True,
                        )
                    )
                ),
            ],
            help_text=_("With another row of headings the columns are looked at anew."),
        )
        for place in range(len(batch.columns)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_column_label(sheet, batch.header, place),
                choices=columns.Field.choices,
                required=False,
                help_text=_samples(sheet, batch.header, place),
            )

    def values_of(self, batch):
        """The present values by name of field."""
        chosen = {f"column_{place}": field for place, field in enumerate(batch.columns)}
        header = "" if batch.header is None else batch.header
        return chosen | {"header": header, "sheet": batch.sheet}

    def clean(self):
        values = super().clean()
        seen = {}
        for name, field in list(values.items()):
            if not name.startswith("column_") or not field:
                continue
            if field in seen:
                self.add_error(
                    name,
                    _("“%(column)s” is that already. Choose one of them.")
                    % {"column": self.fields[seen[field]].label},
                )
            seen[field] = name
        return values

    def chosen_columns(self):
        """What the columns are, in their order."""
        return [self.cleaned_data[name] for name in self.fields if name.startswith("column_")]


def _row_label(number, row):
    text = ", ".join(cell for cell in row if cell)
    return _("row %(number)s: %(text)s") % {
        "number": number,
        "text": text[:70] + "…" if len(text) > 70 else text,
    }


def _column_label(sheet, header, place):
    name = sheet["rows"][header][place] if header is not None else ""
    return name[:60] or _("Column %(letter)s") % {"letter": _letter(place)}


def _letter(place):
    """The column as a spreadsheet calls it: A … Z, AA …"""
    before, last = divmod(place, 26)
    return ("" if not before else chr(64 + before)) + chr(65 + last)


def _samples(sheet, header, place):
    rows = sheet["rows"][0 if header is None else header + 1 :]
    found = list(dict.fromkeys(row[place] for row in rows[:50] if row[place]))[:3]
    if not found:
        return _("empty")
    # A hint is shown as it is, so what came from the file is made harmless here.
    return format_html_join(" · ", "{}", ((cell[:40],) for cell in found))


class RowForm(VersionedForm):
    """A row of the list, corrected by hand."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The person signs in with it.")
    )
    organisation = OrganisationField()
    alike = forms.BooleanField(required=False)
    role = forms.ChoiceField(label=_("Role"), choices=PersonRole.choices)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    phone = PhoneField(required=False)
    language = forms.ChoiceField(
        label=_("Language of mails"), choices=User._meta.get_field("language").choices
    )

    def __init__(self, data=None, *, row, alike):
        self.row = row
        super().__init__(data, thing=row)
        if alike > 1:
            text = row.values.get("organisation", "")
            self.fields["alike"].label = _("Do the same on all %(count)s rows with “%(text)s”") % {
                "count": alike,
                "text": text,
            }
            self.fields["alike"].initial = True
        else:
            del self.fields["alike"]

    def values_of(self, row):
        """The present values by name of field."""
        read = row.read
        return {
            **{name: read.get(name, "") for name in ["given_name", "family_name", "email"]},
            "organisation": row.organisation or read.get("organisation", ""),
            "role": read.get("role") or PersonRole.OTHER,
            "title": read.get("title", ""),
            "phone": read.get("phone", ""),
            "language": read.get("language") or "fi",
        }

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def corrections(self):
        """The values that were changed, for the action."""
        before, values = self.values_of(self.row), {}
        for name, old in before.items():
            new = self.cleaned_data[name]
            if name == "organisation":
                if new != self.row.organisation or self._asks_for_organisation():
                    values["organisation_key"] = new.pk
            elif new != old:
                values[name] = new
        if "email" not in values and len(self.row.read.get("emails", ())) > 1:
            # The one that the form showed has been agreed to.
            values["email"] = self.cleaned_data["email"]
        return values

    def _asks_for_organisation(self):
        return any(code == "ended_organisation" for code, _what in self.row.problems)


class QuickForm(forms.Form):
    """One button's correction of a row."""

    choice = forms.ChoiceField(choices=[("", ""), *ImportRow.Choice.choices], required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), to_field_name="uuid", required=False
    )
    email = forms.EmailField(max_length=254, required=False)
    name = forms.CharField(max_length=161, required=False)

    def corrections(self):
        """The values that the button sets, for the action."""
        chosen, values = self.cleaned_data, {}
        if chosen["organisation"]:
            values["organisation_key"] = chosen["organisation"].pk
        if chosen["email"]:
            values["email"] = chosen["email"].lower()
        if chosen["name"]:
            given, _space, family = chosen["name"].partition(" ")
            values |= {"given_name": given[:80], "family_name": family[:80]}
        return values


class SpellingForm(forms.Form):
    """An organisation for every row with one spelling."""

    text = forms.CharField(max_length=1000)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), to_field_name="uuid")


class MissingForm(forms.Form):
    """One organisation for every row that has none."""

    organisation = OrganisationField()


class ConfirmForm(forms.Form):
    """The last word before people are taken in."""

    tell = forms.BooleanField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, data=None, *, batch, people):
        super().__init__(data, initial={"seen": version_of(batch)})
        self.fields["tell"].label = _(
            "Send the mail about the place to these people: %(count)s"
        ) % {"count": people}
        self.fields["tell"].help_text = _(
            "Each gets the address of the cohort's pages and how to sign in. Without this nobody "
            "gets a mail now."
        )

    def see(self, batch):
        """The page shows the batch as it is now; the next confirmation is of that."""
        self.data = self.data.copy()
        self.data["seen"] = version_of(batch)


class NarrowForm(forms.Form):
    """Which rows are shown; faulty choices are left out, never an error page."""

    outcome = forms.ChoiceField(choices=[("", ""), *ImportRow.Outcome.choices], required=False)
    verdict = forms.SlugField(max_length=24, required=False)
    changed = forms.BooleanField(required=False)

    def narrowing(self):
        """The choices as arguments of `queries.rows_of`."""
        self.is_valid()
        chosen = self.cleaned_data
        return {
            "outcome": chosen.get("outcome", ""),
            "verdict": chosen.get("verdict", ""),
            "changed": chosen.get("changed", False),
        }

    def query(self):
        """The choices as the query of an address."""
        return urlencode({name: value for name, value in self.narrowing().items() if value})
