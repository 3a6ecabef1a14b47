"""The search over everything that a person may see, kind by kind.

Each room finds its own things among those that the person may see; here they become rows of one
page.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from html import escape  # Django's looks each time whether the text is a lazy one.
from typing import NamedTuple

from django.db.models import F, Func, TextField
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from methods.library.models import Method, can_edit_methods
from methods.library.queries import search_methods
from methods.library.search_models import MethodSearch
from participants.cohorts.models import Cohort, Programme, roles_of
from participants.cohorts.queries import cohorts_shown_to, search_programmes
from participants.cohorts.search_models import CohortSearch, ProgrammeSearch
from participants.discussions.models import Thread
from participants.discussions.queries import author_of, search_posts, typed_text
from participants.enrolment.queries import people_shown_to, search_people
from participants.enrolment.search_models import EnrolmentSearch
from sessions.schedule.models import CoachingSession
from sessions.schedule.search_queries import (
    materials_shown_to,
    search_materials,
    search_sessions,
)
from sessions.tasks.queries import search_tasks, tasks_shown_to
from valmennus.shared.composed import Parts, composed_once, parted, parts_of
from valmennus.shared.finnish import analyse
from valmennus.shared.search_index import meets
from valmennus.shared.search_text import words_of

# Of each kind, before "show all".
FEW = 5
# A word to suggest is sought in so many titles of a kind.
TITLES = 2000
# Of ten letters two may be wrong.
ALIKE = 75
SUGGESTIONS = 3


class Seeker:
    """Who seeks and when, and the cohorts that the person sees, by their keys.

    They are asked for when a hit names the first; none are for a guest.
    """

    def __init__(self, user, now):
        self.user, self.now = user, now

    @cached_property
    def cohorts(self):
        return {cohort.pk: cohort for cohort in _names_of_cohorts(self.user)}

    @cached_property
    def edits_methods(self):
        return can_edit_methods(self.user)


@composed_once
def _names_of_cohorts(user):
    return Cohort.objects.visible_to(user).only("name", "slug")


@parted(Seeker)
def _parts_of_seeker(seeker):
    person, edits_methods = parts_of(seeker.user), seeker.edits_methods

    def make(values):
        any_seeker = Seeker(person.make(values[1:]), values[0])
        any_seeker.edits_methods = edits_methods
        return any_seeker

    return Parts((person.shape, edits_methods), [seeker.now, *person.values], make)


class Hit(NamedTuple):
    """One row of the page; title, where and excerpt are safe HTML with what was found marked."""

    title: str
    url: str
    where: str
    excerpt: str = ""
    state: str = ""
    language: str = ""


class Kind(NamedTuple):
    """A kind of things: its name in the address, its heading, and how it is found and shown."""

    slug: str
    label: str
    find: Callable
    """The things that a seeker's query finds, the best first: a queryset or a list."""
    first: Callable
    """The first `FEW` of them and perhaps more, as a list."""
    show: Callable
    """One of them as a `Hit`."""
    titles: Callable
    """Querysets of all that the seeker sees, each with `words`: its title or name."""
    public: bool = True
    entries: tuple = ()
    """What the search keeps of such things, where it is worth asking beforehand: see `meets`."""


class Group(NamedTuple):
    """The first hits of one kind, and how many there are in all."""

    kind: Kind
    hits: list
    total: int

    @property
    def has_more(self):
        return self.total > len(self.hits)


def kinds_for(user):
    """The kinds of things that the person can look for; guests those that are public."""
    return [kind for kind in KINDS if kind.public or user.is_authenticated]


def groups(seeker, query):
    """What was found, kind by kind; kinds without anything are left out."""
    made, kinds = [], kinds_for(seeker.user)
    entries = [entry for kind in kinds for entry in kind.entries]
    met = dict(zip(entries, meets(query, entries), strict=True))
    for kind in kinds:
        if kind.entries and not any(met[entry] for entry in kind.entries):
            continue
        rows = kind.first(seeker, query)
        if rows:
            hits = [kind.show(seeker, query, row) for row in rows[:FEW]]
            made.append(Group(kind, hits, getattr(rows[0], "total", len(rows))))
    return made


def _first_of(find):
    """The `first` of a kind that is found by a queryset."""

    @composed_once
    @wraps(find)
    def first(seeker, query):
        return find(seeker, query)[:FEW]

    return first


# --- Suggestions ----------------------------------------------------------------------------


def suggestions(seeker, query):
    """What may have been meant by a query that finds nothing, with words that the person sees.

    At most three queries. A word that is like none in the titles is left out of them.
    """
    words = _words_seen(seeker)
    made = [""]
    for term in query.terms:
        near = process.extract(
            term.word, words, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=SUGGESTIONS
        )
        near = [word for word, _score, _place in near]
        if any(word in term.forms or word.startswith(term.beginnings) for word in near):
            near = [term.word]
        made = [f"{start} {word}".strip() for start in made for word in near or [""]]
        made = made[:SUGGESTIONS]
    typed = " ".join(term.word for term in query.terms)
    return [text for text in made if text not in {"", typed}]


def _words_seen(seeker):
    """The words of the titles and names of what the person sees, and what those are made of.

    One statement.
    """
    words = dict.fromkeys(word for (title,) in _titles_seen(seeker) for word in words_of(title))
    for word in list(words):
        known = analyse(word)
        words |= dict.fromkeys((*known.bases, *known.parts))
    return list(words)


@composed_once
def _titles_seen(seeker):
    shown = [
        things.order_by("-pk").values_list("words")[:TITLES]
        for kind in kinds_for(seeker.user)
        for things in kind.titles(seeker)
    ]
    return shown[0].union(*shown[1:], all=True)


# --- People ---------------------------------------------------------------------------------


def _find_people(seeker, query):
    return search_people(seeker.user, query)


def _show_person(seeker, query, place):
    """To a coordinator with address and job title; to others as the cohort's page tells it."""
    cohort, person = seeker.cohorts[place.cohort_id], place.person
    where = [query.mark(str(place.team.organisation)), place.get_role_display(), cohort.name]
    if place.cohort_id not in roles_of(seeker.user).coordinated:
        title = person.get_full_name() or _("(name not told yet)")
        return Hit(query.mark(title), cohort.get_absolute_url(), _line(where))
    url = reverse("enrolment:person", args=[cohort.slug, place.uuid])
    more = _line([query.mark(person.email), query.mark(place.title)])
    return Hit(query.mark(str(person)), url, _line(where), more, _unless_taking_part(place))


def _unless_taking_part(place):
    return "" if place.takes_part else place.get_state_display()


def _people(seeker):
    names = [
        "person__given_name",
        "person__family_name",
        "team__organisation__name_fi",
        "team__organisation__name_sv",
    ]
    words = Func(*names, template="concat_ws(' ', %(expressions)s)", output_field=TextField())
    return [people_shown_to(seeker.user).annotate(words=words)]


# --- Sessions and materials -----------------------------------------------------------------


def _find_sessions(seeker, query):
    return search_sessions(seeker.user, query)


def _show_session(seeker, query, session):
    where = [capfirst(session.get_kind_display()), _day(session.starts_at)]
    state = ""
    if session.is_cancelled:
        state = _("cancelled")
    elif not session.is_published:
        state = _("draft")
    return Hit(
        query.mark(session.title),
        session.get_absolute_url(),
        _line([*where, _cohort_name(seeker, session)]),
        query.excerpt(session.summary),
        state,
    )


def _sessions(seeker):
    return [CoachingSession.objects.visible_to(seeker.user).annotate(words=F("title"))]


def _find_materials(seeker, query):
    return search_materials(seeker.user, query, seeker.now)


def _show_material(seeker, query, material):
    session = material.session
    where = [material.about, session.title, _day(session.starts_at), _cohort_name(seeker, session)]
    return Hit(
        query.mark(material.title),
        material.href,
        _line(where),
        query.excerpt(material.text),
        _("not visible yet") if material.is_waiting else "",
        "" if material.language == material.Language.OTHER else material.language,
    )


def _materials(seeker):
    return [materials_shown_to(seeker.user, seeker.now).annotate(words=F("title"))]


def _find_tasks(seeker, query):
    return search_tasks(seeker.user, query)


def _show_task(seeker, query, task):
    session = task.session
    where = [session.title, _day(session.starts_at), _cohort_name(seeker, session)]
    return Hit(
        query.mark(task.title),
        task.get_absolute_url(),
        _line(where),
        query.excerpt(task.instruction),
        "" if task.is_published else _("draft"),
    )


def _tasks(seeker):
    return [tasks_shown_to(seeker.user).annotate(words=F("title"))]


def _cohort_name(seeker, session):
    """The name of the session's cohort, where the person belongs to it."""
    cohort = seeker.cohorts.get(session.cohort_id)
    return cohort.name if cohort else ""


def _day(moment):
    return _day_in(localtime(moment).date(), get_language())


@lru_cache(maxsize=1000)
def _day_in(day, language):
    """The day as it is written in the language, which is the page's."""
    return date_format(day, "SHORT_DATE_FORMAT")


# --- Discussions ----------------------------------------------------------------------------


def _find_posts(seeker, query):
    return search_posts(seeker.user, query)


def _show_post(seeker, query, post):
    """With the name of today in the place of a mention."""
    cohort = seeker.cohorts[post.thread.cohort_id]
    where = [query.mark(author_of(post)), _day(post.written_at), cohort.name]
    return Hit(
        query.mark(post.thread.title),
        post.get_absolute_url(),
        _line(where),
        query.excerpt(typed_text(post)),
    )


def _threads(seeker):
    return [Thread.objects.visible_to(seeker.user).annotate(words=F("title"))]


# --- Methods --------------------------------------------------------------------------------


def _find_methods(seeker, query):
    return search_methods(query, drafts=seeker.edits_methods)


def _show_method(seeker, query, method):
    return Hit(
        query.mark(method.name),
        method.get_absolute_url(),
        query.mark(method.tagline),
        query.excerpt(method.purpose, only_found=True),
        "" if method.is_published else _("not published"),
    )


def _methods(seeker):
    methods = Method.objects.all() if seeker.edits_methods else Method.objects.published()
    return [methods.annotate(words=F("name"))]


# --- Programmes and cohorts -----------------------------------------------------------------


def _find_programmes(seeker, query):
    return search_programmes(seeker.user, query)


def _show_programme(seeker, query, row):
    """A programme or a cohort, as a row of `search_programmes`."""
    where = [_("Coaching programme")]
    url = reverse("portal:programmes")
    if row["state"]:
        where = [_("Cohort"), date_format(row["starts_on"], "SHORT_DATE_FORMAT")]
        where.append(str(Cohort.State(row["state"]).label))
        if any(cohort.slug == row["slug"] for cohort in seeker.cohorts.values()):
            url = reverse("portal:cohort", args=[row["slug"]])
        else:
            url = f"{url}#{row['slug']}"
    return Hit(query.mark(row["name"]), url, _line(where), query.excerpt(row["summary"]))


def _programmes(seeker):
    cohorts = cohorts_shown_to(seeker.user)
    return [things.annotate(words=F("name")) for things in (cohorts, Programme.objects.all())]


def _line(parts):
    """The parts that are not empty, with dots between them."""
    line = " · ".join([_escaped(part) for part in parts if part])
    return mark_safe(line)  # noqa: S308 - each part is escaped


def _escaped(text):
    """As `conditional_escape`, which is slow for the many plain texts of a page."""
    return text if isinstance(text, SafeString) else escape(str(text))


KINDS = [
    Kind(
        "henkilot",
        gettext_lazy("People"),
        _find_people,
        _first_of(_find_people),
        _show_person,
        _people,
        public=False,
        entries=(EnrolmentSearch,),
    ),
    Kind(
        "tapaamiset",
        gettext_lazy("Coaching sessions"),
        _find_sessions,
        _first_of(_find_sessions),
        _show_session,
        _sessions,
    ),
    Kind(
        "aineistot",
        gettext_lazy("Materials"),
        _find_materials,
        _first_of(_find_materials),
        _show_material,
        _materials,
        public=False,
    ),
    Kind(
        "tehtavat",
        gettext_lazy("Tasks"),
        _find_tasks,
        _first_of(_find_tasks),
        _show_task,
        _tasks,
        public=False,
    ),
    Kind(
        "keskustelut",
        gettext_lazy("Discussions"),
        _find_posts,
        _first_of(_find_posts),
        _show_post,
        _threads,
        public=False,
    ),
    Kind(
        "menetelmat",
        gettext_lazy("Methods"),
        _find_methods,
        _first_of(_find_methods),
        _show_method,
        _methods,
        entries=(MethodSearch,),
    ),
    Kind(
        "valmennukset",
        gettext_lazy("Programmes and cohorts"),
        _find_programmes,
        # They are few, and come as a list.
        _find_programmes,
        _show_programme,
        _programmes,
        entries=(CohortSearch, ProgrammeSearch),
    ),
]
