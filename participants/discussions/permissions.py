"""Who reads a thread, who writes in it, and who looks after it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.cohorts.models import Cohort, CohortRole, roles_of
from participants.cohorts.permissions import (
    get_changeable_cohort,
    get_coordinated_cohort,
    refuse_archived,
    roles_in,
)
from participants.enrolment.models import Enrolment

from .models import Post, PostFile, PostReport, Thread

WRITERS = {
    CohortRole.Role.PARTICIPANT,
    CohortRole.Role.COACH,
    CohortRole.Role.COORDINATOR,
}


def get_thread_for(user, uuid):
    """The thread, if the person sees it, with cohort and team; else 404."""
    threads = Thread.objects.visible_to(user).select_related("cohort", "team__organisation")
    return get_object_or_404(threads, uuid=uuid)


def get_changeable_thread(user, uuid):
    """The thread, if the person sees it and its cohort still changes; else 404 or 403."""
    thread = get_thread_for(user, uuid)
    refuse_archived(thread.cohort)
    return thread


def get_moderated_thread(user, uuid):
    """The thread, if the person looks after it; 403 to those who only see it, else 404."""
    thread = get_changeable_thread(user, uuid)
    if not can_moderate(user, thread):
        raise PermissionDenied
    return thread


def sees_audience(user, cohort, team, audience):
    """Whether the person would see a thread of the cohort for this audience."""
    roles = roles_of(user)
    if cohort.pk not in roles.visible:
        return False
    if cohort.pk in roles.running or audience == Thread.Audience.COHORT:
        return True
    if audience != Thread.Audience.TEAM:
        return False
    return Enrolment.objects.taking_part().filter(person=user, team=team).exists()


def can_write_in(user, cohort):
    """Whether the person may write in discussions of the cohort: it still changes and the person
    takes part in it or runs it. An earlier participant reads.
    """
    return cohort.state != Cohort.State.ARCHIVED and bool(roles_in(user, cohort) & WRITERS)


def can_post(user, thread):
    """Whether the person, who sees the thread, may write in it now."""
    return not thread.is_closed and can_write_in(user, thread.cohort)


def can_moderate(user, thread):
    """Those who run the cohort close its threads and remove posts, until it is archived."""
    return (
        thread.cohort.state != Cohort.State.ARCHIVED and thread.cohort_id in roles_of(user).running
    )


def can_edit(user, post):
    """Whether the person may change the post: the own one, while the thread is written in."""
    return post.author_id == user.pk and not post.is_deleted and can_post(user, post.thread)


def can_delete(user, post):
    """Whether the person may delete the post: the own one, or any for who runs the cohort."""
    if post.is_deleted or post.thread.is_archived:
        return False
    return post.author_id == user.pk or can_moderate(user, post.thread)


def get_post_for(user, thread_uuid, uuid):
    """The post of the thread, if the person sees that; else 404."""
    thread = get_thread_for(user, thread_uuid)
    post = get_object_or_404(Post.objects.select_related("author"), thread=thread, uuid=uuid)
    post.thread = thread
    return post


def get_editable_post(user, thread_uuid, uuid):
    """The person's own post; 403 to those who only read it, else 404."""
    post = get_post_for(user, thread_uuid, uuid)
    refuse_archived(post.thread.cohort)
    if post.author_id != user.pk or post.is_deleted:
        raise PermissionDenied
    return post


def get_deletable_post(user, thread_uuid, uuid):
    """The post, if the person may delete it; 403 to those who only read it, else 404."""
    post = get_post_for(user, thread_uuid, uuid)
    refuse_archived(post.thread.cohort)
    if not can_delete(user, post):
        raise PermissionDenied
    return post


def get_reportable_post(user, thread_uuid, uuid):
    """The post of another, for whoever sees it; 403 for the own and a deleted one, else 404."""
    post = get_post_for(user, thread_uuid, uuid)
    refuse_archived(post.thread.cohort)
    if post.author_id == user.pk or post.is_deleted:
        raise PermissionDenied
    return post


def get_file_for(user, uuid):
    """The file of a post, if the person sees its thread; else 404."""
    threads = Thread.objects.visible_to(user).values("pk")
    files = PostFile.objects.select_related("file")
    return get_object_or_404(files, uuid=uuid, post__thread__in=threads)


def get_reports_cohort(user, slug):
    """The cohort, if the person coordinates it and so sees what was reported; else 403 or 404."""
    return get_coordinated_cohort(user, slug)


def get_report_for(user, slug, uuid):
    """A report in a cohort that the person coordinates and that still changes; else 403 or 404."""
    cohort = get_changeable_cohort(user, slug)
    reports = PostReport.objects.select_related("post__thread", "by")
    report = reports.filter(post__thread__cohort=cohort, uuid=uuid).first()
    if report is None:
        raise Http404
    report.post.thread.cohort = cohort
    return report
