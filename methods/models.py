"""Gathers the models of the wing's rooms for Django."""

from methods.library.models import Card, Deck, DeckPrint, Method, Step
from methods.library.search_models import MethodSearch

__all__ = ["Card", "Deck", "DeckPrint", "Method", "MethodSearch", "Step"]
