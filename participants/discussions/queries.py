"""What the pages of discussions need, one function for each need."""

import datetime
import re
from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from participants.accounts.models import NAMED, User, name_of
from participants.cohorts.models import Cohort, CohortRole, roles_of
from participants.enrolment.models import Enrolment
from valmennus.shared import richtext
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.composed import composed_once
from valmennus.shared.search_index import found

from . import mentions
from .models import (
    ON_PAGE,
    Post,
    PostFile,
    PostMention,
    PostReport,
    Thread,
    ThreadReader,
    page_of,
    shown_to,
)
from .permissions import can_delete, can_edit

# Edits of the first minutes count before anybody is mailed.
SETTLED = datetime.timedelta(minutes=5)
# What nobody was told of in this time, as the worker was away, the digest and the page tell.
LATEST = datetime.timedelta(days=3)
# So many of the new posts stand in a mail, with so much of each.
IN_MAIL, EXCERPT = 5, 240
# So many threads with new posts stand on a person's own page.
MOST_UNREAD = 5
_PERSON = [f"author__{name}" for name in ("uuid", *NAMED)]
_MARKS = re.compile(r"^\s*(?:[-+*>#]+|\d+[.)])\s+|\*\*|__|`", re.MULTILINE)


# --- Threads as the pages of their subjects show them ----------------------------------------


def with_thread(subjects, user):
    """The things, each with `posts_count` and `new_posts` of its thread; no statement more.

    `new_posts` is how many posts the person has not read. Both are None where there is no thread.
    """
    return subjects.annotate(
        posts_count=F("thread__posts_count"), new_posts=_new_posts(user, "thread")
    )


def _new_posts(user, way):
    read = ThreadReader.objects.filter(thread=OuterRef(way), user=user.pk).values("read_to")
    last = f"{way}__last_number" if way != "pk" else "last_number"
    return F(last) - Coalesce(Subquery(read), 0)


def threads_of(user):
    """The threads of the person's cohorts with posts, the latest first, each with `new_posts`."""
    return (
        Thread.objects.visible_to(user)
        .filter(posts_count__gt=0)
        .select_related("cohort", "team__organisation")
        .annotate(new_posts=_new_posts(user, "pk"))
        .order_by("-last_post_at", "-pk")
    )


@composed_once
def unread_threads(user):
    """The five latest threads in which something is new to the person, each with `new_posts`."""
    muted = ThreadReader.objects.filter(user=user.pk, follows=False).values("thread")
    unread = threads_of(user).filter(new_posts__gt=0).exclude(pk__in=muted)
    return unread.select_related(None).only("uuid", "title")[:MOST_UNREAD]


def reader_of(thread, user):
    """How far the person has read; one that is not kept yet where the person never was here."""
    kept = ThreadReader.objects.filter(thread=thread, user=user).first()
    return kept or ThreadReader(thread=thread, user=user)


# --- A page of posts --------------------------------------------------------------------------


class ShownPost:
    """One post as the page draws it for one person."""

    def __init__(self, post, *, author, names, files, is_new, may_edit, may_delete, may_report):
        self.uuid, self.thread_uuid = post.uuid, post.thread.uuid
        self.number, self.anchor = post.number, post.anchor
        self.text, self.names = post.text, names
        self.name, self.team, self.staff = author
        self.initials = "".join(word[0] for word in self.name.split()[:2]).upper()
        self.written_at, self.edited_at = post.written_at, post.edited_at
        self.is_deleted = post.is_deleted
        self.deleted_by_author = post.deleted_by_id == post.author_id
        self.files, self.is_new = files, is_new
        self.may_edit, self.may_delete, self.may_report = may_edit, may_delete, may_report

    def values_shown(self):
        """See `remember`."""
        return vars(self)

    @property
    def html(self):
        return mentions.marked(richtext.to_html(self.text), self.names)


def thread_page(thread, user, reader, number=None):
    """One page of the thread: `posts`, and `page` for the links to the others.

    Without a number it is the one on which the person goes on reading. At most five statements,
    whatever stands there.
    """
    pages = Paginator(range(1, thread.last_number + 1), ON_PAGE)
    if number is None:
        number = page_of(min(reader.read_to + 1, thread.last_number))
    page = pages.get_page(number)
    numbers = page.object_list
    posts = []
    if numbers:
        rows = thread.posts.filter(number__gte=numbers[0], number__lte=numbers[-1])
        posts = _shown(rows, thread, user, reader.read_to)
    new = [post for post in posts if post.is_new]
    # Where all that is new stands here, it is counted without the person's own and what is gone.
    all_here = posts and posts[0].number <= reader.read_to + 1 and page.number == pages.num_pages
    return SimpleNamespace(
        page=page,
        posts=posts,
        is_last=page.number == pages.num_pages,
        new=len(new) if all_here else thread.last_number - reader.read_to,
        first_new=new[0] if new else None,
        last_number=posts[-1].number if posts else 0,
    )


def posts_after(thread, user, number):
    """The posts of the thread after this number, at most a page of them; all of them are new."""
    if number >= thread.last_number:
        return []
    return _shown(thread.posts.filter(number__gt=number), thread, user, number)


def _shown(rows, thread, user, read_to):
    posts = list(
        rows.select_related("author")
        .annotate(has_files=Exists(PostFile.objects.filter(post=OuterRef("pk"))))
        .only(
            *("uuid", "thread_id", "number", "text", "written_at", "edited_at", "deleted_at"),
            *("deleted_by_id", *_PERSON),
        )
        .order_by("number")[:ON_PAGE]
    )
    authors = _authors(thread, {post.author_id for post in posts})
    names = names_in(post.text for post in posts)
    files = _files([post.pk for post in posts if post.has_files])
    made = []
    for post in posts:
        post.thread = thread
        team, staff = authors.get(post.author_id, ("", ""))
        own, may_delete = post.author_id == user.pk, can_delete(user, post)
        # Who may remove a post need not ask for it.
        may_report = not (own or may_delete or post.is_deleted or thread.is_archived)
        mentioned = {uuid: names[uuid] for uuid in mentions.uuids_in(post.text) if uuid in names}
        made.append(
            ShownPost(
                post,
                author=(str(post.author), team, staff),
                names=mentioned,
                files=files.get(post.pk, []),
                is_new=post.number > read_to and not own and not post.is_deleted,
                may_edit=can_edit(user, post),
                may_delete=may_delete,
                may_report=may_report,
            )
        )
    return made


def _authors(thread, keys):
    """Team and task of these people in the thread's cohort, in words, by their keys."""
    made = {}
    places = Enrolment.objects.filter(cohort=thread.cohort_id, person__in=keys)
    for place in places.select_related("team__organisation").only(
        "person_id", "team__organisation__name_fi", "team__organisation__name_sv"
    ):
        made[place.person_id] = (str(place.team.organisation), "")
    roles = CohortRole.objects.filter(
        cohort=thread.cohort_id, user__in=keys, role__in=CohortRole.STAFF_ROLES
    )
    # A coordinator who coaches too is told as the coordinator.
    for role in sorted(roles, key=lambda one: one.role):
        made[role.user_id] = (made.get(role.user_id, ("", ""))[0], role.get_role_display())
    return made


def names_in(texts):
    """The names of those who are mentioned in the kept texts, by uuid."""
    uuids = {uuid for text in texts for uuid in mentions.uuids_in(text)}
    if not uuids:
        return {}
    people = User.objects.filter(uuid__in=uuids).only("uuid", *NAMED)
    return {str(person.uuid): str(person) for person in people}


def _files(keys):
    if not keys:
        return {}
    made = {}
    for one in PostFile.objects.filter(post__in=keys).select_related("file"):
        shown = SimpleNamespace(
            uuid=one.uuid, name=one.file.name, kind=one.file.kind, size=one.file.size
        )
        made.setdefault(one.post_id, []).append(shown)
    return made


def excerpt(text, names, most=EXCERPT):
    """The beginning of a kept text in one line, without the marks of Markdown."""
    plain = " ".join(_MARKS.sub("", mentions.typed(text, names)).split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0] + " …"


# --- People -----------------------------------------------------------------------------------


def people_of(thread):
    """The people who see the thread and may sign in."""
    roles = CohortRole.objects.filter(cohort=thread.cohort_id)
    staff = Q(pk__in=roles.filter(role__in=CohortRole.STAFF_ROLES).values("user"))
    if thread.audience == Thread.Audience.COACHES or thread.cohort.state == Cohort.State.DRAFT:
        seen = staff
    elif thread.audience == Thread.Audience.TEAM:
        team = Enrolment.objects.taking_part().filter(team=thread.team_id)
        seen = staff | Q(pk__in=team.values("person"))
    else:
        seen = Q(pk__in=roles.values("user"))
    return User.objects.filter(seen, is_active=True, erased_at=None)


def named_in(thread, user):
    """Those others whom a post of the thread may mention, as `[name, teams]` in Finnish order.

    Namesakes are one row with the teams of all: the form asks which one is meant. Who has told no
    name cannot be mentioned.
    """
    people = list(
        people_of(thread)
        .exclude(pk=user.pk)
        .exclude(given_name="", family_name="")
        .order_by(FinnishOrder("given_name"), FinnishOrder("family_name"), "pk")
        .only(*NAMED)
    )
    authors = _authors(thread, {person.pk for person in people})
    rows = {}
    for person in people:
        team, staff = authors.get(person.pk, ("", ""))
        rows.setdefault(person.get_full_name(), []).append(team or staff)
    return [[name, " / ".join(filter(None, teams))] for name, teams in rows.items()]


def readers_to_tell(now):
    """Who follows a thread in which others have posted, and has not been told since reading it."""
    unread = Post.objects.filter(
        thread=OuterRef("thread"),
        number__gt=OuterRef("read_to"),
        deleted_at=None,
        written_at__lte=now - SETTLED,
    ).exclude(author=OuterRef("user"))
    return (
        ThreadReader.objects.filter(
            Exists(unread),
            thread__last_post_at__gte=now - LATEST,
            thread__last_number__gt=F("read_to"),
            told_to__lte=F("read_to"),
            follows=True,
        )
        .exclude(thread__cohort__state=Cohort.State.ARCHIVED)
        .order_by("thread", "pk")
    )


# --- The digest, the search, the coordinator ---------------------------------------------------


def new_posts_since(user, cohorts, since, until):
    """Threads in which others have posted in the time, each with `number` of new posts.

    The person has not read these posts, and gets no mail of their own of the thread. One
    statement.
    """
    mine = ThreadReader.objects.filter(thread=OuterRef("pk"), user=user.pk)
    new = Q(
        posts__written_at__gt=since,
        posts__written_at__lte=until,
        posts__deleted_at=None,
        posts__number__gt=Coalesce(Subquery(mine.values("read_to")), 0),
    )
    threads = (
        Thread.objects.visible_to(user)
        .filter(cohort__in=cohorts, last_post_at__gt=since)
        .exclude(Exists(mine.filter(follows__isnull=False)))
        .annotate(number=Count("posts", filter=new & ~Q(posts__author=user.pk)))
        .filter(number__gt=0)
    )
    return list(threads.order_by("last_post_at", "pk"))


def search_posts(user, query):
    """The posts that the query finds, as `search_index.found` gives them; latest first.

    What is told of people is fetched for the posts that are asked for, not for all that are found.
    """
    mentioned = PostMention.objects.filter(post=OuterRef("pk"))
    told = {name: f"user__{name}" for name in ("uuid", *NAMED)}
    author = User.objects.filter(pk=OuterRef("author"))
    posts = (
        Post.objects.filter(shown_to(user, "thread__"), deleted_at=None)
        # Said twice: the entries of the own cohorts are the way to the posts.
        .filter(search_entry__cohort__in=roles_of(user).visible)
        .select_related("thread")
        .annotate(
            mentioned=ArraySubquery(mentioned.values(told=JSONObject(**told))),
            written_by=Subquery(author.values(told=JSONObject(**{name: name for name in NAMED}))),
        )
        .only(
            *("uuid", "number", "text", "written_at"),
            *("thread__uuid", "thread__title", "thread__cohort_id"),
        )
    )
    return found(posts, query.in_texts(), "-written_at", "pk")


def typed_text(post):
    """The post's text with the names of today, for a post of `search_posts`."""
    return mentions.typed(post.text, {one["uuid"]: _name(one) for one in post.mentioned})


def author_of(post):
    """The name of who wrote it, for a post of `search_posts`."""
    return _name(post.written_by)


def _name(told):
    return name_of(*(told[name] for name in NAMED))


def reports_of(cohort):
    """What was reported in the cohort: first what waits, then what was handled, newest first."""
    reports = list(
        PostReport.objects.filter(post__thread__cohort=cohort)
        .select_related("post__thread", "post__author", "by", "handled_by")
        .order_by(F("handled_at").desc(nulls_first=True), "-made_at")[:200]
    )
    names = names_in(report.post.text for report in reports)
    for report in reports:
        report.excerpt = excerpt(report.post.text, names)
    return reports


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    posts = Post.objects.filter(thread__cohort=cohort)
    return {
        "posts": posts.filter(deleted_at=None),
        "post_files": PostFile.objects.filter(post__in=posts),
        "post_reports": PostReport.objects.filter(post__in=posts),
    }
