"""What a room uses whose things are discussed; the recipe is in docs/architecture.md."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from valmennus.shared import limits
from valmennus.shared.http import UNPROCESSABLE, posted

from . import actions
from .forms import PostForm
from .models import Thread
from .permissions import can_write_in, sees_audience
from .queries import named_in, people_of

# So many posts one person writes in an hour. Each may send mail to all whom it mentions.
MOST_OF_PERSON, HOUR = 40, 3600
# What the address of a form of posts is asked with, for the people who may be mentioned there.
PEOPLE = "ihmiset"


def discussion(
    request,
    subject,
    *,
    cohort,
    title,
    home,
    team=None,
    audience=Thread.Audience.COHORT,
    followers=(),
):
    """The answer of a thing's own address for its discussion.

    `subject` is a `Discussed` that the person sees. With a thread the way leads there; without
    one the page has the form of the first post, and the POST makes the thread with it. `title` and
    `home` tell what is discussed and the path of its page; `followers` hear of the discussion by
    mail from its beginning. 404 to those for whom it is not, 403 to those who only read.
    """
    audience = Thread.Audience.TEAM if team is not None else audience
    if not sees_audience(request.user, cohort, team, audience):
        raise Http404
    may_post = can_write_in(request.user, cohort)
    if request.method == "POST" and not may_post:
        raise PermissionDenied
    about = {"cohort": cohort, "title": title, "home": home, "team": team, "audience": audience}
    thread = Thread(**about)
    if request.method != "POST":
        if PEOPLE in request.GET:
            return people_answer(request, thread)
        if subject.thread_id is not None:
            return redirect(subject.thread)
    form = PostForm(posted(request), request.FILES or None, people=lambda: people_of(thread))
    if form.is_valid() and within_limit(request, form):
        try:
            post = actions.begin(
                subject=subject,
                by=request.user,
                post=form.values(),
                followers=followers,
                **about,
            )
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return redirect(place_of(post))
    context = {"thread": thread, "form": form, "may_post": may_post}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "participants/discussions/begin.html", context, status=status)


def people_answer(request, thread):
    """Who may be mentioned in the thread, for the script of its form; 403 to those who only read.

    `thread` need not be kept yet. Names and teams alone: an address is nobody's name here.
    """
    if not can_write_in(request.user, thread.cohort):
        raise PermissionDenied
    return JsonResponse({"people": named_in(thread, request.user)})


def within_limit(request, form):
    """Whether the person may send one more post now; else the form says why not."""
    if limits.within("posts", request.user.pk, most=MOST_OF_PERSON, seconds=HOUR):
        return True
    form.add_error(
        None,
        _(
            "You have written many posts in a short time. Your text is below: send it in a little "
            "while."
        ),
    )
    return False


def place_of(post):
    """The address of the page on which the post stands, at the post."""
    return f"{post.thread.get_absolute_url()}?page={post.page}#{post.anchor}"
