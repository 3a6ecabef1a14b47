"""What a summary says, as plain values: from what was collected and what the host has worded.

Everything that is somebody's own words is a dict with `uuid` and `text`, so that a kept content can
be shown without those that have been hidden since (`without`).
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from methods.library.choices import EXPERIMENT, IN_WORDS, Outcome
from methods.runs.models import RunPrompt, worded
from methods.runs.results import results_of

Kind = RunPrompt.Kind
# Groups under this number are not broken down.
FEW = 5
# So many quotes of a theme or card, and lines of a question, where nobody has chosen.
QUOTES, LINES, DRAWINGS = 2, 5, 4


def content_of(run, summary, phases, people, *, everything=False):
    """The summary as plain values, in the language of the page. Two statements.

    `phases` are those of `runs.queries.phases_of`; `people` is that of `queries`. With
    `everything` each list of answers has all that may be quoted, with `chosen`, for the form.
    """
    writer = _Writer(run, summary, phases, everything)
    paper = people.everybody - people.phones
    return {
        "heading": summary.heading or run.matter,
        "matter": run.matter,
        "method": run.method.name,
        "slug": run.method.slug,
        "way": run.get_way_display(),
        "place": run.place,
        "days": _days(run),
        "who": summary.who,
        "people": people.everybody,
        # A handful of people is not told apart by what they answered with.
        "phones": people.phones if people.everybody >= FEW and paper else None,
        "paper": paper if people.everybody >= FEW and paper else None,
        # Heads that were counted: some of them may have a phone or have sat at a table.
        "visitors": people.visitors or None,
        "opening": summary.opening,
        "drafts": writer.drafts(),
        "phases": writer.phases(),
        "deeds": writer.deeds(),
        "next_steps": summary.next_steps,
        "left_out": writer.left_out,
    }


def decided(handling):
    """Where the results go and what was decided about the themes, for a method that has both.

    The listener is told by the role, never by name. `handling` is that of `bench_cafe.queries`.
    """
    agreement, occasion = handling.agreement, handling.occasion
    return {
        "listener": agreement.listener_role,
        "decision": agreement.decision,
        "decision_on": _day(agreement.decision_on),
        "answer_on": _day(agreement.answer_on),
        "told_on": _day(occasion.told_on),
        "handled_in": str(occasion) if occasion.pk else "",
        "handled_on": _day(occasion.held_on),
    }


def decide(found, handling):
    """Write under each theme of the content what was decided about it."""
    handled = {theme.uuid.hex: theme.handled for theme in handling.themes if theme.handled}
    for phase in found["phases"]:
        for theme in [one for block in phase["blocks"] for one in block.get("themes", [])]:
            if kept := handled.get(theme["theme"]):
                theme["decided"] = {
                    "state": str(kept.get_state_display()),
                    "reason": kept.reason,
                    "who": kept.who,
                    "due_on": _day(kept.due_on),
                }


def _day(day):
    return f"{day.day}.{day.month}.{day.year}" if day else ""


def without(content, visible):
    """The content without the answers whose uuids are not in `visible`."""
    if isinstance(content, dict):
        return {name: without(value, visible) for name, value in content.items()}
    if isinstance(content, list):
        return [
            without(one, visible)
            for one in content
            if not (isinstance(one, dict) and one.get("uuid") and one["uuid"] not in visible)
        ]
    return content


def quoted(content):
    """The uuids of all answers in the content."""
    if isinstance(content, list):
        return {uuid for one in content for uuid in quoted(one)}
    if not isinstance(content, dict):
        return set()
    own = {content["uuid"]} if content.get("uuid") else set()
    return own.union(*(quoted(value) for value in content.values()))


def _days(run):
    """The first and the last day as texts, one where they are the same; none before the start."""
    moments = [run.started_at, run.ended_at]
    days = [timezone.localtime(moment).date() for moment in moments if moment]
    return [_day(day) for day in dict.fromkeys(days)]


class _Writer:
    """Puts one summary together."""

    def __init__(self, run, summary, phases, everything):
        self.run, self.summary, self.everything = run, summary, everything
        self.asked = phases
        prompts = [prompt for phase in phases for prompt in phase.asked]
        self.results = results_of(prompts) if prompts else {}
        self.chosen = None if summary.quotes is None else set(summary.quotes)
        # Those that no answer has come to yet, or that this run leaves out, stand there empty.
        offered = {prompt.outcome for phase in phases for prompt in phase.offered}
        self.drafted = [one for one in EXPERIMENT if one in offered]
        self.grouped = {
            prompt.source_id
            for prompt in prompts
            if prompt.kind == Kind.THEMES and self.results[prompt.pk].themes
        }
        flagged = {
            answer.pk for result in self.results.values() for answer in result.texts if answer.flag
        }
        self.left_out = len(flagged)

    # --- Answers in words ---------------------------------------------------------------------

    def texts(self, answers, most=None):
        """Answers that may be quoted: chosen ones, or else the first `most` (None: all)."""
        fit = [one for one in answers if one.text and not one.flag and not one.hidden_at]
        first = sorted(fit, key=lambda one: -one.number)[:most]
        picked = (
            {one.uuid.hex for one in first}
            if self.chosen is None or most is None
            else {one.uuid.hex for one in fit if one.uuid.hex in self.chosen}
        )
        return [
            {"uuid": one.uuid.hex, "text": one.text, "number": one.number}
            | ({"chosen": one.uuid.hex in picked} if self.everything else {})
            for one in fit
            if self.everything or one.uuid.hex in picked
        ], len(fit)

    # --- Parts --------------------------------------------------------------------------------

    def drafts(self):
        """Drafts of an experiment, one for each table: what was answered to each part of it."""
        by_table = {}
        for prompt in self._asked(EXPERIMENT):
            for answer in self._sentences(prompt):
                table = str(answer.table) if answer.table_id else ""
                answer.asked = prompt.cards_by_key.get(answer.card)
                by_table.setdefault(table, {}).setdefault(prompt.outcome, []).append(answer)
        return [
            {
                "table": table,
                "rows": [
                    {"label": str(one.label), "texts": [_sentence(a) for a in parts.get(one, [])]}
                    for one in self.drafted
                ],
            }
            for table, parts in sorted(by_table.items())
        ]

    def _asked(self, outcomes):
        """The prompts of which the summary makes one of these."""
        return [
            prompt
            for phase in self.asked
            for prompt in phase.asked
            if prompt.kind in IN_WORDS and prompt.outcome in outcomes
        ]

    def _sentences(self, prompt):
        result = self.results[prompt.pk]
        return [one for one in reversed(result.texts) if one.text and not one.flag]

    def _all(self, answers):
        return [{"uuid": one.uuid.hex, "text": one.text, "number": one.number} for one in answers]

    def deeds(self):
        """What was agreed: as the host has worded it, or the answers of the prompt that asks it."""
        if self.summary.deeds:
            return [{"text": line} for line in self.summary.deeds.splitlines() if line.strip()]
        found = []
        for prompt in self._asked([Outcome.DEED]):
            found += self._all(self._sentences(prompt)[::-1])
        return found

    def phases(self):
        """The phases that something came of, each with its blocks."""
        found = []
        elsewhere = self._asked([Outcome.DEED, *EXPERIMENT])
        for phase in self.asked:
            blocks = [
                self.block(self.results[prompt.pk])
                for prompt in phase.asked
                if prompt not in elsewhere
            ]
            blocks = [block for block in blocks if block]
            if blocks:
                found.append({"title": phase.title, "question": phase.question, "blocks": blocks})
        return found

    def block(self, result):
        """What came of one prompt; None where nothing did."""
        prompt, is_few = result.prompt, 0 < result.number < FEW
        block = {
            "prompt": prompt.key,
            "kind": result.kind,
            "question": prompt.text,
            "number": None if is_few else result.number,
            "few": False,
        }
        if result.kind == Kind.THEMES:
            block["themes"] = [self.theme(theme) for theme in result.themes]
            return block if block["themes"] else None
        if not result.number:
            return None
        if result.kind == Kind.COUNTER:
            rows = result.rows if prompt.options else []
            return block | {"number": result.number, "rows": _grouped(rows), "counted": True}
        if result.rows:
            block |= {"rows": [] if is_few else _plain(result.rows), "few": is_few}
            if result.mean is not None and not is_few:
                block["mean"] = round(result.mean, 1)
        if prompt.by_host and result.kind == Kind.LINES:
            block["texts"], _number = self.texts(result.texts[::-1])
        elif result.cards:
            # What was drawn stands below, with its description.
            written = [
                (words, [one for one in answers if not one.paths])
                for words, answers in result.cards
            ]
            block["cards"] = [self.card(words, rest, prompt) for words, rest in written if rest]
        elif result.kind == Kind.AGREE:
            block |= self._agreed(result, is_few)
        elif prompt.pk in self.grouped:
            block["is_grouped"] = True
        elif result.texts and not result.drawings:
            block["texts"], number = self.texts(result.texts, LINES)
            block["more"] = max(number - len(block["texts"]), 0)
        if result.drawings:
            fit = [one for one in result.drawings if not one.flag]
            block["drawings"] = [
                {"uuid": one.uuid.hex, "paths": one.paths, "text": one.text}
                for one in fit[:DRAWINGS]
            ]
            block["drawn"] = len(fit)
        return block

    def card(self, words, answers, prompt):
        texts, number = self.texts(answers, None if prompt.by_host else QUOTES)
        number = sum(one.number for one in answers)
        return {
            "card": words,
            "texts": texts,
            "number": number if number >= FEW and not prompt.by_host else None,
        }

    def _agreed(self, result, is_few):
        marked = [one for one in result.texts if one.marks and one.text and not one.flag]
        texts = [
            {"uuid": one.uuid.hex, "text": one.text, "number": 1, "marks": one.marks}
            for one in marked[:LINES]
        ]
        return {"texts": [] if is_few else texts, "few": is_few, "is_agreed": True}

    def theme(self, theme):
        worded = self.summary.wordings.get(theme.uuid.hex, {})
        quotes, _number = self.texts(theme.quotes, QUOTES)
        return {
            "theme": theme.uuid.hex,
            "heading": worded.get("heading") or theme.heading,
            "text": worded.get("text", theme.text),
            "kind": theme.get_kind_display() if theme.kind else "",
            "hits": theme.hits_in_all,
            "quotes": quotes,
        }


def _sentence(answer):
    """The answer, with the card that it was given to."""
    card = worded(answer.asked["text"]) if answer.asked else ""
    return {"uuid": answer.uuid.hex, "text": answer.text, "card": card}


def _plain(rows):
    return [[str(label), number, share] for label, number, share in rows]


def _grouped(rows):
    """Counted groups of people; those under five stand together, so that none can be told.

    One alone would be told by the total: then the next smallest joins it.
    """
    rows = sorted(_plain(rows), key=lambda row: row[1])
    small = [row for row in rows if 0 < row[1] < FEW]
    if not small:
        return sorted(rows, key=lambda row: -row[1])
    for row in rows:
        if row not in small and row[1] and (len(small) < 2 or sum(one[1] for one in small) < FEW):
            small.append(row)
    if len(small) < 2 or sum(one[1] for one in small) < FEW:
        return []
    rest = [row for row in rows if row not in small and row[1]]
    together = [
        _("together: %s") % ", ".join(row[0] for row in small),
        sum(row[1] for row in small),
        sum(row[2] for row in small),
    ]
    return [*sorted(rest, key=lambda row: -row[1]), together]
