"""What is new in a person's cohorts."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole
from participants.discussions.queries import new_posts_since
from participants.messages.models import DigestChoice
from sessions.schedule.material_models import Material
from sessions.schedule.models import CoachingSession, SessionSeen
from sessions.schedule.queries import visible_materials
from sessions.tasks.models import Task
from valmennus.shared import post
from valmennus.shared.models import Act, MailStop

from .models import DigestSent

# The first digest tells of the last week.
FIRST = datetime.timedelta(days=7)
# Who wants digests again after a long time gets none of everything that was in between.
MOST = datetime.timedelta(days=28)
# Monday is 0.
TUESDAY, HOUR = 1, 8
# So much after the hour the digest may still go, where the worker was away.
LATEST = datetime.timedelta(hours=12)
CHANGED = ["session.changed", "session.cancelled", "session.restored"]


def readers(now):
    """The people to whom a digest may go now, with the moment up to which they have been told.

    Each has `.told_until` and `.often`. Those who have stopped digests are left out.
    """
    stopped = MailStop.objects.filter(what="digest").values("reader_uuid")
    people = (
        User.objects.filter(
            cohort_roles__role=CohortRole.Role.PARTICIPANT,
            cohort_roles__cohort__state__in=[Cohort.State.OPEN, Cohort.State.RUNNING],
            is_active=True,
            erased_at=None,
        )
        .exclude(uuid__in=stopped)
        .select_related("digest_choice", "digest_sent")
        .distinct()
        .order_by("pk")
    )
    for user in people.iterator(chunk_size=500):
        choice = getattr(user, "digest_choice", None)
        sent = getattr(user, "digest_sent", None)
        user.often = choice.often if choice else DigestChoice.Often.WEEKLY
        user.told_until = sent.until if sent else now - FIRST
        if is_due(user.often, user.told_until, now):
            yield user


def is_due(often, told_until, now):
    """Whether a digest goes now to one who gets them so often and was told until then."""
    if often == DigestChoice.Often.AT_ONCE:
        return True
    local = timezone.localtime(now)
    if often == DigestChoice.Often.WEEKLY and local.weekday() != TUESDAY:
        return False
    goes = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return goes <= local < goes + LATEST and told_until < goes


def news_of(user, since, until):
    """What has become new in the person's cohorts, as (cohort, rows) pairs; empty where nothing.

    Rows are those of `post.items`, in the person's language. What the person has looked at on the
    site since is left out.
    """
    cohorts = Cohort.objects.filter(
        roles__user=user,
        roles__role=CohortRole.Role.PARTICIPANT,
        state__in=[Cohort.State.OPEN, Cohort.State.RUNNING],
    ).select_related("programme")
    sessions = list(
        CoachingSession.objects.published().filter(cohort__in=cohorts).order_by("starts_at", "pk")
    )
    threads = new_posts_since(user, cohorts, since, until)
    if not sessions and not threads:
        return []
    seen = dict(
        SessionSeen.objects.filter(user=user, session__in=sessions).values_list("session", "at")
    )
    changes = _latest_changes(sessions, since, until)
    shown = Material.objects.filter(
        Q(added_at__gt=since, added_at__lte=until)
        | Q(visible_from__gt=since, visible_from__lte=until),
        session__in=sessions,
    )
    materials = list(visible_materials(shown))
    tasks = list(
        Task.objects.filter(
            session__in=sessions, published_at__gt=since, published_at__lte=until
        ).order_by("order", "pk")
    )
    rows = {}
    with translation.override(user.language):
        for session in sessions:
            looked = seen.get(session.pk, since)
            mine = rows.setdefault(session.cohort_id, [])
            if since < session.published_at <= until and looked < session.published_at:
                mine.append(_session_row(_("New session: %(title)s"), session, user))
            elif changes.get(session.uuid, since) > looked:
                words = (
                    _("Cancelled: %(title)s") if session.is_cancelled else _("Changed: %(title)s")
                )
                mine.append(_session_row(words, session, user))
            for one in materials:
                if (
                    one.session_id == session.pk
                    and max(one.added_at, one.visible_from or one.added_at) > looked
                ):
                    address = post.page(reverse("coaching:material", args=[one.uuid]))
                    title = _("New material: %(title)s") % {"title": one.title}
                    mine.append((title, session.title, address))
            for task in tasks:
                if task.session_id == session.pk and task.published_at > looked:
                    title = _("New task: %(title)s") % {"title": task.title}
                    mine.append((title, session.title, post.page(task.get_absolute_url())))
        for thread in threads:
            address = post.page(thread.get_absolute_url())
            rows.setdefault(thread.cohort_id, []).append((_new_posts(thread), "", address))
    return [(cohort, rows[cohort.pk]) for cohort in cohorts if rows.get(cohort.pk)]


def _new_posts(thread):
    words = ngettext(
        "%(number)s new post in the discussion: %(title)s",
        "%(number)s new posts in the discussion: %(title)s",
        thread.number,
    )
    return words % {"number": thread.number, "title": thread.title}


def _session_row(words, session, user):
    when = post.moment(session.starts_at, user.language)
    return words % {"title": session.title}, when, post.page(session.get_absolute_url())


def _latest_changes(sessions, since, until):
    """When each session was last changed in the time, by its uuid."""
    acts = Act.objects.filter(
        subject_uuid__in=[one.uuid for one in sessions],
        verb__in=CHANGED,
        at__gt=since,
        at__lte=until,
    )
    return dict(acts.order_by("at").values_list("subject_uuid", "at"))


def told_until(user):
    """The moment up to which the person has been told, or None."""
    return DigestSent.objects.filter(user=user).values_list("until", flat=True).first()
