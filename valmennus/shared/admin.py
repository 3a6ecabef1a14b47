from django.contrib import admin

from .models import Act


@admin.register(Act)
class ActAdmin(admin.ModelAdmin):
    """The history can be read and searched, never changed."""

    list_display = ["at", "actor", "verb", "subject_label"]
    list_select_related = ["actor"]
    list_filter = ["verb"]
    search_fields = ["subject_label", "actor__email"]
    date_hierarchy = "at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
