"""An administrator's desk for organisations."""

from django.contrib import admin

from valmennus.shared.search_index import reindex
from valmennus.shared.versions import MergingModelForm

from .models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Municipalities come from the packaged classification; others are added here."""

    form = MergingModelForm
    list_display = ["name_fi", "name_sv", "kind", "code", "region", "valid_to"]
    list_select_related = ["region"]
    list_filter = ["kind", "rural_class", "region"]
    search_fields = ["name_fi", "name_sv", "code"]
    autocomplete_fields = ["successor"]
    ordering = ["name_fi"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        reindex(obj)
