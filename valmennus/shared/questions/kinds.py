"""What kinds of questions there are."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How a question is answered."""

    CHOICE = "choice", _("choose one")
    SEVERAL = "several", _("choose several")
    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    SCALE = "scale", _("0–10")


# Kinds whose answers are chosen among the question's own options.
WITH_OPTIONS = (Kind.CHOICE, Kind.SEVERAL)
SCALE = range(11)


@dataclass(frozen=True)
class Option:
    """One thing that may be chosen. The key stays when the words change."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question; `key` is unique among those of its form."""

    key: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = field(default=())

    @property
    def has_options(self):
        return self.kind in WITH_OPTIONS

    @property
    def labels(self):
        """The options' words by their keys."""
        return {option.key: option.label for option in self.options}

    def kept(self):
        """The question as plain values, for a JSON field."""
        return {
            "key": self.key,
            "kind": str(self.kind),
            "label": str(self.label),
            "hint": str(self.hint),
            "required": self.required,
            "options": [[option.key, option.label] for option in self.options],
        }


def questions_from(kept):
    """The questions that `Question.kept` wrote, as a list."""
    return [
        Question(**{**one, "options": tuple(Option(*pair) for pair in one["options"])})
        for one in kept
    ]
