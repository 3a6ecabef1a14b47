"""The editors' desk for the templates of the programmes."""

from django.contrib import admin

from valmennus.shared.versions import MergingModelForm

from .models import SessionTemplate


@admin.register(SessionTemplate)
class SessionTemplateAdmin(admin.ModelAdmin):
    form = MergingModelForm
    list_display = ["number", "title", "programme", "kind", "minutes", "gap_weeks", "is_draft"]
    list_display_links = ["title"]
    list_select_related = ["programme"]
    list_filter = ["programme", "is_draft"]
    search_fields = ["title", "summary", "pre_task", "task"]
