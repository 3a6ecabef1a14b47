"""An editor's desk for methods: three languages beside each other, history, going back."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import (
    TranslationAdmin,
    TranslationStackedInline,
    TranslationTabularInline,
)
from simple_history.admin import SimpleHistoryAdmin

from valmennus.shared.versions import MergingModelForm

from . import actions
from .choices import Purpose
from .models import Card, Deck, Method, Step
from .prompt_models import Prompt

# A text of so many characters gets more than one line.
LONG = 200


def in_languages(*fields):
    """Each field as a row of its languages."""
    return [tuple(f"{field}_{code}" for code in actions.LANGUAGES) for field in fields]


class LongTexts:
    """What may be long gets more than one line."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if (db_field.max_length or 0) >= LONG:
            rows = 6 if isinstance(db_field, TextField) else 3
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": rows})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class LibraryAdmin(LongTexts, SimpleHistoryAdmin, TranslationAdmin):
    """What the desks share: after each change the search knows it and the decks are printed."""

    form = MergingModelForm

    class Media:
        css = {"all": ["portal/library_admin.css"]}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        actions.follow_change(method=self.method_of(obj))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        actions.follow_change(method=self.method_of(form.instance))

    def delete_model(self, request, obj):
        method = self.method_of(obj)
        super().delete_model(request, obj)
        actions.follow_change(method=method)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def method_of(self, obj):
        """The method that the row belongs to."""
        return obj.method

    def history_view_title(self, request, obj):
        return _("History: %s") % obj

    def history_form_view_title(self, request, obj):
        return _("An older text: %s") % obj


class LibraryInline(TranslationTabularInline):
    """Rows in their order, each with a way to its own page and history."""

    form = MergingModelForm

    extra = 0
    show_change_link = True
    view_on_site = False


class StepInline(LibraryInline):
    model = Step
    fields = ["order", *in_languages("title")[0], "minutes_min", "minutes_max"]


class DeckInline(LibraryInline):
    model = Deck
    fields = ["order", *in_languages("title")[0], "kind"]


class CardInline(LibraryInline):
    model = Card
    fields = ["order", *in_languages("suit")[0], *in_languages("text")[0]]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if (db_field.max_length or 0) >= LONG:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


# What is asked, in which words and how it goes, as on a prompt's own page so on its step's.
ASKED = ["kind", *in_languages("text", "hint", "options")]
PROMPT_PARTS = [
    (_("Cards"), {"fields": [("deck", "suit"), "draw"], "classes": ["collapse"]}),
    (_("In the summary"), {"fields": ["outcome"]}),
    (
        _("How it goes"),
        {
            "fields": ["limit", "source", ("by_table", "by_host"), ("needed", "moderated")],
            "classes": ["collapse"],
        },
    ),
]


class PromptInline(LongTexts, TranslationStackedInline):
    """The prompts of a step, whole: nothing of them is on another page alone."""

    model = Prompt
    form = MergingModelForm
    extra = 0
    show_change_link = True
    view_on_site = False
    autocomplete_fields = ["deck", "source"]
    fieldsets = [(None, {"fields": ["order", *ASKED]}), *PROMPT_PARTS]


class MethodForm(MergingModelForm):
    purposes = forms.MultipleChoiceField(
        label=_("purposes"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Method)
class MethodAdmin(LibraryAdmin):
    """Methods with their steps and decks; cards are on the pages of the decks."""

    form = MethodForm
    inlines = [StepInline, DeckInline]
    list_display = ["name", "place", "level", "is_draft_text", "published_at", "changed_at"]
    list_filter = ["is_draft_text", ("published_at", admin.EmptyFieldListFilter), "place", "level"]
    list_select_related = ["published_by"]
    search_fields = [*in_languages("name")[0], *in_languages("tagline")[0]]
    ordering = ["order"]
    actions = ["publish", "unpublish"]
    readonly_fields = ["published_at", "published_by"]
    fieldsets = [
        (None, {"fields": [("slug", "order"), *in_languages("name", "tagline")]}),
        (
            _("At a glance"),
            {
                "fields": [
                    "purposes",
                    ("level", "place", "not_hybrid"),
                    ("people_min", "people_max"),
                    *in_languages("people_note"),
                    ("minutes_min", "minutes_max"),
                ]
            },
        ),
        (_("Texts"), {"fields": in_languages("purpose", "not_when", "needs", "recorded")}),
        (
            _("Agreement and preparation"),
            {"fields": ["has_agreement", *in_languages("preparation")]},
        ),
        (
            _("Where it comes from"),
            {
                "fields": [
                    *in_languages("sources"),
                    "is_draft_text",
                    ("published_at", "published_by"),
                ]
            },
        ),
    ]

    def method_of(self, obj):
        return obj

    def delete_model(self, request, obj):
        # The packaged library does not bring it back.
        actions.forget_prints(method=obj)
        admin.ModelAdmin.delete_model(self, request, obj)

    def get_readonly_fields(self, request, obj=None):
        # Links and the packaged library know the method by its address.
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    @admin.action(description=_("Publish to everyone"), permissions=["change"])
    def publish(self, request, queryset):
        for method in queryset:
            actions.publish_method(method=method, by=request.user)
        text = ngettext("%d method is public.", "%d methods are public.", len(queryset))
        messages.success(request, text % len(queryset))

    @admin.action(description=_("Take off the public pages"), permissions=["change"])
    def unpublish(self, request, queryset):
        for method in queryset:
            actions.unpublish_method(method=method, by=request.user)
        text = ngettext("%d method is a draft.", "%d methods are drafts.", len(queryset))
        messages.success(request, text % len(queryset))


@admin.register(Step)
class StepAdmin(LibraryAdmin):
    """A step with what it puts to people when the method is run."""

    inlines = [PromptInline]
    list_display = ["title", "method", "order", "minutes_min", "minutes_max"]
    list_filter = ["method"]
    list_select_related = ["method"]
    search_fields = [*in_languages("title")[0], *in_languages("question")[0]]
    ordering = ["method__order", "order"]
    fields = [
        ("method", "order"),
        *in_languages("title", "question", "text", "who"),
        ("minutes_min", "minutes_max"),
        *in_languages("time_note"),
        "grouping",
    ]


@admin.register(Deck)
class DeckAdmin(LibraryAdmin):
    """A deck with its cards in order."""

    inlines = [CardInline]
    list_display = ["title", "method", "kind", "order"]
    list_filter = ["method", "kind"]
    list_select_related = ["method"]
    search_fields = in_languages("title")[0]
    ordering = ["method__order", "order"]
    fields = [("method", "kind", "order"), *in_languages("title", "text")]


@admin.register(Card)
class CardAdmin(LibraryAdmin):
    """One card; its history shows every wording that it has had."""

    list_display = ["text", "suit", "deck", "order"]
    list_filter = ["deck__method", "deck"]
    list_select_related = ["deck__method"]
    search_fields = [*in_languages("text")[0], *in_languages("suit")[0]]
    ordering = ["deck__method__order", "deck__order", "order"]
    fields = [("deck", "order", "answer"), *in_languages("suit", "text")]

    def method_of(self, obj):
        return obj.deck.method


@admin.register(Prompt)
class PromptAdmin(LibraryAdmin):
    """What a step asks in a run; runs that have begun keep what they began with."""

    list_display = ["__str__", "kind", "outcome", "step", "order"]
    list_filter = ["step__method", "kind", "outcome"]
    list_select_related = ["step__method"]
    search_fields = in_languages("text")[0]
    autocomplete_fields = ["step", "deck", "source"]
    ordering = ["step__method__order", "step__order", "order"]
    fieldsets = [(None, {"fields": [("step", "order"), *ASKED]}), *PROMPT_PARTS]

    def method_of(self, obj):
        return obj.step.method
