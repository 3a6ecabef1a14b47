"""An editor's desk for pages and the privacy notice, and an administrator's for feedback."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from valmennus.shared.versions import MergingModelForm

from . import actions, queries
from .forms import AnswerForm
from .models import AccessibilityFeedback, Host, NoticeGiven, Page, PrivacyNotice

BODIES = ["body_fi", "body_sv", "body_en"]


class TextAdmin(SimpleHistoryAdmin, TranslationAdmin):
    """Texts in three languages, with their history and a preview of what is typed."""

    form = MergingModelForm
    change_form_template = "admin/portal/text_change_form.html"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in BODIES:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 24})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def history_view_title(self, request, obj):
        return _("History: %s") % obj

    def history_form_view_title(self, request, obj):
        return _("An older text: %s") % obj


@admin.register(Page)
class PageAdmin(TextAdmin):
    """The pages are given; their texts are written here."""

    list_display = ["title", "slug", "is_draft_text", "changed_at"]
    list_filter = ["is_draft_text"]
    search_fields = ["title_fi", "body_fi"]
    fields = [("title_fi", "title_sv", "title_en"), *BODIES, "is_draft_text"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(TextAdmin):
    """A new version begins from the present text; a finished one that is published stays."""

    list_display = ["number", "valid_from", "published_at", "is_draft_text"]
    list_filter = ["is_draft_text"]
    fields = ["number", "valid_from", *BODIES, "is_draft_text"]
    actions = ["publish"]

    def get_changeform_initial_data(self, request):
        initial = {"number": queries.next_number(), "valid_from": timezone.localdate()}
        current = queries.current_notice()
        return initial | {name: getattr(current, name, "") for name in BODIES}

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_final)

    def has_delete_permission(self, request, obj=None):
        return False

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        # The history's own page would bring an older text back into a finished notice too.
        notice = get_object_or_404(PrivacyNotice, pk=object_id)
        if request.method == "POST" and not self.has_change_permission(request, notice):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    @admin.action(description=_("Publish to everyone"), permissions=["change"])
    def publish(self, request, queryset):
        for notice in queryset:
            actions.publish_notice(notice=notice, by=request.user)
        messages.success(request, _("The chosen versions are public."))


@admin.register(Host)
class HostAdmin(admin.ModelAdmin):
    """One row, shown beside the notice, the statement and the contact page."""

    form = MergingModelForm
    list_display = ["name", "email", "phone"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Host.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(NoticeGiven)
class NoticeGivenAdmin(admin.ModelAdmin):
    """Who was given which version, and when; only to be read."""

    list_display = ["person", "notice", "way", "given_at"]
    list_select_related = ["person", "notice"]
    list_filter = ["notice", "way"]
    search_fields = ["person__email", "person__family_name"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class WaitingFilter(admin.SimpleListFilter):
    """What waits for an answer, and what has waited too long."""

    title = _("answer")
    parameter_name = "vastaus"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting")), ("late", _("late")), ("given", _("given"))]

    def queryset(self, request, queryset):
        if self.value() == "given":
            return queryset.filter(answered_at__isnull=False)
        if self.value() == "waiting":
            return queryset.filter(answered_at__isnull=True)
        if self.value() == "late":
            late = {"answered_at__isnull": True, "answer_by__lt": timezone.localdate()}
            return queryset.filter(**late)
        return queryset


@admin.register(AccessibilityFeedback)
class AccessibilityFeedbackAdmin(admin.ModelAdmin):
    """Feedback with the day by which it is to be answered; saving the answer mails it."""

    form = AnswerForm
    list_display = ["__str__", "received_at", "answer_by", "answered_at", "answered_by"]
    list_filter = [WaitingFilter]
    list_select_related = ["answered_by"]
    search_fields = ["page", "what", "email"]
    fields = [
        "received_at",
        "answer_by",
        "page",
        "what",
        "email",
        "language",
        "notice_number",
        "answer",
        "answered_at",
        "answered_by",
    ]

    def get_readonly_fields(self, request, obj=None):
        answered = obj is not None and obj.answered_at is not None
        return [name for name in self.fields if name != "answer" or answered]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        if answer := form.cleaned_data.get("answer"):
            current = actions.answer_feedback(feedback=obj, answer=answer, by=request.user)
            if current.answer != answer:
                messages.warning(
                    request,
                    _("Somebody else answered first, so your answer was not sent."),
                )
