"""What the pages of the library need."""

from django.db.models import Prefetch, Q

from valmennus.shared.search_index import found

from .choices import Place
from .models import Card, Deck, Method


def published_methods():
    """The published methods, in the editors' order, with what the front page tells of each."""
    return list(
        Method.objects.published().only(
            "slug", "name", "tagline", "place", "minutes_min", "minutes_max"
        )
    )


def find_methods(user, *, text="", people=None, minutes=None, place="", purpose=""):
    """The methods that the person may read, narrowed down.

    `people` is a number of people, `minutes` the time at hand; `text` is looked for in names,
    purposes, steps and cards of the language of the page.
    """
    methods = Method.objects.visible_to(user)
    for word in text.split()[:6]:
        methods = methods.filter(
            Q(name__icontains=word)
            | Q(tagline__icontains=word)
            | Q(purpose__icontains=word)
            | Q(pk__in=Method.objects.filter(steps__title__icontains=word).values("pk"))
            | Q(pk__in=Method.objects.filter(decks__cards__text__icontains=word).values("pk"))
        )
    if people:
        methods = methods.filter(
            Q(people_max__isnull=True) | Q(people_max__gte=people), people_min__lte=people
        )
    if minutes:
        methods = methods.filter(minutes_min__lte=minutes)
    if place:
        methods = methods.filter(place__in=[place, Place.EITHER])
    if purpose:
        methods = methods.filter(purposes__contains=[purpose])
    return methods


def decks_of(method):
    """The method's decks in order; each has `suits`, lists of cards by the name of the suit.

    Each card has `number`, its place in the suit, and `of`, how many the suit has.
    """
    cards = Prefetch("cards", Card.objects.order_by("order", "pk"))
    decks = list(Deck.objects.filter(method=method).prefetch_related(cards))
    for deck in decks:
        deck.suits = {}
        for card in deck.cards.all():
            deck.suits.setdefault(card.suit, []).append(card)
        for cards in deck.suits.values():
            for number, card in enumerate(cards, start=1):
                card.number, card.of = number, len(cards)
    return decks


def steps_with_clock(method):
    """The method's steps; each has `starts_after`, minutes from the beginning, or None.

    The clock runs as long as every step so far has its minutes.
    """
    clock = 0
    steps = list(method.steps.all())
    for step in steps:
        if not step.minutes_min:
            clock = None
        step.starts_after = clock
        if clock is not None:
            clock += step.minutes_min
    return steps


def search_methods(query, *, drafts):
    """The methods that the query finds in any language, as `search_index.found` gives them."""
    methods = Method.objects.all() if drafts else Method.objects.published()
    methods = methods.only("slug", "name", "tagline", "purpose", "published_at")
    return found(methods, query.in_texts(), "order", "pk")
