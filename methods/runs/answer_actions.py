"""What a host does with the answers: shows, hides, approves, gathers them into themes."""

from django.db import transaction
from django.utils import timezone

from valmennus.shared import history

from .answer_models import Contribution, NextChange, Theme
from .holding import hold, keep
from .models import RunPrompt


@transaction.atomic
def show_results(*, prompt, shown, by):
    """Show what has been answered on the projector and the phones, or hide it again."""
    run = hold(prompt.run)
    RunPrompt.objects.filter(pk=prompt.pk).update(
        results_shown_at=timezone.now() if shown else None
    )
    keep(run)
    return run


@transaction.atomic
def hide_contribution(*, contribution, hidden, by):
    """Take an answer off every screen, or put it back; it stays with the host.

    Effects: the answer, who and when; one line of history without its words.
    """
    run = hold(contribution.run)
    Contribution.objects.filter(pk=contribution.pk).update(
        hidden_at=timezone.now() if hidden else None,
        hidden_by=by if hidden else None,
        # What the host puts back has been looked at.
        waits=False,
        change=NextChange(),
    )
    verb = "run.answer_hidden" if hidden else "run.answer_put_back"
    keep(run)
    history.record(actor=by, verb=verb, subject=run)


@transaction.atomic
def approve_contributions(*, run, contributions, by):
    """Let answers that were kept back be seen; the host has looked at what they were marked for.

    Effects: the answers. Returns how many.
    """
    run = hold(run)
    found = Contribution.objects.filter(run=run, pk__in=[one.pk for one in contributions])
    number = found.filter(waits=True).update(
        waits=False, flag=Contribution.Flag.NONE, change=NextChange()
    )
    if number:
        keep(run)
    return number


@transaction.atomic
def add_theme(*, prompt, heading, by, kind="", text=""):
    """A new theme under the prompt; one with the same heading is the same. Returns the theme."""
    run = hold(prompt.run)
    theme = Theme.objects.filter(prompt=prompt, heading__iexact=heading).first()
    if theme is None:
        order = Theme.objects.filter(prompt=prompt).count() + 1
        theme = Theme.objects.create(
            run=run, prompt=prompt, heading=heading, kind=kind, text=text, order=order
        )
        keep(run)
    return theme


@transaction.atomic
def change_theme(*, theme, by, **fields):
    """Change heading, description, kind or hits of a theme. Effects: the theme."""
    run = hold(theme.run)
    for name, value in fields.items():
        setattr(theme, name, value)
    theme.save(update_fields=list(fields))
    keep(run)
    return theme


@transaction.atomic
def delete_theme(*, theme, by):
    """Take a theme away; its answers stand under none again. Effects: the theme."""
    run = hold(theme.run)
    theme.delete()
    keep(run)


@transaction.atomic
def put_under_theme(*, run, contributions, theme, by):
    """Gather answers under the theme, or under none. Effects: the answers. Returns how many."""
    run = hold(run)
    number = Contribution.objects.filter(run=run, pk__in=[one.pk for one in contributions]).update(
        theme=theme, change=NextChange()
    )
    keep(run)
    return number
