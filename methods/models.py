"""Gathers the models of the wing's rooms for Django."""

from methods.bench_cafe.models import (
    Agreement,
    Handling,
    HelpersLink,
    Occasion,
    PreparationItem,
)
from methods.library.models import Card, Deck, DeckPrint, Method, Prompt, Step
from methods.library.search_models import MethodSearch
from methods.runs.models import (
    Contribution,
    Guest,
    Run,
    RunPhase,
    RunPrompt,
    RunTable,
    Theme,
)

__all__ = [
    "Agreement",
    "Card",
    "Contribution",
    "Deck",
    "DeckPrint",
    "Guest",
    "Handling",
    "HelpersLink",
    "Method",
    "MethodSearch",
    "Occasion",
    "PreparationItem",
    "Prompt",
    "Run",
    "RunPhase",
    "RunPrompt",
    "RunTable",
    "Step",
    "Theme",
]
