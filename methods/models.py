"""Gathers the models of the wing's rooms for Django."""

from methods.library.models import Card, Deck, Method, Step

__all__ = ["Card", "Deck", "Method", "Step"]
