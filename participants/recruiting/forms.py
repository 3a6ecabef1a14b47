"""What applicants type."""

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participants.accounts.fields import PhoneField
from participants.organisations.fields import OrganisationField
from participants.organisations.models import PersonRole
from valmennus.shared.guarded import GuardedForm

from .actions import MOST_PEOPLE

LEAST_PEOPLE = 2
# What is kept of one field of a draft, whatever was typed.
MOST_LETTERS = 10_000


class ApplicationForm(GuardedForm):
    """The application itself; its people are in `PeopleFormSet`."""

    organisation = OrganisationField()
    goal = forms.CharField(
        label=_("What do you want to achieve?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example: whose voice should be heard better, and in what?"),
    )
    superior = forms.CharField(
        label=_("Superior who knows of the application"),
        max_length=160,
        help_text=_("Name and title. An elected official may name the municipality's manager."),
    )
    superior_informed = forms.BooleanField(
        label=_("The superior has been told that we apply"),
        error_messages={
            "required": _("Tell the superior first, then tick here: the team needs the time.")
        },
    )
    wishes = forms.CharField(
        label=_("Wishes for the coaching"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    accessibility = forms.CharField(
        label=_("Needs of accessibility"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For example captions, interpreting or step-free access. Do not write of health or "
            "diet."
        ),
    )
    # The number of the sending that was changed; 0 before the first.
    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    field_order = ["organisation", "goal", "superior", "superior_informed"]

    def seen_number(self):
        """Which sending of the application the form showed."""
        text = self.data.get("seen", "")
        return int(text) if text.isdecimal() and len(text) < 6 else 0

    def show_next(self, number):
        """Let the form, which keeps what was typed, stand on that sending."""
        self.data = self.data.copy()
        self.data["seen"] = str(number)

    def values(self):
        """The fields of the application, for the actions."""
        names = ["organisation", "goal", "superior", "wishes", "accessibility"]
        return {name: self.cleaned_data[name] for name in names}


class PersonForm(forms.Form):
    """One of the team's people."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    phone = PhoneField(required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *PersonRole.choices])
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)

    def clean_email(self):
        return self.cleaned_data["email"].lower()


# What browsers may fill in by themselves, of the one who writes; nothing of the others.
OWN = {
    "given_name": "given-name",
    "family_name": "family-name",
    "email": "email",
    "phone": "tel",
    "title": "organization-title",
}


class BasePeopleFormSet(forms.BaseFormSet):
    """The team: two people at least, an official or employee among them, nobody twice.

    A row that is left empty or emptied does not count, whichever it is.
    """

    def initial_form_count(self):
        return 0

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, what in OWN.items():
            form.fields[name].widget.attrs["autocomplete"] = "off" if index else what

    def clean(self):
        if any(self.errors):
            return
        people = self.people()
        if len(people) < LEAST_PEOPLE:
            raise forms.ValidationError(
                gettext("A team has at least two people: participation work fails on one.")
            )
        emails = [one["email"] for one in people]
        if len(set(emails)) < len(emails):
            raise forms.ValidationError(
                gettext("The same e-mail address is there twice. Each person needs an own one.")
            )
        officials = {PersonRole.OFFICE_HOLDER, PersonRole.EMPLOYEE}
        if not officials & {one["role"] for one in people}:
            raise forms.ValidationError(
                gettext("The team needs at least one official or employee.")
            )

    def people(self):
        """The people who were written, as dicts; the contact first."""
        names = PersonForm.base_fields
        rows = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [{name: row.get(name, "") for name in names} for row in rows]


PeopleFormSet = formset_factory(
    PersonForm, formset=BasePeopleFormSet, extra=0, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE
)


def people_formset(data=None, *, rows=(), number=LEAST_PEOPLE):
    """The form of the team's people, with at least so many rows."""
    if data is not None:
        return PeopleFormSet(data, prefix="people")
    number = min(max(number, len(rows), LEAST_PEOPLE), MOST_PEOPLE)
    formset = PeopleFormSet(
        prefix="people", initial=[*rows, *[{} for _row in range(number - len(rows))]]
    )
    formset.extra = number
    return formset


def typed_in(data):
    """What was typed in the form, valid or not, to be kept as a draft; and the contact's address.

    Returns a dict of texts with the people as a list of dicts under "people", without the empty
    rows and the one whose number is in "remove", and the address of the first person where it
    looks like one.
    """
    fields = {
        name: _text(data, name)
        for name in ApplicationForm.base_fields
        if name not in {"website", "shown", "seen"}
    }
    try:
        number = min(int(data.get("people-TOTAL_FORMS", 0)), MOST_PEOPLE)
    except ValueError:
        number = 0
    people = [
        {name: _text(data, f"people-{row}-{name}") for name in PersonForm.base_fields}
        for row in range(number)
        if str(row) != data.get("remove")
    ]
    fields["people"] = [one for one in people if any(one.values())]
    email = fields["people"][0]["email"].strip().lower() if fields["people"] else ""
    try:
        forms.EmailField(max_length=254).clean(email)
    except forms.ValidationError:
        email = ""
    return fields, email


def typed_facts(typed):
    """What `typed_in` has kept, as (label, text) pairs in the order of the form."""
    pairs = [
        (ApplicationForm.base_fields[name].label, typed.get(name, ""))
        for name in ["organisation", "goal", "superior", "wishes", "accessibility"]
    ]
    people = [
        ", ".join(one[name] for name in PersonForm.base_fields if name != "role" and one.get(name))
        for one in typed.get("people", [])
    ]
    return [(label, text) for label, text in [*pairs, (_("People"), "\n".join(people))] if text]


def _text(data, name):
    return data.get(name, "").replace("\x00", "")[:MOST_LETTERS]


class NewsForm(GuardedForm):
    """Where to tell of the next call."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We use it for this alone. You confirm it by a mail."),
    )
    field_order = ["email"]


class ResumeForm(GuardedForm):
    """Whose application is opened on this device."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The one that stands in the application."),
    )
    field_order = ["email"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "class": "input-short",
            }
        ),
    )
    error_wrong = _("The code is wrong or too old. Check it or ask for a new one.")
