"""An administrator's desk for people."""

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from valmennus.shared.search_index import reindex

from .models import Consent, User
from .queries import waiting_reset_of


class NewPersonForm(forms.ModelForm):
    """A new account; its owner signs in by codes and may set a password."""

    class Meta:
        model = User
        fields = ["email", "given_name", "family_name", "language"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class ConsentInline(admin.TabularInline):
    """Consents are read here and changed by the person only."""

    model = Consent
    extra = 0
    readonly_fields = ["kind", "given_at", "withdrawn_at", "notice_number"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People, found by name or address; rights in cohorts are given in the portal."""

    add_form = NewPersonForm
    add_fieldsets = [(None, {"fields": NewPersonForm.Meta.fields})]
    fieldsets = [
        (None, {"fields": ["email", "given_name", "family_name", "phone", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("History"), {"fields": ["last_login", "date_joined", "is_demo"]}),
    ]
    readonly_fields = ["last_login", "date_joined", "is_demo"]
    inlines = [ConsentInline]
    list_display = ["email", "given_name", "family_name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "language", "is_demo"]
    search_fields = ["email", "given_name", "family_name"]
    ordering = ["family_name", "given_name"]
    filter_horizontal = ["groups"]

    def has_change_permission(self, request, obj=None):
        # What had an erased person's name must not get another one.
        return super().has_change_permission(request, obj) and not (obj and obj.erased_at)

    def has_delete_permission(self, request, obj=None):
        # Others need the places and what was made for them: the portal's own page erases a person.
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            # The first sign-in by a code shows that the address is the person's.
            obj.replace_address(obj.email, verified=False)
        reindex(obj)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def change_view(self, request, object_id, form_url="", extra_context=None):
        person = self.get_object(request, object_id)
        extra = {
            "waiting_reset": person and waiting_reset_of(person),
            "has_second_factor": person is not None and is_mfa_enabled(person),
        }
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))
