"""What a phone types before it is in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from methods.runs.models import RunTable
from methods.runs.permissions import read_code


class CodeForm(forms.Form):
    """The six signs on the wall."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_(
            "Six letters and numbers. You see them on the wall or hear them from the host."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )

    def clean_code(self):
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("The code has six signs, such as KX4 7PM. Look at it once more.")
            )
        return code


class JoinForm(forms.Form):
    """Joining: nothing is asked but a name and a table, where the run wants them."""

    name = forms.CharField(
        label=_("A name of your own choice"),
        max_length=40,
        required=False,
        help_text=_("You can leave this empty. Others in the room may see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    table = forms.ModelChoiceField(
        label=_("Which table do you sit at?"),
        queryset=RunTable.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, *, run, **kwargs):
        super().__init__(data, **kwargs)
        if not run.wants_names:
            del self.fields["name"]
        # Where all tables answer on paper, phones answer on their own.
        tables = RunTable.objects.filter(run=run, on_paper=False)
        if run.has_tables and tables.exists():
            self.fields["table"].queryset = tables
        else:
            del self.fields["table"]
