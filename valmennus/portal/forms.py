"""What people type about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.accounts.fields import PhoneField
from participants.accounts.models import Consent, User
from participants.organisations.fields import OrganisationField
from participants.organisations.models import PersonRole
from valmennus.shared.search_text import LONGEST_QUERY

PERSON_FIELDS = ["given_name", "family_name", "phone", "language"]


class OwnDataForm(forms.Form):
    """A person's own name, phone, language and organisation."""

    given_name = forms.CharField(
        label=_("Given name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    phone = PhoneField(required=False, help_text=_("Your cohort's coordinators see it."))
    language = forms.ChoiceField(
        label=_("Language of the portal and its mails"),
        choices=User._meta.get_field("language").choices,
    )
    organisation = OrganisationField(required=False)
    role = forms.ChoiceField(label=_("Role"), choices=PersonRole.choices)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    consents = forms.MultipleChoiceField(
        label=_("What you agree to"),
        choices=Consent.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "None of these is needed for taking part. The coordinators of your cohorts see your "
            "details in any case, to run the coaching. You can take each of these back here "
            "whenever you like."
        ),
    )

    def __init__(self, data=None, *, user, affiliation, consents):
        initial = {name: getattr(user, name) for name in PERSON_FIELDS}
        initial |= {
            "organisation": affiliation and affiliation.organisation,
            "role": affiliation.role if affiliation else PersonRole.OTHER,
            "title": affiliation.title if affiliation else "",
            "consents": consents,
        }
        super().__init__(data, initial=initial)

    def person_values(self):
        """The account's values, for the action."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    def affiliation_values(self):
        """The organisation with role and title, for the action."""
        return {name: self.cleaned_data[name] for name in ["organisation", "role", "title"]}


class MergeForm(forms.Form):
    """The account that ends, by its address."""

    address = forms.EmailField(
        label=_("Address of the account that ends"),
        max_length=254,
        help_text=_("Everything that belongs to it moves to the person named above."),
    )

    def clean_address(self):
        """The person of the address."""
        try:
            return User.objects.get_by_natural_key(self.cleaned_data["address"])
        except User.DoesNotExist:
            raise forms.ValidationError(_("No account has this address.")) from None


class SearchForm(forms.Form):
    """What somebody is looking for."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={
            "max_length": _("This is too long to look for. Write at most 200 characters."),
            "null_characters_not_allowed": _("Write letters and figures only."),
        },
    )


class ErasePersonForm(forms.Form):
    """The address once more, so that nobody else's data goes by a slip."""

    address = forms.CharField(
        label=_("E-mail address of the person"),
        max_length=254,
        help_text=_("Type it once more, so that it is surely this person whose data goes."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data=None, *, person):
        self.person = person
        super().__init__(data)

    def clean_address(self):
        """The address, if it is the person's."""
        address = self.cleaned_data["address"].lower()
        if address != self.person.email:
            raise forms.ValidationError(_("This is not the person's address."))
        return address
