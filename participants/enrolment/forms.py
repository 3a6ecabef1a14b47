"""What a coordinator types about people."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.accounts.fields import PhoneField
from participants.accounts.models import User
from participants.organisations.fields import OrganisationField
from participants.organisations.models import PersonRole
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.versions import VersionedForm

from .models import Enrolment
from .permissions import can_correct_address, can_correct_name

PERSON_FIELDS = ["given_name", "family_name", "phone", "email"]


class PersonFields(forms.Form):
    """A person's own data and capacity, as in every form about a person."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The person signs in with it.")
    )
    phone = PhoneField(required=False)
    role = forms.ChoiceField(label=_("Role"), choices=PersonRole.choices)
    title = forms.CharField(
        label=_("Job title"),
        max_length=120,
        required=False,
        help_text=_("For example participation coordinator or chair of the council."),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def person_values(self):
        """The person's own data, for the actions."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS if name in self.fields}


class AddPersonForm(PersonFields):
    """A new person in the cohort."""

    organisation = OrganisationField()
    language = forms.ChoiceField(
        label=_("Language of mails"),
        choices=User._meta.get_field("language").choices,
        help_text=_("The person can change it."),
    )
    field_order = ["given_name", "family_name", "email", "organisation", "role", "title"]


class CorrectPersonForm(VersionedForm, PersonFields):
    """A correction; what the coordinator may not correct is not asked."""

    def __init__(self, data=None, *, enrolment, user):
        super().__init__(data, thing=enrolment)
        if not can_correct_address(user, enrolment.person):
            del self.fields["email"]
        if not can_correct_name(user, enrolment.person):
            for name in ["given_name", "family_name", "phone"]:
                del self.fields[name]

    def values_of(self, enrolment):
        """The present values by name of field."""
        values = {name: getattr(enrolment.person, name) for name in PERSON_FIELDS}
        return values | {"role": enrolment.role, "title": enrolment.title}

    def place_values(self):
        """The place's role and title, for the action."""
        return {"role": self.cleaned_data["role"], "title": self.cleaned_data["title"]}


class MoveForm(forms.Form):
    """To which organisation's team a person moves."""

    organisation = OrganisationField(label=_("New municipality or other organisation"))


class WithdrawForm(forms.Form):
    """Why a person leaves the cohort."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to the cohort's coordinators only."),
    )


class TeamForm(VersionedForm):
    """A team's contact person and the superior who knows."""

    contact = forms.ModelChoiceField(
        label=_("Contact person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("not named yet"),
        to_field_name="uuid",
    )
    superior = forms.CharField(
        label=_("Superior who knows"),
        max_length=160,
        required=False,
        help_text=_("Name and title of the superior who has been told about the coaching."),
    )

    def __init__(self, data=None, *, team):
        super().__init__(data, thing=team)
        self.fields["contact"].queryset = User.objects.filter(
            enrolments__in=Enrolment.objects.taking_part().filter(team=team)
        ).order_by(FinnishOrder("family_name"), FinnishOrder("given_name"))

    def values_of(self, team):
        """The present values by name of field."""
        return {"contact": team.contact and team.contact.uuid, "superior": team.superior}


class PeopleFilterForm(forms.Form):
    """What a list of people is narrowed by; faulty choices are left out, never an error page."""

    q = forms.CharField(label=_("Name, address or organisation"), max_length=100, required=False)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=None, required=False, empty_label=_("all teams")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("all roles")), *PersonRole.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("in the cohort now")),
            *Enrolment.State.choices,
            ("all", _("everyone, the withdrawn too")),
        ],
        required=False,
    )
    signed_in = forms.ChoiceField(
        label=_("Signing in"),
        choices=[("", _("no matter")), ("yes", _("has signed in")), ("no", _("not yet"))],
        required=False,
    )

    def __init__(self, data, *, teams):
        super().__init__(data)
        self.fields["team"].queryset = teams
        self.fields["team"].to_field_name = "uuid"

    def narrowing(self):
        """The choices as arguments of `queries.people_of`."""
        self.is_valid()
        chosen = self.cleaned_data
        return {
            "text": chosen.get("q", ""),
            "team": chosen.get("team"),
            "role": chosen.get("role", ""),
            "state": chosen.get("state", ""),
            "signed_in": chosen.get("signed_in", ""),
        }

    def values_shown(self):
        """All that the form shows, for `{% remember %}`."""
        teams = [(team.uuid, str(team)) for team in self.fields["team"].queryset]
        return (tuple(self.data.items()), tuple(teams))

    def query(self):
        """The choices as the query of an address, without empty ones and the page."""
        chosen = {name: self.data.get(name) for name in self.fields if self.data.get(name)}
        return urlencode(chosen)
