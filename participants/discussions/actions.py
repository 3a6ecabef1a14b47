"""Opening threads, writing in them, looking after them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.actions import NotPossible
from participants.cohorts.permissions import refuse_archived
from valmennus.shared import counting, history, uploads
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import refuse_stale

from . import mails, queries
from .models import Post, PostFile, PostMention, PostReport, Thread, ThreadReader
from .permissions import can_edit, can_write_in

__all__ = ["NotPossible"]


def open_thread(*, cohort, title, home, by, team=None, audience=Thread.Audience.COHORT):
    """Open a thread of the cohort about the thing of this title, whose page is at `home`.

    A team's thread has the audience of the team. Effects: the thread, one line of history. Call it
    in the transaction that lets the thing lead to the thread.
    """
    if team is not None:
        audience = Thread.Audience.TEAM
    thread = Thread.objects.create(
        cohort=cohort, team=team, audience=audience, title=title[:200], home=home
    )
    history.record(actor=by, verb="thread.opened", subject=thread)
    return thread


@transaction.atomic
def begin(*, subject, by, post, followers=(), **about):
    """Write the first post about a thing that has no thread yet; whoever is second joins in.

    `subject` is a `Discussed`, `about` what `open_thread` takes, `post` what `add_post` takes;
    `followers` are people who follow the new thread until they mute it. Effects: those of the two.
    Returns the post.
    """
    _lock_person(by)
    waiting = type(subject)._base_manager.select_for_update(of=("self",))
    current = waiting.get(pk=subject.pk)
    if current.thread_id is None:
        if not can_write_in(by, about["cohort"]):
            raise PermissionDenied
        current.thread = open_thread(by=by, **about)
        current.save(update_fields=["thread"])
        ThreadReader.objects.bulk_create(
            ThreadReader(thread=current.thread, user=one, follows=True) for one in followers
        )
    return add_post(thread=current.thread, by=by, **post)


@transaction.atomic
def add_post(*, thread, text, by, people=(), once=None, files=()):
    """Write a post at the end of the thread; the same `once` twice gives the one that is there.

    `text` is kept as it is, with mentions as `mentions.find` makes them; `people` are those who
    are mentioned, `files` checked uploads. Effects: the post with its number, its files; the
    author follows the thread unless it is muted; a mail to those who are mentioned; one line of
    history. Raises `NotPossible` where the thread is closed.
    """
    _lock_person(by)
    thread = Thread.objects.lock(thread)
    written = Post.objects.filter(once=once).first() if once else None
    if written is not None and written.author_id == by.pk:
        written.thread = thread
        return written
    refuse_archived(thread.cohort)
    if not can_write_in(by, thread.cohort):
        raise PermissionDenied
    if thread.is_closed:
        raise NotPossible(_("This discussion was closed meanwhile. Your text is below: copy it."))
    post = Post.objects.create(
        thread=thread,
        number=thread.last_number + 1,
        author=by,
        text=text,
        once=None if written else once,
    )
    thread.last_number = post.number
    thread.posts_count += 1
    thread.last_post_at = post.written_at
    thread.save(update_fields=["last_number", "posts_count", "last_post_at"])
    stored = [uploads.store(file) for file in files]
    PostFile.objects.bulk_create(PostFile(post=post, file=file) for file in stored)
    _mention(post, people)
    ThreadReader.objects.bulk_create(
        [ThreadReader(thread=thread, user=by, follows=True)], ignore_conflicts=True
    )
    ThreadReader.objects.filter(thread=thread, user=by, follows=None).update(follows=True)
    history.record(actor=by, verb="post.added", subject=thread, data={"number": post.number})
    reindex(post)
    return post


def _lock_person(person):
    """Hold the account, so that an erasure waits; an account that was erased writes nothing."""
    held = User.objects.select_for_update(no_key=True).filter(pk=person.pk, erased_at=None)
    if not held.exists():
        raise PermissionDenied


def _mention(post, people):
    """Note who is mentioned, and tell those who were not before and have not muted the thread."""
    before = set(post.mentions.values_list("user", flat=True))
    now = {person.pk for person in people}
    if not before and not now:
        return
    post.mentions.exclude(user__in=now).delete()
    new = [person for person in people if person.pk not in before]
    # First of all: it holds the accounts, as an erasure does before it goes on.
    PostMention.objects.bulk_create(PostMention(post=post, user=person) for person in new)
    told = [person for person in new if person.pk != post.author_id]
    if not told:
        return
    readers = ThreadReader.objects.filter(thread=post.thread, user__in=told)
    muted = set(readers.filter(follows=False).values_list("user", flat=True))
    told = [person for person in told if person.pk not in muted]
    names = {str(person.uuid): str(person) for person in people}
    mails.send_mentioned(post, told, names=names)
    # This mail is the one that waits until the person has read the thread.
    ThreadReader.objects.bulk_create(
        [ThreadReader(thread=post.thread, user=person) for person in told], ignore_conflicts=True
    )
    readers.filter(user__in=told, told_to__lt=post.number).update(told_to=post.number)


@transaction.atomic
def change_post(*, post, text, by, people=(), seen=None):
    """Save another text of the person's own post, and mark it as edited.

    Effects: the text, a mail to those who are mentioned only now, one line of history. Nothing
    happens where the text is the same. Raises `StaleForm`, and `NotPossible` where the post was
    deleted or the thread closed meanwhile.
    """
    _lock_person(by)
    thread, current = _lock(post)
    refuse_archived(thread.cohort)
    if current.author_id != by.pk:
        raise PermissionDenied
    if not can_edit(by, current):
        raise NotPossible(
            _("The post was deleted meanwhile.")
            if current.is_deleted
            else _("This discussion was closed meanwhile. Your text is below: copy it.")
        )
    refuse_stale(current, seen)
    if text == current.text:
        return current
    current.text, current.edited_at = text, timezone.now()
    current.save(update_fields=["text", "edited_at", "changed_at"])
    _mention(current, people)
    history.record(actor=by, verb="post.changed", subject=thread, data={"number": current.number})
    reindex(current)
    return current


def _lock(post):
    """The thread and the post as they stand, held until the end of the transaction."""
    thread = Thread.objects.lock(post.thread)
    current = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    current.thread = thread
    return thread, current


@transaction.atomic
def delete_post(*, post, by):
    """Take the post's text and files away; its place stays. A second time nothing happens.

    Effects: no text, files and mentions; reports of it are handled; one line of history.
    """
    thread, current = _lock(post)
    refuse_archived(thread.cohort)
    if current.is_deleted:
        return current
    own = current.author_id == by.pk
    data = {"number": current.number} | ({} if own else history.about(current.author))
    _empty(current, by)
    thread.posts_count -= 1
    thread.save(update_fields=["posts_count"])
    verb = "post.deleted" if own else "post.removed"
    history.record(actor=by, verb=verb, subject=thread, data=data)
    return current


def _empty(post, by):
    post.text, post.deleted_at, post.deleted_by = "", timezone.now(), by
    post.save(update_fields=["text", "deleted_at", "deleted_by", "changed_at"])
    post.mentions.all().delete()
    _discard(PostFile.objects.filter(post=post))
    post.reports.filter(handled_at=None).update(
        handled_at=post.deleted_at, handled_by=by, outcome=PostReport.Outcome.REMOVED
    )
    reindex(post)


def _discard(files):
    stored = [one.file for one in files.select_related("file")]
    files.delete()
    for file in stored:
        uploads.discard(file)


@transaction.atomic
def close_thread(*, thread, by):
    """Let nobody write in the thread any more; it is read on. Effects: one line of history."""
    current = Thread.objects.lock(thread)
    refuse_archived(current.cohort)
    if not current.is_closed:
        current.closed_at, current.closed_by = timezone.now(), by
        current.save(update_fields=["closed_at", "closed_by"])
        history.record(actor=by, verb="thread.closed", subject=current)


@transaction.atomic
def reopen_thread(*, thread, by):
    """Let people write in the thread again. Effects: one line of history."""
    current = Thread.objects.lock(thread)
    refuse_archived(current.cohort)
    if current.is_closed:
        current.closed_at = current.closed_by = None
        current.save(update_fields=["closed_at", "closed_by"])
        history.record(actor=by, verb="thread.reopened", subject=current)


@transaction.atomic
def follow(*, thread, by, follows):
    """Let mail of the thread come to the person, or none. Effects: that, one line of history."""
    refuse_archived(thread.cohort)
    reader, is_new = ThreadReader.objects.get_or_create(
        thread=thread, user=by, defaults={"follows": follows}
    )
    if is_new or reader.follows != follows:
        ThreadReader.objects.filter(pk=reader.pk).update(follows=follows)
        verb = "thread.followed" if follows else "thread.muted"
        history.record(actor=by, verb=verb, subject=thread)


def note_read(*, reader, number):
    """Remember that the person has read the thread up to this post. Effects: that alone."""
    if number <= reader.read_to:
        return
    if reader.pk is None:
        made = [ThreadReader(thread=reader.thread, user=reader.user, read_to=number)]
        ThreadReader.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["thread", "user"],
            update_fields=["read_to"],
        )
    else:
        ThreadReader.objects.filter(pk=reader.pk, read_to__lt=number).update(read_to=number)


@transaction.atomic
def rename_thread(*, thread_id, title):
    """Let the thread have the new title of what is discussed. Effects: that alone."""
    if thread_id is not None:
        Thread.objects.filter(pk=thread_id).update(title=title[:200])


@transaction.atomic
def move_mentions(*, kept, lost):
    """Let every mention of one account name the other one, with which it becomes one.

    Effects: the texts. Call it before the mentions themselves are moved.
    """
    old, new = (Value(f"@[{one.uuid}]") for one in (lost, kept))
    Post.objects.filter(mentions__user=lost).update(text=Replace("text", old, new))


@transaction.atomic
def report_post(*, post, reason, by):
    """Ask the coordinators to look at a post; a second time, while it waits, nothing happens.

    Effects: the report, a mail to the coordinators, one line of history. Returns whether it is new.
    """
    _lock_person(by)
    thread, current = _lock(post)
    refuse_archived(thread.cohort)
    if current.is_deleted or current.reports.filter(by=by, handled_at=None).exists():
        return False
    report = PostReport.objects.create(post=current, by=by, reason=reason)
    mails.send_reported(report, url=reverse("discussions:reports", args=[thread.cohort.slug]))
    history.record(actor=by, verb="post.reported", subject=thread, data={"number": current.number})
    return True


@transaction.atomic
def handle_report(*, report, remove, by):
    """Remove the reported post or leave it; all reports of it are handled by this.

    Effects: those of `delete_post` where it is removed; else one line of history. A report that is
    handled already stays as it is.
    """
    thread, current = _lock(report.post)
    refuse_archived(thread.cohort)
    waiting = current.reports.filter(handled_at=None)
    if not waiting.filter(pk=report.pk).exists():
        return
    if remove:
        delete_post(post=current, by=by)
    outcome = PostReport.Outcome.REMOVED if remove else PostReport.Outcome.LEFT
    waiting.update(handled_at=timezone.now(), handled_by=by, outcome=outcome)
    if not remove:
        data = {"number": current.number} | history.about(current.author)
        history.record(actor=by, verb="post.left", subject=thread, data=data)


def send_due():
    """Mail those who follow threads what is new there, once until they have read it.

    Effects: the mails, and up to which post each reader has been told; a thread at a time.
    """
    waiting = {}
    for reader in queries.readers_to_tell(timezone.now()):
        waiting.setdefault(reader.thread_id, []).append(reader.pk)
    for key, readers in waiting.items():
        _tell(key, readers)


@transaction.atomic
def _tell(key, keys):
    thread = Thread.objects.select_related("cohort__programme").get(pk=key)
    # Another worker, or the reader's own page, may have been here meanwhile.
    due = queries.readers_to_tell(timezone.now()).filter(pk__in=keys).select_for_update(
        of=("self",), skip_locked=True
    ).select_related("user")  # fmt: skip
    seeing = set(queries.people_of(thread).values_list("pk", flat=True))
    readers = [reader for reader in due if reader.user_id in seeing]
    if not readers:
        return
    first = min(reader.read_to for reader in readers)
    posts = list(
        thread.posts.filter(number__gt=first, deleted_at=None)
        .select_related("author", "thread")
        .order_by("number")
    )
    unread = []
    for reader in readers:
        new = [p for p in posts if p.number > reader.read_to and p.author_id != reader.user_id]
        if new:
            unread.append((reader.user, new))
    mails.send_posted(thread, unread)
    if posts:
        told = [reader.pk for reader in readers]
        ThreadReader.objects.filter(pk__in=told).update(told_to=posts[-1].number)


def erase_person(*, user, texts):
    """Take the person out of the discussions; what was said stays, as an erased person's.

    Effects: reading and following are gone; the person's `texts` (name, addresses, phone) give way
    to a dash in every post and report; the reasons of the person's own reports are gone. Call it
    in the transaction of the erasure.
    """
    ThreadReader.objects.filter(user=user).delete()
    PostReport.objects.filter(by=user).update(reason="")
    named = Q()
    for text in texts:
        named |= Q(text__icontains=text)
    changed = []
    if named:
        for post in Post.objects.filter(named).select_for_update().order_by("pk"):
            post.text = history.without(post.text, texts)
            post.save(update_fields=["text", "changed_at"])
            changed.append(post)
        for report in PostReport.objects.exclude(reason=""):
            cleaned = history.without(report.reason, texts)
            if cleaned != report.reason:
                PostReport.objects.filter(pk=report.pk).update(reason=cleaned)
    # What the mentions of the person show has changed too.
    changed += Post.objects.filter(mentions__user=user)
    if changed:
        reindex(*changed)


@transaction.atomic
def forget(*, cohort):
    """Forget what was said in the cohort: texts, files, reports, who has read what.

    That somebody said something, and when, stays. Returns how many of each, as
    `queries.to_forget` does.
    """
    counts = counting.counts_of(**queries.to_forget(cohort))
    posts = Post.objects.filter(thread__cohort=cohort)
    _discard(PostFile.objects.filter(post__in=posts))
    PostMention.objects.filter(post__in=posts).delete()
    PostReport.objects.filter(post__in=posts).delete()
    ThreadReader.objects.filter(thread__cohort=cohort).delete()
    emptied = list(posts.filter(deleted_at=None))
    posts.filter(deleted_at=None).update(text="", deleted_at=timezone.now())
    Thread.objects.filter(cohort=cohort).update(posts_count=0)
    if emptied:
        reindex(*emptied)
    return counts
