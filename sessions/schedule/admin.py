"""The editors' desk for open webinars that belong to no cohort."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from valmennus.shared import history
from valmennus.shared.dates import refuse_far_year
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import MergingModelForm

from . import actions
from .material_models import Material
from .models import AgendaItem, CoachingSession, SessionCoach


class WebinarForm(MergingModelForm):
    """A webinar, at a time that calendars can hold."""

    def clean(self):
        values = super().clean()
        for name in ("starts_at", "ends_at"):
            try:
                refuse_far_year(values.get(name))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return values


class SpeakerForm(MergingModelForm):
    """Here a speaker has a name; accounts are named on the pages of a cohort."""

    name = forms.CharField(label=_("name"), max_length=160)


class LinkedMaterialForm(MergingModelForm):
    """A text, link or recording, with what its kind needs."""

    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind, kind.label) for kind in Material.Kind if kind != Material.Kind.FILE],
    )

    def clean(self):
        values = super().clean()
        needed = "text" if values.get("kind") == Material.Kind.TEXT else "url"
        if not values.get(needed) and needed not in self.errors:
            self.add_error(needed, forms.Field.default_error_messages["required"])
        return values


class CoachInline(admin.TabularInline):
    model = SessionCoach
    form = SpeakerForm
    fields = ["order", "name", "title"]
    extra = 1


class AgendaInline(admin.TabularInline):
    model = AgendaItem
    fields = ["order", "minutes", "title", "who"]
    extra = 2


class MaterialInline(admin.StackedInline):
    """Links, texts and recordings."""

    model = Material
    form = LinkedMaterialForm
    fields = ["title", "kind", "url", "captions_url", "text", "language", "phase", "order"]
    extra = 1


@admin.register(CoachingSession)
class WebinarAdmin(admin.ModelAdmin):
    """Sessions of cohorts are run on the portal's own pages, so only webinars are here."""

    form = WebinarForm
    list_display = ["title", "starts_at", "is_published", "is_cancelled"]
    search_fields = ["title", "summary"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        "title",
        "slug",
        "summary",
        "starts_at",
        "ends_at",
        "mode",
        "place",
        "join_url",
        "capacity",
        "offer_hours",
    ]
    inlines = [CoachInline, AgendaInline, MaterialInline]
    actions = ["publish", "unpublish"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(cohort__isnull=True)

    def save_model(self, request, obj, form, change):
        obj.kind = CoachingSession.Kind.WEBINAR
        changed = sorted(form.changed_data)
        if change and set(changed) & set(actions.IN_CALENDARS):
            obj.sequence += 1
        super().save_model(request, obj, form, change)
        verb = "session.changed" if change else "session.created"
        data = {name: ["", str(form.cleaned_data[name])] for name in changed} if change else {}
        history.record(actor=request.user, verb=verb, subject=obj, data=data)
        if "capacity" in changed:
            actions.offer_soon()

    def save_formset(self, request, form, formset, change):
        for material in formset.save(commit=False):
            if isinstance(material, Material) and material.added_by_id is None:
                material.added_by = request.user
        formset.save()
        # What edit forms elsewhere have shown is no longer what stands.
        CoachingSession.objects.filter(pk=form.instance.pk).update(changed_at=timezone.now())

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        reindex(form.instance, *form.instance.materials.all())

    @admin.action(permissions=["change"], description=_("Publish the chosen webinars"))
    def publish(self, request, queryset):
        for session in queryset:
            actions.publish_session(session=session, by=request.user)

    @admin.action(permissions=["change"], description=_("Make the chosen webinars drafts again"))
    def unpublish(self, request, queryset):
        for session in queryset:
            actions.unpublish_session(session=session, by=request.user)
