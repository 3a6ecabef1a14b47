"""Between what an editor of methods chooses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Levels of participation, after IAP2's spectrum."""

    INFORM = 1, _("informed")
    CONSULT = 2, _("asked")
    INVOLVE = 3, _("involved")
    COLLABORATE = 4, _("doing together")
    EMPOWER = 5, _("deciding")


class Place(models.TextChoices):
    """Where a method is used."""

    ON_SITE = "on_site", _("on site")
    REMOTE = "remote", _("remote")
    EITHER = "either", _("on site or remote")


class Purpose(models.TextChoices):
    """What a method is taken for; one method may serve several."""

    HEAR = "hear", _("hear residents")
    DIALOGUE = "dialogue", _("talk together")
    PLAN = "plan", _("plan a deed")
    YOUNG = "young", _("hear young people")


class PromptKind(models.TextChoices):
    """How people answer what a step puts to them when a method is run."""

    LINES = "lines", _("open lines")
    CHOICE = "choice", _("choose one")
    SEVERAL = "several", _("choose several")
    POINTS = "points", _("points on a list")
    SCALE = "scale", _("0–10")
    CARD = "card", _("a drawn card, answered")
    PAGE = "page", _("a page of prompts to fill in")
    PLACE = "place", _("places on a map or picture")
    DRAWING = "drawing", _("a drawing")
    COUNTER = "counter", _("counting by tapping")
    THEMES = "themes", _("themes into which answers are grouped")
    AGREE = "agree", _("marks on what others have answered")


class Outcome(models.TextChoices):
    """What the summary makes of the answers; the parts of an experiment stand in their order."""

    ANSWER = "", _("one question among others")
    DEED = "deed", _("what was agreed")
    SEED = "seed", _("Seed")
    RESOURCES = "resources", _("Resources")
    TRIAL = "trial", _("Trial")
    OWNER = "owner", _("Owner's role and due date")
    RISKS = "risks", _("Risks")
    MEASURE = "measure", _("How success is noticed and told")
    VISITORS = "visitors", _("number of visitors")


# A prompt with one of these is a part of the draft of an experiment.
EXPERIMENT = [
    Outcome.SEED,
    Outcome.RESOURCES,
    Outcome.TRIAL,
    Outcome.OWNER,
    Outcome.RISKS,
    Outcome.MEASURE,
]
# What is agreed or drafted is said in words.
IN_WORDS = (PromptKind.LINES, PromptKind.CARD, PromptKind.PAGE)


class Grouping(models.TextChoices):
    """With whom people answer a step."""

    ALONE = "", _("each alone")
    PAIRS = "pairs", _("pairs drawn at random; the odd one joins a pair")
    TABLES = "tables", _("by table, where the run has tables")


class Layout(models.TextChoices):
    """How cards stand on paper; the values are in the address of the PDF."""

    SINGLE = "yksi", _("single-sided, eight cards a sheet")
    FOLD = "taitettava", _("to be folded, with backs")
