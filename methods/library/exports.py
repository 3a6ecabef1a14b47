"""Decks on paper."""

import functools
import hashlib
import json
from itertools import chain

from django.contrib.staticfiles import finders
from django.template.loader import get_template

from valmennus.shared import pdf

from .choices import Layout

TEMPLATE = "methods/library/deck.html"
# What shapes the PDF beside the texts.
TEMPLATES = [TEMPLATE, "layouts/print.html", "components/method_mark.html"]
STYLES = ["portal/print.css", "portal/deck.css"]
CARDS_ON_SHEET = {Layout.SINGLE: 8, Layout.FOLD: 4}


def deck_pdf(method, decks, layout):
    """The decks (of `queries.decks_of`) as PDF in the language of the page.

    Raises pdf.Unavailable.
    """
    size = CARDS_ON_SHEET[layout]
    for deck in decks:
        cards = list(chain.from_iterable(deck.suits.values()))
        deck.sheets = [cards[start : start + size] for start in range(0, len(cards), size)]
    context = {"method": method, "decks": decks, "folds": layout == Layout.FOLD}
    return pdf.render(TEMPLATE, context)


def fingerprint(method, decks, layout, language):
    """Differs where any text or the shape of the PDF differs."""
    texts = [
        [deck.kind, deck.title, deck.text]
        + [[card.suit, card.text, card.answer] for card in chain(*deck.suits.values())]
        for deck in decks
    ]
    shown = [method.slug, method.name, method.is_draft_text, texts, layout, language, _shape()]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def file_name(method, layout, deck):
    """What the downloaded file is called, such as itu-taitettava.pdf."""
    parts = [method.slug, deck, layout if layout == Layout.FOLD else ""]
    return "-".join(filter(None, parts)) + ".pdf"


@functools.cache
def _shape():
    """Of the templates and styles that the PDF is made with; they change with the program."""
    digest = hashlib.sha256()
    for name in TEMPLATES:
        digest.update(get_template(name).template.source.encode())
    for name in STYLES:
        with open(finders.find(name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()
