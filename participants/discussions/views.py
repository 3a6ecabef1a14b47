"""The pages of discussions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from participants.cohorts.permissions import can_coordinate
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form
from valmennus.shared.pagination import page_of
from valmennus.shared.uploads import serve
from valmennus.shared.versions import StaleForm

from . import actions, queries
from .forms import PostChangeForm, PostForm, ReportForm
from .permissions import (
    can_moderate,
    can_post,
    can_write_in,
    get_changeable_thread,
    get_deletable_post,
    get_editable_post,
    get_file_for,
    get_moderated_thread,
    get_post_for,
    get_report_for,
    get_reportable_post,
    get_reports_cohort,
    get_thread_for,
)
from .subjects import PEOPLE, people_answer, place_of, within_limit


@require_safe
def thread_list(request):
    """The discussions of the person's cohorts, the latest first."""
    page = page_of(queries.threads_of(request.user), request.GET.get("page"), size=30)
    page.object_list = list(page.object_list)
    return render(request, "participants/discussions/list.html", {"page": page})


@form_page
def thread(request, uuid):
    """One page of posts, and the form for one more."""
    thread = get_thread_for(request.user, uuid)
    if request.method == "POST" and not can_write_in(request.user, thread.cohort):
        raise PermissionDenied
    if PEOPLE in request.GET and request.method != "POST":
        return people_answer(request, thread)
    people = _people(thread)
    form = PostForm(posted(request), request.FILES or None, people=people)
    if form.is_valid() and within_limit(request, form):
        try:
            post = actions.add_post(thread=thread, by=request.user, **form.values())
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
            thread.refresh_from_db(fields=["closed_at"])
        else:
            return redirect(place_of(post))
    return _page(request, thread, form)


def _people(thread):
    return lambda: queries.people_of(thread)


def _page(request, thread, form):
    reader = queries.reader_of(thread, request.user)
    shown = queries.thread_page(thread, request.user, reader, request.GET.get("page"))
    if not request.user.sees_as_participant:
        actions.note_read(reader=reader, number=shown.last_number)
    context = {
        "thread": thread,
        "shown": shown,
        "reader": reader,
        "form": form,
        "may_post": can_post(request.user, thread),
        "may_write": can_write_in(request.user, thread.cohort),
        "may_moderate": can_moderate(request.user, thread),
        "coordinates": can_coordinate(request.user, thread.cohort),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "participants/discussions/thread.html", context, status=status)


@require_safe
def fresh(request, uuid):
    """The posts that have come after those on the page, for its script; 204 where there are none.

    Anybody else is led to the whole page.
    """
    thread = get_thread_for(request.user, uuid)
    if not request.htmx:
        return redirect(thread)
    number = request.GET.get("jalkeen", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return HttpResponseBadRequest()
    posts = queries.posts_after(thread, request.user, int(number))
    if not posts:
        return HttpResponse(status=204)
    if not request.user.sees_as_participant:
        reader = queries.reader_of(thread, request.user)
        actions.note_read(reader=reader, number=posts[-1].number)
    context = {"thread": thread, "posts": posts, "last_number": posts[-1].number}
    return render(request, "participants/discussions/_fresh.html", context)


@require_safe
def post(request, uuid, post):
    """The lasting address of a post leads to its place in the thread."""
    return redirect(place_of(get_post_for(request.user, uuid, post)))


@form_page
def post_edit(request, uuid, post):
    """Change the person's own post."""
    post = get_editable_post(request.user, uuid, post)
    form = PostChangeForm(posted(request), thing=post, people=_people(post.thread))
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            actions.change_post(post=post, by=request.user, seen=seen, **form.values())
        except StaleForm as stale:
            form.show_both(stale.current)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return redirect(place_of(post))
    context = {"post": post, "thread": post.thread}
    return render_form(request, "participants/discussions/edit.html", form, context)


@form_page
def post_delete(request, uuid, post):
    """Delete a post, after the question."""
    post = get_deletable_post(request.user, uuid, post)
    if request.method == "POST":
        actions.delete_post(post=post, by=request.user)
        messages.success(request, _("The post was deleted."))
        return redirect(place_of(post))
    context = {"post": post, "thread": post.thread, "text": _excerpt(post)}
    return render(request, "participants/discussions/delete.html", context)


@form_page
def post_report(request, uuid, post):
    """Tell the coordinator of a post."""
    post = get_reportable_post(request.user, uuid, post)
    form = ReportForm(posted(request))
    if form.is_valid():
        actions.report_post(post=post, by=request.user, **form.cleaned_data)
        messages.success(request, _("The coordinator has been told and will look at the post."))
        return redirect(place_of(post))
    context = {"post": post, "thread": post.thread, "text": _excerpt(post)}
    return render_form(request, "participants/discussions/report.html", form, context)


def _excerpt(post):
    return queries.excerpt(post.text, queries.names_in([post.text]))


@require_safe
def file(request, uuid):
    """A file of a post."""
    return serve(get_file_for(request.user, uuid).file)


@require_POST
def follow(request, uuid):
    """Let mail of the thread come."""
    thread = get_changeable_thread(request.user, uuid)
    actions.follow(thread=thread, by=request.user, follows=True)
    messages.success(request, _("You follow this discussion: new posts are told to you by mail."))
    return redirect(thread)


@require_POST
def mute(request, uuid):
    """Let no mail of the thread come."""
    thread = get_changeable_thread(request.user, uuid)
    actions.follow(thread=thread, by=request.user, follows=False)
    messages.success(request, _("No more mail comes of this discussion."))
    return redirect(thread)


@require_POST
def close(request, uuid):
    """Let nobody write in the thread any more."""
    thread = get_moderated_thread(request.user, uuid)
    actions.close_thread(thread=thread, by=request.user)
    messages.success(request, _("The discussion was closed. It can be read."))
    return redirect(thread)


@require_POST
def reopen(request, uuid):
    """Let people write in the thread again."""
    thread = get_moderated_thread(request.user, uuid)
    actions.reopen_thread(thread=thread, by=request.user)
    messages.success(request, _("The discussion was opened again."))
    return redirect(thread)


@require_safe
def reports(request, cohort):
    """The posts of the cohort that were reported."""
    cohort = get_reports_cohort(request.user, cohort)
    context = {"cohort": cohort, "reports": queries.reports_of(cohort)}
    return render(request, "participants/discussions/reports.html", context)


@require_POST
def report_remove(request, cohort, uuid):
    """Remove the reported post."""
    report = get_report_for(request.user, cohort, uuid)
    actions.handle_report(report=report, remove=True, by=request.user)
    messages.success(request, _("The post was removed."))
    return redirect("discussions:reports", cohort)


@require_POST
def report_leave(request, cohort, uuid):
    """Leave the reported post as it is."""
    report = get_report_for(request.user, cohort, uuid)
    actions.handle_report(report=report, remove=False, by=request.user)
    messages.success(request, _("The post stays."))
    return redirect("discussions:reports", cohort)
