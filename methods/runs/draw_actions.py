"""What is drawn by lot in a run: cards and pairs."""

import random

from django.db import transaction

from .answer_models import Guest
from .holding import hold, keep
from .models import RunPrompt


@transaction.atomic
def draw_cards(*, prompt, by, who="", suit=""):
    """Draw the prompt's cards at random for everybody (`who` empty), or for a table or a pair.

    No card of the deck comes twice in the run for the same people until all have been drawn; with
    `suit`, a Finnish name, only of that suit. Returns the keys that were drawn. Effects: the draw.
    """
    run = hold(prompt.run)
    prompts = list(RunPrompt.objects.filter(run=run))
    prompt = next(one for one in prompts if one.pk == prompt.pk)
    keys = _drawn(prompts, prompt, who, suit, prompt.draw or 1)
    prompt.drawn[who] = [*prompt.drawn.get(who, []), *keys]
    prompt.save(update_fields=["drawn"])
    keep(run)
    return keys


def _drawn(prompts, prompt, who, suit, number):
    cards = [card["key"] for card in prompt.cards if suit in ("", card["suit"].get("fi"))]
    # What a pair or table has talked about is not new to everybody either.
    theirs = (
        keys
        for one in prompts
        for whose, keys in one.drawn.items()
        if not who or whose in ("", who)
    )
    used = {key for keys in theirs for key in keys}
    fresh = [key for key in cards if key not in used]
    if len(fresh) < number:
        # The deck has gone round.
        fresh += [key for key in cards if key not in fresh and key not in prompt.drawn.get(who, [])]
    return random.sample(fresh, min(number, len(fresh)))


@transaction.atomic
def draw_pairs(*, run, by):
    """Draw the phones into pairs at random; the odd one joins the last pair.

    Every pair gets a card where the phase has a prompt with cards. Effects: the guests' pairs, the
    draws. Returns how many pairs there are.
    """
    run = hold(run)
    guests = list(Guest.objects.select_for_update().filter(run=run))
    random.shuffle(guests)
    pairs = max(len(guests) // 2, 1 if guests else 0)
    for place, guest in enumerate(guests):
        guest.pair = min(place // 2 + 1, pairs)
    Guest.objects.bulk_update(guests, ["pair"])
    prompts = list(RunPrompt.objects.filter(run=run))
    for prompt in prompts:
        if prompt.phase_id == run.phase_id and prompt.cards and prompt.draw:
            _deal(prompts, prompt, pairs)
    keep(run)
    return pairs


def _deal(prompts, prompt, pairs):
    """A card for each pair, no two the same while there are enough of them."""
    prompt.drawn, dealt = {}, []
    cards = [card["key"] for card in prompt.cards]
    used = {key for one in prompts for key in one.drawn.get("", [])}
    for pair in range(1, pairs + 1):
        fresh = [key for key in cards if key not in used and key not in dealt]
        chosen = random.sample(fresh or cards, 1)
        dealt += chosen
        prompt.drawn[f"p{pair}"] = chosen
    prompt.save(update_fields=["drawn"])
