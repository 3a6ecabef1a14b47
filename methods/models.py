"""Gathers the models of the wing's rooms for Django."""

from methods.bench_cafe.models import (
    Agreement,
    Handling,
    HelpersLink,
    Occasion,
    PreparationItem,
)
from methods.library.models import Card, Deck, DeckPrint, Method, Step
from methods.library.prompt_models import Prompt
from methods.library.search_models import MethodSearch
from methods.paper.models import PaperChange, RunPrint, Sheet
from methods.runs.answer_models import Contribution, Guest, Theme
from methods.runs.models import Run, RunPhase, RunPrompt, RunTable
from methods.summaries.models import Summary, SummaryVersion

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
    "PaperChange",
    "PreparationItem",
    "Prompt",
    "Run",
    "RunPhase",
    "RunPrint",
    "RunPrompt",
    "RunTable",
    "Sheet",
    "Step",
    "Summary",
    "SummaryVersion",
    "Theme",
]
