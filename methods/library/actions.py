"""What happens to methods: they are loaded, published, taken down and printed."""

import tomllib
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from valmennus.shared import history, packaged, uploads
from valmennus.shared.search_index import reindex

from . import exports, queries
from .choices import Layout
from .models import Card, Deck, DeckPrint, Method, Step
from .prompt_models import Prompt

DATA = Path(__file__).parent / "data"
EDITORS = "Editors"
LANGUAGES = [code for code, name in settings.LANGUAGES]
# What a package tells of its rows beside the values of their fields.
NOT_FIELDS = {"slug", "key", "steps", "decks", "cards", "suits", "prompts", "deck", "source"}


@transaction.atomic
def publish_method(*, method, by):
    """Let everyone read the method; nothing happens where it is published already.

    Effects: who and when on the method, one line of history, its decks are printed by the worker.
    """
    current = Method.objects.select_for_update().get(pk=method.pk)
    if not current.is_published:
        current.published_at, current.published_by = timezone.now(), by
        current.save(update_fields=["published_at", "published_by", "changed_at"])
        history.record(actor=by, verb="method.published", subject=current)
        ask_for_prints(method=current)
    return current


@transaction.atomic
def unpublish_method(*, method, by):
    """Take the method off the public pages; nothing happens where it is not on them.

    Effects: the method is a draft again, one line of history.
    """
    current = Method.objects.select_for_update().get(pk=method.pk)
    if current.is_published:
        current.published_at = current.published_by = None
        current.save(update_fields=["published_at", "published_by", "changed_at"])
        history.record(actor=by, verb="method.unpublished", subject=current)
    return current


def follow_change(*, method):
    """What follows when a text of the method, its steps or cards has changed.

    Effects: the search knows the texts, the worker prints the decks anew.
    """
    reindex(method)
    ask_for_prints(method=method)


# --- The decks on paper ---------------------------------------------------------------------


def ask_for_prints(*, method):
    """Leave the printing of the method's decks to the worker, once however often it is asked."""
    lock = f"methods.print_decks.{method.pk}"
    # By its name, since the job calls an action of this file. One machine's cores are few: one
    # method at a time.
    job = app.configure_task("methods.print_decks", lock="methods.print_decks", queueing_lock=lock)
    try:
        with transaction.atomic():
            job.defer(method=method.pk)
    except AlreadyEnqueued:
        pass


def print_decks(*, method):
    """Make the PDFs of all decks of the method, in every language and layout, that are missing.

    `method` is its primary key; nothing happens where the method is gone. Raises pdf.Unavailable.
    """
    found = Method.objects.filter(pk=method).first()
    for language in LANGUAGES if found else []:
        with translation.override(language):
            decks = queries.decks_of(found)
            for layout in Layout.values if decks else []:
                get_print(method=found, decks=decks, layout=layout)


def get_print(*, method, decks, layout, deck=""):
    """The StoredFile with these decks as PDF in the language of the page, made where it is absent.

    `deck` is the key of the one deck that is asked for, or empty. Raises pdf.Unavailable.
    Effects: the PDF of the texts as they are now takes the place of an older one.
    """
    language = translation.get_language()
    fingerprint = exports.fingerprint(method, decks, layout, language)
    place = {"method": method, "deck": deck, "layout": layout, "language": language}
    prints = DeckPrint.objects.filter(**place).select_related("file")
    kept = prints.first()
    if kept is not None and kept.fingerprint == fingerprint:
        return kept.file
    content = exports.deck_pdf(method, decks, layout)
    with transaction.atomic():
        # Two that found it absent wait here for each other; the earlier one's PDF stays.
        Method.objects.select_for_update().get(pk=method.pk)
        kept = prints.first()
        if kept is not None and kept.fingerprint == fingerprint:
            return kept.file
        file = ContentFile(content, name=exports.file_name(method, layout, deck))
        file.content_type = uploads.TYPES["pdf"]
        stored = uploads.store(file)
        new = {"fingerprint": fingerprint, "file": stored}
        DeckPrint.objects.update_or_create(**place, defaults=new)
        if kept is not None:
            uploads.discard(kept.file)
    return stored


def forget_prints(*, method):
    """Delete the method's PDFs, as when the method itself goes; the files go on commit."""
    for kept in DeckPrint.objects.filter(method=method).select_related("file"):
        kept.delete()
        uploads.discard(kept.file)


# --- The packaged library -------------------------------------------------------------------


@transaction.atomic
def load_library(*, packages=None):
    """Bring the packaged methods in, and make the group of editors; safe to give again.

    A field that an editor has changed stays as it is, and a row that an editor has deleted stays
    away; everything else follows the package. What the package no longer has is left alone.
    New methods are public at once. Returns the number of rows as `{"added": n, "changed": n}`.
    Effects: rows with their history, one line of history for each new method, its decks are
    printed by the worker.
    """
    ensure_editors()
    loader = _Loader(packages if packages is not None else read_packages())
    loader.load()
    return {"added": loader.counts["added"], "changed": loader.counts["changed"]}


def ensure_editors():
    """Make the group of editors, and give it the rights to methods that it lacks."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    models = ["method", "step", "deck", "card", "prompt"]
    rights = Permission.objects.filter(
        content_type__app_label="methods", content_type__model__in=models
    )
    missing = rights.exclude(group=group)
    if missing := list(missing):
        group.permissions.add(*missing)


def read_packages():
    """The packaged methods, as their files tell them."""
    return [tomllib.loads(file.read_text("utf-8")) for file in sorted(DATA.glob("*.toml"))]


class _Loader:
    """Brings packages into the database, with one query for each kind of row."""

    def __init__(self, packages):
        self.packages = packages
        self.counts = Counter()
        slugs = [package["slug"] for package in packages]
        here = Method.objects.select_for_update().filter(slug__in=slugs)
        self.methods = {method.slug: method for method in here}
        pks = [method.pk for method in self.methods.values()]
        self.steps = _by_parent(Step.objects.filter(method__in=pks), "method_id")
        self.decks = _by_parent(Deck.objects.filter(method__in=pks), "method_id")
        self.cards = _by_parent(Card.objects.filter(deck__method__in=pks), "deck_id")
        self.prompts = _by_parent(Prompt.objects.filter(step__method__in=pks), "step_id")
        missing = set(slugs) - set(self.methods)
        self.deleted = set()
        if missing:
            gone = Method.history.filter(slug__in=missing, history_type="-")
            self.deleted = set(gone.values_list("slug", flat=True))

    def load(self):
        for package in self.packages:
            if package["slug"] not in self.deleted:
                self.load_method(package)

    def load_method(self, package):
        before = self.counts.total()
        slug = package["slug"]
        method = self.methods.get(slug) or Method(slug=slug, published_at=timezone.now())
        steps, decks = _numbered(package["steps"]), _numbered(package["decks"])
        known = self.bring(method, package, steps=steps, decks=decks)
        if not known:
            history.record(actor=None, verb="method.published", subject=method)
        here = {}
        for entry, deck in self.rows(Deck, self.decks, decks, known.get("decks"), method=method):
            self.load_deck(entry, deck)
            here[entry["key"]] = deck
        self.by_key = {}
        for entry, step in self.rows(Step, self.steps, steps, known.get("steps"), method=method):
            self.load_step(entry, step, here)
        if self.counts.total() > before:
            follow_change(method=method)

    def load_deck(self, package, deck):
        suits = package.get("suits", {})
        cards = _numbered(package["cards"])
        cards = [card | {"suit": suits.get(card.get("suit"), {})} for card in cards]
        known = self.bring(deck, package, cards=cards)
        for entry, card in self.rows(Card, self.cards, cards, known.get("cards"), deck=deck):
            self.bring(card, entry)

    def load_step(self, package, step, decks):
        prompts = _numbered(package.get("prompts", []))
        known = self.bring(step, package, prompts=prompts)
        found = self.rows(Prompt, self.prompts, prompts, known.get("prompts"), step=step)
        for entry, prompt in found:
            self.by_key[entry["key"]] = prompt
            # What it leans on is no text that an editor rewrites: set once, with the row.
            if prompt.pk is None:
                prompt.deck = decks.get(entry.get("deck"))
                prompt.source = self.by_key.get(entry.get("source"))
            self.bring(prompt, entry)

    def rows(self, model, here, entries, known, **parent):
        """Each entry with its row, without those that an editor has deleted."""
        [owner] = parent.values()
        for entry in entries:
            row = here.get((owner.pk, entry["key"]))
            if row is None and entry["key"] not in (known or []):
                row = model(key=entry["key"], **parent)
            if row is not None:
                yield entry, row

    def bring(self, row, package, **children):
        """Save what the package changes on the row; returns what it had brought before."""
        before, is_new = row.packaged, row.pk is None
        keys = {name: [entry["key"] for entry in rows] for name, rows in children.items()}
        if packaged.bring(row, packaged.fields_of(package, without=NOT_FIELDS), **keys):
            self.counts["added" if is_new else "changed"] += 1
        return before


def _by_parent(rows, parent):
    return {(getattr(row, parent), row.key): row for row in rows}


def _numbered(entries):
    return [entry | {"order": number} for number, entry in enumerate(entries, start=1)]
