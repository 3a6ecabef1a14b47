"""What the pages of a summary need."""

from types import SimpleNamespace

from django.db.models import Count, F
from django.http import Http404
from django.utils.translation import get_language

from methods.bench_cafe.queries import handling_of
from methods.runs.answer_models import Contribution
from methods.runs.models import Run
from methods.runs.queries import phases_of, with_people, with_visitors
from valmennus.shared.composed import composed_once

from . import content
from .models import Summary


def summary_of(run):
    """The run's summary; one that is not kept yet where nobody has worded anything."""
    found = _summaries_of(run.pk)
    summary = found[0] if found else Summary(run=run)
    summary.run = run
    return summary


@composed_once
def _summaries_of(run):
    return Summary.objects.filter(run=run).select_related("changed_by")


def content_of(run, summary, *, everything=False):
    """What the summary says now; see `content.content_of`. Five statements, seven for a café.

    Where the answers have been deleted: what was kept of it then.
    """
    if run.forgotten_at and summary.kept:
        return in_language(summary.kept)
    found = content.content_of(run, summary, phases_of(run), people_of(run), everything=everything)
    if run.method.has_agreement:
        handling = handling_of(run)
        found |= content.decided(handling)
        content.decide(found, handling)
    return found


def people_of(run):
    """How many took part: `everybody`, and `phones` of them; and `visitors`. One statement."""
    [(everybody, phones, visitors)] = _people_of(run.pk)
    return SimpleNamespace(everybody=everybody, phones=phones, visitors=visitors)


@composed_once
def _people_of(run):
    runs = with_visitors(with_people(Run.objects.filter(pk=run))).annotate(phones=Count("guests"))
    return runs.values_list("everybody", "phones", "visitors")


def in_language(contents):
    """The content in the language of the page, or in the first one that there is."""
    return contents.get(get_language()) or next(iter(contents.values()))


def with_public_summary(runs):
    """The runs with `public_token`, that of the published summary; None where there is none."""
    return runs.annotate(public_token=F("summary__token"))


def public_summary(token):
    """The published summary with its `content`, for anybody who has its address; else 404.

    An answer that has been hidden, taken back or marked since is no longer in it. Two statements.
    """
    summary = (
        Summary.objects.filter(token=token).select_related("run__method").first() if token else None
    )
    if summary is None:
        raise Http404
    summary.content = still_visible(summary.run, in_language(summary.published))
    return summary


def still_visible(run, shown):
    """The content without the answers that not everybody may see any more. One statement."""
    uuids = content.quoted(shown)
    visible = (
        Contribution.objects.visible()
        .filter(run=run, flag="", uuid__in=uuids)
        .values_list("uuid", flat=True)
    )
    return content.without(shown, {uuid.hex for uuid in visible} if uuids else set())


def versions_of(summary):
    """The earlier wordings, the newest first, with who wrote them."""
    return list(summary.versions.select_related("by")[:20]) if summary.pk else []


def answers_for_list(run):
    """Every visible answer of the run without a mark of caution, in the order of the phases."""
    return (
        Contribution.objects.visible()
        .filter(run=run, flag="", prompt__left_out=False)
        .select_related("prompt__phase", "theme", "table")
        .order_by("prompt__phase__order", "prompt__order", "pk")
    )
