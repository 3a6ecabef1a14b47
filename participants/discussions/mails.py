"""The mails that discussions send."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participants.messages.queries import coordinators_of
from valmennus.shared import post

from . import queries
from .models import Thread

TEXTS = Path(__file__).with_name("mails.toml")
# What a reader stops with these mails: see the form of choices.
STOPPED_AS = "discussions"

MENTIONED = post.Kind(
    "discussions.mentioned",
    label=_("Discussion: you were mentioned"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "aihe": _("what is discussed"),
        "kuka": _("who wrote the post"),
        "viesti": _("the beginning of the post"),
        "sivu": _("the address of the post"),
    },
    stoppable=STOPPED_AS,
)
POSTED = post.Kind(
    "discussions.posted",
    label=_("Discussion: new posts"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "aihe": _("what is discussed"),
        "viestit": _("the new posts"),
        "sivu": _("the address of the first new post"),
    },
    stoppable=STOPPED_AS,
)
REPORTED = post.Kind(
    "discussions.reported",
    label=_("Discussion: a post was reported"),
    texts=TEXTS,
    variables={
        "ryhma": _("the cohort's name"),
        "aihe": _("what is discussed"),
        "kuka": _("who reported the post"),
        "syy": _("what is wrong with it; empty where nothing was told"),
        "viesti": _("the beginning of the post"),
        "sivu": _("the address of the list of reports"),
    },
)


def send_mentioned(written, people, *, names):
    """Tell these people that the post mentions them; each of them once, however it is edited."""
    thread = written.thread
    values = {
        "ryhma": thread.cohort.name,
        "aihe": thread.title,
        "kuka": str(written.author),
        "viesti": queries.excerpt(written.text, names),
        "sivu": post.page(written.get_absolute_url()),
    }
    letters = [post.Letter(person, values, cause=written) for person in people]
    return post.send_all(MENTIONED, letters, cohort=thread.cohort)


def send_posted(thread, unread):
    """Tell readers of what is new to them in the thread; `unread` are (person, posts) pairs."""
    letters = [
        post.Letter(
            person,
            _posted(thread, posts, person.language),
            cause=thread,
            round=str(posts[-1].number),
        )
        for person, posts in unread
    ]
    return post.send_all(POSTED, letters, cohort=thread.cohort)


def _posted(thread, posts, language):
    told, left = posts[: queries.IN_MAIL], len(posts) - queries.IN_MAIL
    names = queries.names_in(one.text for one in told)
    with translation.override(language):
        rows = [(str(one.author), queries.excerpt(one.text, names), None) for one in told]
        if left > 0:
            more = ngettext("and %(number)s more post", "and %(number)s more posts", left)
            rows.append((more % {"number": left}, "", None))
    return {
        "ryhma": thread.cohort.name,
        "aihe": thread.title,
        "viestit": post.items(rows),
        "sivu": post.page(posts[0].get_absolute_url()),
    }


def send_reported(report, *, url):
    """Tell the cohort's coordinators that a post was reported."""
    thread, reported = report.post.thread, report.post
    names = queries.names_in([reported.text])
    values = {
        "ryhma": thread.cohort.name,
        "aihe": thread.title,
        "kuka": str(report.by),
        "syy": report.reason,
        "viesti": queries.excerpt(reported.text, names),
        "sivu": post.page(url),
    }
    letters = [
        post.Letter(person, values, cause=report)
        for person in coordinators_of(thread.cohort)
        if person.pk != report.by_id
    ]
    return post.send_all(REPORTED, letters, cohort=thread.cohort)


@post.sample_of(POSTED)
def sample(cohort, language):
    """One of the cohort's people and its latest discussion."""
    thread = Thread.objects.filter(cohort=cohort, posts_count__gt=0).first()
    person = thread and queries.people_of(thread).order_by("pk").first()
    posts = thread and list(
        thread.posts.filter(deleted_at=None).select_related("author", "thread")[:3]
    )
    if not person or not posts:
        return None
    thread.cohort = cohort
    person.language = language
    return person, _posted(thread, posts, language)
