"""Small makers of runs and of what people answer in them."""

import uuid

from methods.library.models import Card, Deck
from methods.library.prompt_models import Prompt
from methods.runs import actions, answers, making_actions
from methods.runs.models import RunPrompt
from tests.method_factories import make_method


def make_run(by, *kinds, slug="itu", started=True, steps=2, method=None, prompt=None, **fields):
    """A run of a method whose first step asks one prompt of each kind; open unless told."""
    method = method or make_asking_method(*kinds, slug=slug, steps=steps, **(prompt or {}))
    run = making_actions.create_run(method=method, by=by, **{"matter": "Kirjaston piha", **fields})
    return actions.start_run(run=run, by=by) if started else run


def make_asking_method(*kinds, slug="itu", steps=2, **fields):
    """A method whose first step has a prompt of each kind; choices are Yksi, Kaksi, Kolme."""
    method = make_method(slug=slug, steps=steps, cards=4)
    step, deck = method.steps.first(), Deck.objects.get(method=method)
    Card.objects.filter(deck=deck).update(suit="Ryhmä")
    source = None
    for order, kind in enumerate(kinds or ["lines"], start=1):
        leaning = kind in ("themes", "agree")
        prompt = Prompt.objects.create(
            step=step,
            key=f"{kind}-{order}",
            order=order,
            kind=kind,
            text=f"Kysymys {order}",
            options="Yksi\nKaksi\nKolme",
            deck=deck if kind in ("card", "page") else None,
            source=source if leaning else None,
            **fields,
        )
        source = source or prompt
    return method


def prompt_of(run, kind="lines"):
    """The run's first prompt of the kind, with the run."""
    return RunPrompt.objects.select_related("run").filter(run=run, kind=kind).first()


def join(run, **fields):
    """A phone that has joined."""
    return answers.join(run=run, **fields)


def answer(run, guest=None, kind="lines", **fields):
    """An answer to the run's first prompt of the kind."""
    fields = {"uuid": uuid.uuid4(), **fields}
    if kind == "lines":
        fields.setdefault("text", "Kahvit kirjaston edessä")
    return answers.contribute(run=run, prompt=prompt_of(run, kind), guest=guest, **fields)
