"""An administrator's desk for programmes, their money, and who manages them."""

from django.contrib import admin

from valmennus.shared.search_index import reindex
from valmennus.shared.versions import MergingModelForm

from .models import Cohort, Programme, ProgrammeRole, Project


class ProjectInline(admin.TabularInline):
    model = Project
    extra = 0


class ManagerInline(admin.TabularInline):
    model = ProgrammeRole
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """A programme with its projects, and the people who create its cohorts."""

    form = MergingModelForm
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ProjectInline, ManagerInline]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        reindex(obj)


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    """Cohorts are run in the portal; here their address and project are set right."""

    form = MergingModelForm
    list_display = ["name", "programme", "state", "starts_on", "ends_on"]
    list_select_related = ["programme"]
    list_filter = ["state", "programme"]
    search_fields = ["name", "slug"]
    fields = [
        "programme",
        "project",
        "slug",
        "name",
        "summary",
        "starts_on",
        "ends_on",
        "retention_months",
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        reindex(obj)

    def has_add_permission(self, request):
        return False
