"""A summary as PDF and as a workbook."""

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from methods.paper.exports import print_mark
from methods.runs.models import worded
from valmennus.shared import pdf

from . import queries

TEMPLATE = "methods/summaries/print.html"
TEMPLATES = [TEMPLATE, "methods/summaries/_content.html", "layouts/print.html"]
STYLES = ["portal/print.css", "portal/kooste.css"]


def summary_pdf(shown):
    """The content as PDF in the language of the page. Raises pdf.Unavailable."""
    return pdf.render(TEMPLATE, {"content": shown})


def fingerprint(shown, language):
    """Differs where anything in the PDF differs."""
    return print_mark([shown, language], TEMPLATES, STYLES)


def file_name(run, ending):
    """What the file is called, such as kooste-kirjaston-piha.pdf."""
    return (
        "-".join(filter(None, [pgettext("of a run", "summary"), slugify(run.matter)[:60]]))
        + f".{ending}"
    )


def header():
    """The headings of the workbook."""
    return [
        _("Phase"),
        _("Question"),
        _("Answer"),
        _("Number"),
        "%",
        _("Theme"),
        pgettext("of people", "Table"),
    ]


def rows(run, shown):
    """The rows of the workbook: first the sums as the summary tells them, then answers in words.

    Groups under five are not broken down here either.
    """
    yield from _facts(shown)
    for phase in shown["phases"]:
        for block in phase["blocks"]:
            yield from _sums(phase["title"], block)
    for answer in queries.answers_for_list(run):
        prompt = answer.prompt
        if answer.text:
            yield [
                prompt.phase.title,
                _question(prompt, answer),
                answer.text,
                answer.number,
                None,
                answer.theme.heading if answer.theme_id else None,
                # What one person wrote is not told apart by a table of a few.
                str(answer.table) if answer.table_id and prompt.by_table else None,
            ]


def _facts(shown):
    yield [None, _("Matter"), shown["matter"]]
    yield [None, _("Method"), shown["method"]]
    yield [None, _("Place"), shown["place"]]
    yield [None, _("Days"), " – ".join(shown["days"])]
    yield [None, _("People"), None, shown["people"]]
    if shown["paper"] is not None:
        yield [None, _("People"), _("with phones"), shown["phones"]]
        yield [None, _("People"), _("on paper"), shown["paper"]]
    if shown.get("visitors"):
        both = _("those taking part may be among them: the numbers are not added together")
        yield [None, _("Visitors counted"), both, shown["visitors"]]


def _sums(title, block):
    few = _("fewer than five answers: not broken down")
    if block.get("few"):
        yield [title, block["question"], few]
    for label, number, share in block.get("rows", []):
        yield [title, block["question"], label, number, share]
    if block.get("counted"):
        yield [title, block["question"], _("Total"), block["number"]]
    for theme in block.get("themes", []):
        decided = ", ".join(filter(None, theme.get("decided", {}).values()))
        text = ". ".join(filter(None, [theme["text"], decided]))
        yield [title, block["question"], text, theme["hits"], None, theme["heading"]]


def _question(prompt, answer):
    card = prompt.cards_by_key.get(answer.card)
    if card is not None:
        return worded(card["text"])
    return prompt.labels.get(answer.card) or prompt.text
