"""What the host's page and the projector show, put together from queries and results."""

from types import SimpleNamespace
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from methods.library.choices import Outcome

from . import queries
from .answer_forms import PromptForm
from .answer_models import Contribution, Theme
from .answers import COUNTED
from .models import RunPrompt, RunTable, worded
from .results import ON_THE_WALL, Result, card_of, paths_of, results_of, visible_answers, words_of

Kind = RunPrompt.Kind
# Of these all answers are summed up for the host.
SUMMED = (*COUNTED, Kind.PLACE)


def of_host(run, asked, *, faulty=None):
    """Everything on the host's page. `faulty` is a form of the host's own words with its faults.

    Of a run that has ended `asked["vaihe"]` names the phase that the host looks at, and with
    `asked["kaikki"]` there are all answers, where else there are the newest.
    """
    everything = bool(asked.get("kaikki"))
    # Before the answers: a page that is older than it says would not be drawn anew.
    _version, pulse, people = queries.state_of(run.code)
    phases = queries.phases_of(run)
    tables = queries.tables_of(run) if run.has_tables else []
    here = next((phase for phase in phases if phase.pk == run.phase_id), None)
    if run.ended_at:
        here = next((one for one in phases if str(one.order) == asked.get("vaihe")), here)
    orders = [phase.order for phase in phases]
    return {
        "run": run,
        "phases": phases,
        "here": here,
        "tables": tables,
        "pulse": pulse,
        "people": people,
        "visitors": queries.visitors_of(run) if _counts_visitors(phases) else 0,
        "clock": queries.clock_of(run, phases),
        "next": _beside(phases, here, 1),
        "previous": _beside(phases, here, -1),
        "place": orders.index(here.order) + 1 if here else 0,
        "qr": queries.qr_of(run),
        "has_slips": any(
            one.kind == Kind.LINES and not one.by_host for phase in phases for one in phase.asked
        ),
        "blocks": _blocks(run, here, tables, faulty, everything) if here else [],
        "address": address_of(run, here, everything=everything),
    }


def _counts_visitors(phases):
    return any(one.outcome == Outcome.VISITORS for phase in phases for one in phase.asked)


def address_of(run, phase, *, everything=False):
    """Where the host's page shows the phase: the present one, or any of a run that has ended."""
    query = {"vaihe": phase.order} if run.ended_at and phase else {}
    query |= {"kaikki": 1} if everything else {}
    return run.get_absolute_url() + (f"?{urlencode(query)}" if query else "")


def _beside(phases, here, step):
    if here is None:
        return None
    index = phases.index(here) + step
    return phases[index] if 0 <= index < len(phases) else None


def _blocks(run, phase, tables, faulty, everything):
    """One block for each prompt of the phase: its result, its answers, the host's own form."""
    prompts = phase.asked
    sources = {prompt.source_id for prompt in prompts} - {None}
    by_key = {prompt.pk: prompt for prompt in RunPrompt.objects.filter(pk__in=sources)}
    for prompt in prompts:
        prompt.run = run
        if prompt.source_id:
            prompt.source = by_key[prompt.source_id]
    summed = [prompt for prompt in prompts if prompt.kind in SUMMED]
    results = results_of(prompts, answers=visible_answers(summed) if summed else [])
    in_words = [_whose(prompt) for prompt in prompts if _has_words(prompt)]
    found = queries.answers_of(list(dict.fromkeys(in_words)), everything)
    by_table = [prompt.pk for prompt in prompts if prompt.by_table] if tables else []
    given = queries.tables_answered(by_table) if by_table else set()
    blocks = []
    for prompt in prompts:
        block = _block(run, prompt, results[prompt.pk], found, faulty)
        block["everything"] = everything
        block["drawn"] = _drawn(prompt, {table.number: str(table) for table in tables})
        block["address_of_all"] = address_of(run, phase, everything=True)
        if prompt.pk in by_table:
            block["without"] = [one for one in tables if (prompt.pk, one.pk) not in given]
        blocks.append(block)
    return blocks


def _has_words(prompt):
    return prompt.kind not in COUNTED


def _whose(prompt):
    """The key of the prompt whose answers the block of this one shows."""
    return prompt.source_id if prompt.kind == Kind.THEMES else prompt.pk


def _block(run, prompt, result, found, faulty):
    answers = [one for one in found if one.prompt_id == _whose(prompt)][::-1]
    # What waits for the host comes first.
    answers.sort(key=lambda one: not one.waits or one.hidden_at is not None)
    is_grouping = prompt.kind == Kind.THEMES
    block = {
        "prompt": prompt,
        "result": result,
        "answers": [_row(prompt.source if is_grouping else prompt, one) for one in answers],
        "waiting": answers[0].waiting if answers else 0,
        "more": answers[0].in_all - len(answers) if answers else 0,
        "suits": _suits(prompt),
        "form": None,
        "has_words": _has_words(prompt),
        "counts": Result(
            prompt,
            number=result.number,
            rows=result.rows,
            mean=result.mean,
            places=result.places,
        ),
        "without": [],
    }
    if faulty is not None and faulty.asked.key == prompt.key:
        block["form"] = faulty
    elif prompt.kind not in (Kind.THEMES, Kind.AGREE):
        block["form"] = PromptForm(prompt=prompt, cards=prompt.cards)
    return block


def _row(prompt, answer):
    """What the host's page tells of one answer, and nothing more: see `remember`."""
    return SimpleNamespace(
        uuid=answer.uuid,
        words=words_of(prompt, answer),
        asked=card_of(prompt, answer),
        paths=paths_of(answer.value),
        text=answer.text,
        is_hidden=answer.hidden_at is not None,
        waits=answer.waits,
        flag=answer.get_flag_display() if answer.flag else "",
        table=str(answer.table or ""),
        guest=answer.guest.name if answer.guest else "",
        number=answer.number,
        theme=str(answer.theme or ""),
    )


def _drawn(prompt, tables):
    """What has been drawn, as `(for whom, words of the cards)`; empty for everybody.

    `tables` gives the names of tables by their numbers.
    """
    known = prompt.cards_by_key
    return [
        (_for_whom(who, tables), [worded(known[key]["text"]) for key in keys if key in known])
        for who, keys in prompt.drawn.items()
    ]


def _for_whom(who, tables):
    if who[:1] == "t":
        return tables.get(int(who[1:])) or _("Table %s") % who[1:]
    return _("Pair %s") % who[1:] if who[:1] == "p" else ""


def _suits(prompt):
    """The suits of the cards, as `(Finnish name, name in the language of the page)`."""
    return list({card["suit"].get("fi"): worded(card["suit"]) for card in prompt.cards}.items())


def of_projector(run):
    """What the wall shows: the question, what was drawn, what the host lets be seen."""
    _version, pulse, people = queries.state_of(run.code)
    phases = queries.phases_of(run)
    here = next((phase for phase in phases if phase.pk == run.phase_id), None)
    prompts = here.asked if here else []
    for prompt in prompts:
        prompt.run = run
    shown = [prompt for prompt in prompts if prompt.results_shown_at]
    results = results_of(shown, few=True) if shown else {}
    for result in results.values():
        result.shorten(ON_THE_WALL)
    return {
        "run": run,
        "here": here,
        "place": phases.index(here) + 1 if here else 0,
        "phases": phases,
        "drawn": [
            cards for prompt in prompts for who, cards in _drawn(prompt, {}) if who == "" and cards
        ],
        "results": [results[prompt.pk] for prompt in shown],
        "pulse": pulse,
        "people": people,
        "clock": queries.clock_of(run, phases),
        "qr": queries.qr_of(run),
        "join_address": strip_scheme(settings.BASE_URL + reverse("live:code")),
    }


def strip_scheme(url):
    """The address as it is read aloud, without https:// and the last slash."""
    return url.partition("://")[2].rstrip("/")


def chosen_answers(run, uuids):
    """The run's answers with these uuids; what is no uuid is left out."""
    known = [found for found in map(_uuid, uuids) if found]
    return list(Contribution.objects.filter(run=run, uuid__in=known).select_related("run"))


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def waiting(prompt):
    """The prompt's answers that wait to be looked through."""
    found = Contribution.objects.standing().filter(prompt=prompt, waits=True)
    return list(found)


def theme_of(run, typed):
    """The theme with this uuid, or None."""
    uuid = _uuid(typed)
    return Theme.objects.filter(run=run, uuid=uuid).first() if uuid else None


def tables_with_a_free_one(run):
    """The run's tables, and one more that is not there yet, last."""
    seated = queries.tables_of(run)
    number = seated[-1].number + 1 if seated else 1
    return [*seated, RunTable(run=run, number=number)]


def changed_tables(tables, forms, *, add):
    """The tables as the forms tell; the free one only where it is added."""
    for table, form in zip(tables, forms, strict=True):
        for name, value in form.cleaned_data.items():
            setattr(table, name, value)
    return tables if add else tables[:-1]
