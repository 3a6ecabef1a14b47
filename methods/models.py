"""Gathers the models of the wing's rooms for Django."""

from methods.library.models import Card, Deck, DeckPrint, Method, Step

__all__ = ["Card", "Deck", "DeckPrint", "Method", "Step"]
