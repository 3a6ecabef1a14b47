"""How forms are drawn: labels, hints, errors and the summary that leads to them."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template


class VisitForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the badge.")
    story = forms.CharField(label="Story", required=False, widget=forms.Textarea)
    way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label="Days",
        required=False,
        choices=[("1", "Monday")],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("name") == "twice":
            raise forms.ValidationError("You have answered already.")


def draw(form):
    template = Template("{% load crispy_forms_tags %}{{ form|crispy }}")
    return re.sub(r"\s+", " ", template.render(Context({"form": form})))


def part(html, start, end):
    """The piece of the page from `start` to the next `end`."""
    begin = html.index(start)
    return html[begin : html.index(end, begin)]


def test_label_stands_above_and_hint_is_tied_to_the_control():
    field = part(draw(VisitForm()), '<label class="field__label" for="id_name"', "</div> </div>")
    assert 'id="id_name_helptext">As on the badge.' in field
    assert 'aria-describedby="id_name_helptext"' in field
    assert field.index("Name") < field.index("As on the badge.") < field.index("<input")


def test_optional_fields_are_marked_and_required_ones_are_not():
    html = draw(VisitForm())
    assert html.count("field__optional") == 2
    assert "field__optional" in part(html, 'for="id_story"', "</label>")
    assert "field__optional" in part(html, "<legend>Days", "</legend>")
    assert "*" not in html


def test_valid_form_has_no_summary():
    assert "error-summary" not in draw(VisitForm())
    assert "error-summary" not in draw(VisitForm({"name": "Aino", "way": "a", "agree": "on"}))


def test_summary_is_announced_focusable_and_leads_to_each_field():
    html = draw(VisitForm({"name": "", "story": "kept"}))
    summary = part(html, '<div class="error-summary"', "</ul>")
    assert 'role="alert" tabindex="-1"' in summary
    assert re.findall(r'href="#(\w+)"', summary) == ["id_name", "id_way_0", "id_agree"]
    for target in ("id_name", "id_way_0", "id_agree"):
        assert len(re.findall(rf' id="{target}"', html)) == 1
    assert "kept</textarea>" in html


def test_error_is_in_words_above_the_control_and_tied_to_it():
    html = draw(VisitForm({"name": "", "way": "a", "agree": "on"}))
    field = part(html, '<div class="field field--bad">', "</div> </div>")
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'aria-invalid="true"' in field
    assert field.index('id="id_name_error"') < field.index("<input")


def test_group_of_choices_is_a_fieldset_that_knows_its_error():
    html = draw(VisitForm({"name": "Aino", "agree": "on"}))
    group = part(html, '<fieldset class="field field--bad"', "</fieldset>")
    assert 'aria-describedby="id_way_error"' in group
    assert "<legend>Way" in group
    assert 'id="id_way_error"' in group


def test_lone_checkbox_has_its_label_after_it():
    html = part(draw(VisitForm()), '<div class="choice">', "</div>")
    assert html.index('id="id_agree"') < html.index('for="id_agree"')


def test_error_of_the_whole_form_and_of_a_hidden_field_are_in_the_summary():
    form = VisitForm({"name": "twice", "way": "a", "agree": "on"})
    form.add_error("token", "The form is too old.")
    summary = part(draw(form), '<div class="error-summary"', "</ul>")
    assert "<p>You have answered already.</p>" in summary
    assert "<li>The form is too old.</li>" in summary


def test_hidden_field_has_no_label():
    html = draw(VisitForm())
    assert '<input type="hidden" name="token"' in html
    assert 'for="id_token"' not in html


def test_what_people_typed_is_escaped():
    html = draw(VisitForm({"name": "<script>", "way": "<b>"}))
    assert "<script>" not in html
    assert "<b>" not in html


def test_formset_numbers_its_forms_and_keeps_the_management_form():
    formset = forms.formset_factory(VisitForm, extra=2)()
    template = Template("{% load crispy_forms_tags %}{{ formset|crispy }}")
    html = template.render(Context({"formset": formset}))
    assert 'name="form-TOTAL_FORMS"' in html
    assert re.findall(r"<legend>(\d)\.</legend>", html) == ["1", "2"]


def test_layout_with_fieldset_and_button():
    helper = FormHelper()
    helper.layout = Layout(Fieldset("Visit", "name"))
    helper.add_input(Submit("save", "Save the visit"))
    html = re.sub(r"\s+", " ", render_crispy_form(VisitForm({}), helper, {"csrf_token": "x" * 64}))
    assert html.count("<form") == 1
    assert "novalidate" in html
    assert "csrfmiddlewaretoken" in html
    assert "<legend>Visit</legend>" in html
    assert html.index("error-summary") < html.index("<legend>Visit")
    assert re.search(r'<button type="submit"[^>]*class="button"[^>]*>Save the visit</button>', html)
