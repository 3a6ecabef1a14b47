"""An editor's desk for the texts of mails: for all, or for one programme."""

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from participants.cohorts.models import Cohort, Programme
from valmennus.shared import history, post
from valmennus.shared.models import MailText
from valmennus.shared.post import KINDS, faults_of
from valmennus.shared.versions import MergingModelForm

from . import actions


def _sample(text):
    """The text's kind, the newest cohort that it is for, and a real reader with values of it."""
    kind = KINDS[text.kind]
    cohorts = Cohort.objects.select_related("programme").order_by("-starts_on", "-pk")
    if text.scope_uuid is not None:
        cohorts = cohorts.filter(programme__uuid=text.scope_uuid)
    guest = post.Guest("osallistuja@example.org", text.language, "Aino")
    cohort = cohorts.first() if kind.of_cohort else None
    reader, values = post.sample(kind, cohort, guest, text.language)
    reader = post.Guest(reader.email, text.language, reader.given_name, uuid=reader.uuid)
    return kind, cohort, reader, values


class MailTextForm(MergingModelForm):
    """A text whose variables are known, for a scope that exists."""

    kind = forms.ChoiceField(label=_("kind"))
    scope_uuid = forms.ChoiceField(
        label=_("for which programme"),
        required=False,
        help_text=_("A cohort's own text, which its coordinators write, comes before this one."),
    )

    class Meta:
        model = MailText
        fields = ["kind", "language", "scope_uuid", "subject", "body"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.name, kind.label) for kind in KINDS.values() if kind.texts]
        self.fields["kind"].choices = sorted(kinds, key=lambda pair: str(pair[1]))
        programmes = [(str(one.uuid), one.name) for one in Programme.objects.order_by("name")]
        self.fields["scope_uuid"].choices = [("", _("for all")), *programmes]

    def clean_scope_uuid(self):
        return self.cleaned_data["scope_uuid"] or None

    def clean(self):
        values = super().clean()
        kind = KINDS.get(values.get("kind"))
        if kind and "subject" in values and "body" in values:
            for fault in faults_of(kind, values["subject"], values["body"]):
                self.add_error("body", fault)
        return values


@admin.register(MailText)
class MailTextAdmin(admin.ModelAdmin):
    """Texts in place of the packaged ones; deleting one brings the packaged one back."""

    form = MailTextForm
    list_display = ["kind_label", "language", "scope", "subject", "changed_at"]
    list_filter = ["language"]
    search_fields = ["subject", "body", "kind"]
    readonly_fields = ["variables", "shown", "packaged"]
    fields = ["kind", "language", "scope_uuid", "subject", "body", *readonly_fields]
    actions = ["send_to_me"]

    def get_queryset(self, request):
        # A cohort's own texts are its coordinators'.
        programmes = Programme.objects.values("uuid")
        rows = super().get_queryset(request)
        return rows.filter(scope_uuid=None) | rows.filter(scope_uuid__in=programmes)

    @admin.display(description=_("kind"))
    def kind_label(self, text):
        kind = KINDS.get(text.kind)
        return kind.label if kind else text.kind

    @admin.display(description=_("for which programme"))
    def scope(self, text):
        if text.scope_uuid is None:
            return _("for all")
        return Programme.objects.filter(uuid=text.scope_uuid).first()

    @admin.display(description=_("what you can use"))
    def variables(self, text):
        kind = KINDS.get(text.kind)
        if kind is None:
            return _("Save once, and the variables of the kind are listed here.")
        rows = ((f"{{{name}}}", label) for name, label in kind.all_variables.items())
        return format_html_join("", "<div><code>{}</code> {}</div>", rows)

    @admin.display(description=_("as a reader gets it"))
    def shown(self, text):
        if text.kind not in KINDS:
            return ""
        kind, cohort, reader, values = _sample(text)
        preview = post.preview(
            kind, to=reader, values=values, cohort=cohort, text=(text.subject, text.body)
        )
        return format_html("<strong>{}</strong><pre>{}</pre>", preview.subject, preview.text)

    @admin.action(description=_("Send the chosen texts to me as mails"))
    def send_to_me(self, request, queryset):
        for text in queryset.filter(kind__in=KINDS):
            kind, cohort, _reader, values = _sample(text)
            actions.send_test(
                kind=kind,
                cohort=cohort,
                text=(text.subject, text.body),
                values=values,
                by=request.user,
            )
        sentence = _("The mails went to %(email)s.") % {"email": request.user.email}
        messages.success(request, sentence)

    @admin.display(description=_("the packaged text"))
    def packaged(self, text):
        kind = KINDS.get(text.kind)
        if kind is None:
            return ""
        subject, body = kind.default(text.language)
        return format_html("<strong>{}</strong><pre>{}</pre>", subject, body)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        data = {"mail": obj.kind, "language": obj.language, "fields": form.changed_data}
        history.record(actor=request.user, verb="mail_text.changed", subject=obj, data=data)
