"""Small makers of methods, steps, decks and cards."""

from django.utils import timezone

from methods.library.models import Card, Deck, Method, Step


def make_method(slug="itu", *, published=True, steps=1, cards=1, **fields):
    """A method with a few steps and one deck of cards."""
    fields = {
        "name": "Itu-suunnittelupeli",
        "tagline": "Aavistuksesta pieneksi teoksi.",
        "purpose": "Kun asia on pieni ja oma.",
        "place": "either",
        "people_min": 3,
        "people_max": 6,
        "minutes_min": 60,
        "minutes_max": 90,
        "purposes": ["plan"],
    } | fields
    method = Method.objects.create(
        slug=slug, published_at=timezone.now() if published else None, **fields
    )
    for number in range(steps):
        Step.objects.create(
            method=method,
            key=f"vaihe-{number}",
            order=number,
            title=f"Vaihe {number}",
            minutes_min=15,
        )
    deck = Deck.objects.create(method=method, key="kortit", title="Kortit")
    for number in range(cards):
        Card.objects.create(
            deck=deck, key=f"kortti-{number}", order=number, text=f"Kysymys {number}?"
        )
    return method
