"""Wording a summary, publishing it, and keeping what may stay when the answers go."""

import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation

from methods.paper.actions import forget as forget_paper
from methods.paper.actions import forget_prints, get_print
from methods.runs.models import Run
from valmennus.shared import history, uploads
from valmennus.shared.versions import refuse_stale

from . import exports, queries
from .content import without
from .models import Summary, SummaryVersion, new_token

LANGUAGES = [code for code, name in settings.LANGUAGES]
# What one person words within this time is one version.
SITTING = datetime.timedelta(minutes=10)
WORDED = ("heading", "who", "opening", "deeds", "next_steps", "wordings", "quotes")
# The PDFs that are kept of a summary: its own, and the one behind the public address.
OWN, PUBLIC = "kooste", "kooste-julkinen"


def _lock(run):
    """The summary as it stands, made where there is none; held until the transaction ends."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    summary, is_new = Summary.objects.get_or_create(run=run)
    summary.run = run
    return summary, is_new


@transaction.atomic
def word_summary(*, run, seen, by, **worded):
    """Keep the wording; what was collected stays as it is.

    `seen` is the version that the form showed. `worded` are fields of `WORDED`. What stood before
    is kept as a version, one for ten minutes of a person. Effects: the summary, a version; one line
    of history for each version. Raises `StaleForm` where somebody else has written meanwhile.
    Returns the summary.
    """
    summary, is_new = _lock(run)
    if not is_new and summary.changed_by_id is not None:
        refuse_stale(summary, seen)
    before = {name: getattr(summary, name) for name in WORDED}
    if all(before[name] == value for name, value in worded.items()):
        return summary
    at, writer = summary.changed_at, summary.changed_by_id
    for name, value in worded.items():
        setattr(summary, name, value)
    summary.changed_by = by
    summary.save(update_fields=[*worded, "changed_by", "changed_at"])
    if is_new or writer != by.pk or _last_version_at(summary, at) < timezone.now() - SITTING:
        if not is_new and writer is not None:
            SummaryVersion.objects.create(summary=summary, values=before, by_id=writer, at=at)
        history.record(actor=by, verb="summary.worded", subject=run)
    return summary


def _last_version_at(summary, otherwise):
    last = summary.versions.first()
    return last.at if last else otherwise


@transaction.atomic
def publish_summary(*, run, by):
    """Give the summary, as it is now, a public address; one that is public is brought up to date.

    Effects: the address, what it shows, who and when; one line of history. Returns the summary.
    """
    summary, _is_new = _lock(run)
    summary.published = _in_all_languages(summary)
    summary.token = summary.token or new_token()
    summary.published_at, summary.published_by = timezone.now(), by
    summary.save(update_fields=["published", "token", "published_at", "published_by"])
    history.record(actor=by, verb="summary.published", subject=run)
    return summary


@transaction.atomic
def unpublish_summary(*, run, by):
    """Take the public address away for good; a later one is another. Nothing where there is none.

    Effects: the address leads nowhere, its PDF is deleted; one line of history.
    """
    summary, _is_new = _lock(run)
    if summary.token:
        summary.token, summary.published = None, {}
        summary.published_at = summary.published_by = None
        summary.save(update_fields=["published", "token", "published_at", "published_by"])
        forget_prints(run=run, what=PUBLIC)
        history.record(actor=by, verb="summary.unpublished", subject=run)
    return summary


def _in_all_languages(summary):
    run = Run.objects.select_related("method").get(pk=summary.run_id)
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            content = queries.content_of(run, summary)
            content.pop("left_out", None)
            found[language] = content
    return found


def get_summary_print(*, run, content, what=OWN):
    """The StoredFile with the content as PDF in the language of the page.

    Raises pdf.Unavailable. Effects: those of `paper.actions.get_print`.
    """
    return get_print(
        run=run,
        what=what,
        name=exports.file_name(run, "pdf"),
        fingerprint=exports.fingerprint(content, translation.get_language()),
        make=lambda: exports.summary_pdf(content),
    )


def summary_file(run, by):
    """A new StoredFile of the summary as PDF, as it is now, for a room above to keep as its own.

    `by` asks for it. Raises pdf.Unavailable. Effects: the file; one line of history.
    """
    content = queries.content_of(run, queries.summary_of(run))
    kept = get_summary_print(run=run, content=content)
    with transaction.atomic():
        with kept.file.open("rb") as file:
            copy = ContentFile(file.read(), name=kept.name)
        copy.content_type = kept.content_type
        history.record(actor=by, verb="summary.taken", subject=run)
        return uploads.store(copy)


@transaction.atomic
def forget(*, run):
    """Keep of the summary what holds nobody's words, and forget what paper brought.

    Call it in the transaction in which the answers go, before they do.
    """
    summary, _is_new = _lock(run)
    summary.kept = {
        language: without(content, set())
        for language, content in _in_all_languages(summary).items()
    }
    if summary.token:
        summary.published = {
            language: without(content, set()) for language, content in summary.published.items()
        }
    Summary.objects.filter(pk=summary.pk).update(
        kept=summary.kept, published=summary.published, quotes=None
    )
    SummaryVersion.objects.filter(summary=summary).delete()
    forget_paper(run=run)
