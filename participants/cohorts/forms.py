"""What people type about cohorts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from valmennus.shared.dates import DayField
from valmennus.shared.versions import VersionedForm

from .models import CohortRole

FIELDS = ["name", "summary", "starts_on", "ends_on", "confirm_until", "retention_months"]


class CohortForm(VersionedForm):
    """A cohort's name, summary and dates."""

    name = forms.CharField(label=_("Name"), max_length=120)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences for the participants."),
    )
    starts_on = DayField(label=_("Starts"))
    ends_on = DayField(label=_("Ends"), required=False)
    confirm_until = DayField(
        label=_("Places are confirmed by"),
        required=False,
        help_text=_("Until then everybody confirms a place, and teams may change their people."),
    )

    retention_months = forms.IntegerField(
        label=_("Months for which people's data is kept"),
        required=False,
        min_value=1,
        max_value=240,
        help_text=_("Counted from the end. Empty: as the host of the portal has set."),
    )

    def __init__(self, data=None, *, cohort):
        super().__init__(data, thing=cohort)

    def values_of(self, cohort):
        """The present values by name of field."""
        return {name: getattr(cohort, name) for name in FIELDS}

    def clean(self):
        values = super().clean()
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end cannot be before the start."))
        return values

    def fields_to_save(self):
        """The values for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class StaffForm(forms.Form):
    """A new coordinator or coach of a cohort."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Task"),
        choices=[(role, role.label) for role in CohortRole.STAFF_ROLES],
        initial=CohortRole.Role.COACH,
    )

    def __init__(self, data=None, *, may_name_coordinators):
        super().__init__(data)
        if not may_name_coordinators:
            self.fields["role"].choices = [(CohortRole.Role.COACH, CohortRole.Role.COACH.label)]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class HandOverForm(forms.Form):
    """To whom the cohort goes, and whether the person stays."""

    to = forms.ModelChoiceField(
        label=_("New coordinator"),
        queryset=None,
        empty_label=_("Choose a person"),
        to_field_name="uuid",
        help_text=_(
            "Those who run a cohort of the programme. Others are named by the programme's manager."
        ),
    )
    message = forms.CharField(
        label=_("What is good to know"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What has been agreed, who needs help, what is next. It goes by mail."),
    )
    stays = forms.TypedChoiceField(
        label=_("And you?"),
        choices=[("no", _("My task ends")), ("yes", _("I stay as a coordinator too"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, *, people):
        super().__init__(data)
        self.fields["to"].queryset = people
