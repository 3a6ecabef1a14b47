"""The board of topics, one topic, and what is decided about it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participants.cohorts.permissions import can_coordinate, get_cohort_for
from participants.discussions import subjects
from valmennus.shared import limits
from valmennus.shared.http import UNPROCESSABLE, form_page, guests_sign_in, posted, render_form
from valmennus.shared.pagination import page_of

from . import actions, forms, queries
from .models import Topic
from .permissions import (
    can_decide,
    get_decided_topic,
    get_discussed_topic,
    get_open_webinar,
    get_raising_cohort,
    get_supported_topic,
    get_topic_for,
    get_webinar_board,
)

# A whole town hall may sit behind one network address.
MOST_OF_NETWORK, HOUR = 60, 3600


@require_safe
def topics(request, slug):
    """The topics of a cohort, to be read, supported and printed."""
    cohort = get_cohort_for(request.user, slug)
    all_topics = Topic.objects.visible_to(request.user).filter(cohort=cohort)
    return _board(request, all_topics, cohort, coordinates=can_coordinate(request.user, cohort))


@require_safe
def webinar_topics(request):
    """The topics of webinars that belong to no cohort, for those who edit them."""
    get_webinar_board(request.user)
    return _board(request, Topic.objects.filter(cohort=None), None, coordinates=True)


def _board(request, all_topics, cohort, *, coordinates):
    state = request.GET.get("state", "")
    counts = queries.counts_of(all_topics)
    states = [(value, label, counts.get(value, 0)) for value, label in Topic.State.choices]
    page = page_of(
        queries.board(all_topics, request.user, state=state), request.GET.get("page"), size=50
    )
    context = {
        "cohort": cohort,
        "coordinates": coordinates,
        "page": page,
        "topics": list(page.object_list),
        "states": [one for one in states if one[2]],
        "state": state if state in Topic.State.values else "",
        "all": sum(counts.values()) - counts.get(Topic.State.MERGED, 0),
    }
    return render(request, "sessions/topics/board.html", context)


@form_page
def topic_new(request, slug):
    """Raise a topic in a cohort."""
    cohort = get_raising_cohort(request.user, slug)
    form = forms.TopicForm(posted(request))
    if form.is_valid():
        topic = actions.raise_topic(cohort=cohort, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _(
                "Thank you! Others can now support the topic. The coordinator takes it into a "
                "session or tells why not, and you get a mail of it."
            ),
        )
        return redirect(topic)
    return render_form(request, "sessions/topics/new.html", form, {"cohort": cohort})


@guests_sign_in
@never_cache
@form_page
def webinar_topic_new(request, slug):
    """Raise a topic in an open webinar, with or without an account."""
    session = get_open_webinar(request.user, slug)
    known = request.user.is_authenticated
    form = (forms.TopicForm if known else forms.GuestTopicForm)(posted(request))
    if form.is_valid() and _may_raise(request, form):
        values = {name: form.cleaned_data[name] for name in ("title", "text", "uuid")}
        if known:
            actions.raise_topic(cohort=session.cohort, session=session, by=request.user, **values)
        else:
            email = form.cleaned_data["email"]
            actions.raise_as_guest(
                session=session, email=email, language=get_language()[:2], **values
            )
        messages.success(
            request,
            _("Thank you! Those who arrange the webinar read the topic and decide about it."),
        )
        return redirect(session)
    return render_form(request, "sessions/topics/webinar_new.html", form, {"session": session})


def _may_raise(request, form):
    network = limits.address_of(request)
    if limits.within("topics", network, most=MOST_OF_NETWORK, seconds=HOUR):
        return True
    form.add_error(None, _("Many topics come from your network. Try again in an hour."))
    return False


@require_safe
def topic(request, uuid):
    """One topic: what is behind it, who decided what about it and why."""
    return _topic(request, get_topic_for(request.user, uuid))


@form_page
def topic_discussion(request, uuid):
    """The discussion of a topic; whoever raised it hears of it."""
    topic = get_discussed_topic(request.user, uuid)
    return subjects.discussion(
        request,
        topic,
        cohort=topic.cohort,
        title=topic.title,
        home=topic.get_absolute_url(),
        followers=[topic.raised_by] if topic.raised_by else [],
    )


def _topic(request, topic, name="", form=None):
    """The page; where something typed had faults, `form` takes the place of the one of `name`."""
    decides = can_decide(request.user, topic)
    context = {
        "topic": topic,
        "decides": decides,
        "is_mine": queries.is_supporter(topic, request.user),
        "acts": queries.history_of(topic) if decides else [],
        "forms": _forms(topic, name, form) if decides else {},
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "sessions/topics/topic.html", context, status=status)


def _forms(topic, name, form):
    words = {"title": topic.title, "text": topic.text}
    found = {
        "schedule": forms.ScheduleForm(sessions=queries.sessions_for(topic)),
        "decline": forms.DeclineForm(),
        "merge": forms.MergeForm(topics=queries.others_for(topic)),
        "outcome": forms.OutcomeForm(initial={"outcome": topic.outcome}),
        "correct": forms.CorrectForm(initial=words),
    }
    return found | ({name: form} if name else {})


@require_POST
def topic_support(request, uuid):
    """Support the topic, or take the support back."""
    topic = get_supported_topic(request.user, uuid)
    act = actions.take_support_back if "back" in request.POST else actions.support
    try:
        act(topic=topic, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    if "board" in request.POST and topic.cohort_id:
        return redirect("coaching:topics", topic.cohort.slug)
    return redirect(topic)


def _act(request, topic, name, form, act, said):
    """Take one step where what was typed has no faults; else the page comes back with it."""
    if not form.is_valid():
        return _topic(request, topic, name, form)
    try:
        act(topic=topic, by=request.user, **form.cleaned_data)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return redirect(topic)


@require_POST
def topic_schedule(request, uuid):
    """Take the topic into a session."""
    topic = get_decided_topic(request.user, uuid)
    form = forms.ScheduleForm(request.POST, sessions=queries.sessions_for(topic))
    said = _("The topic is in the session, and those who wished for it are told.")
    return _act(request, topic, "schedule", form, actions.schedule, said)


@require_POST
def topic_decline(request, uuid):
    """Do not take the topic, with a reason."""
    topic = get_decided_topic(request.user, uuid)
    said = _("The reason goes to those who wished for the topic.")
    return _act(request, topic, "decline", forms.DeclineForm(request.POST), actions.decline, said)


@require_POST
def topic_merge(request, uuid):
    """Join the topic to another."""
    topic = get_decided_topic(request.user, uuid)
    form = forms.MergeForm(request.POST, topics=queries.others_for(topic))
    said = _("The topics were joined, with their supporters.")
    return _act(request, topic, "merge", form, actions.merge, said)


@require_POST
def topic_outcome(request, uuid):
    """Write what came of the topic."""
    topic = get_decided_topic(request.user, uuid)
    form = forms.OutcomeForm(request.POST)
    said = _("The outcome goes to those who wished for the topic.")
    return _act(request, topic, "outcome", form, actions.write_outcome, said)


@require_POST
def topic_correct(request, uuid):
    """Correct the words of the topic."""
    topic = get_decided_topic(request.user, uuid)
    said = _("The words were saved.")
    return _act(request, topic, "correct", forms.CorrectForm(request.POST), actions.correct, said)


@require_POST
def topic_show(request, uuid):
    """Let the cohort see what a guest has raised."""
    topic = get_decided_topic(request.user, uuid)
    actions.show(topic=topic, by=request.user)
    messages.success(request, _("The cohort sees the topic now."))
    return redirect(topic)


@require_POST
def topic_reopen(request, uuid):
    """Raise the topic again."""
    topic = get_decided_topic(request.user, uuid)
    actions.reopen(topic=topic, by=request.user)
    messages.success(request, _("The topic is raised again."))
    return redirect(topic)
