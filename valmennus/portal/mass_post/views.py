"""The coordinator's pages for writing to many."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared import post as office
from valmennus.shared.http import form_page, posted, render_form

from . import actions, mails, queries
from .forms import MassPostForm
from .permissions import get_mass_post_for


@require_GET
def mass_posts(request, cohort):
    """The letters that were written to many, and what became of them."""
    cohort = get_coordinated_cohort(request.user, cohort)
    context = {"cohort": cohort, "posts": list(queries.mass_posts_of(cohort)[:100])}
    return render(request, "portal/mass_post/mass_posts.html", context)


@form_page
def mass_post_new(request, cohort):
    """Write a letter to many."""
    return _write(request, get_changeable_cohort(request.user, cohort), None)


@form_page
def mass_post_edit(request, cohort, uuid):
    """Write the draft anew."""
    post = get_mass_post_for(request.user, cohort, uuid, change=True)
    return _write(request, post.cohort, post)


def _write(request, cohort, post):
    form = MassPostForm(posted(request), audiences=queries.audiences_of(cohort), post=post)
    if form.is_valid():
        try:
            post = actions.write(cohort=cohort, post=post, fields=form.values(), by=request.user)
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("portal:mass_post", cohort.slug, post.uuid)
    context = {"cohort": cohort, "post": post}
    return render_form(request, "portal/mass_post/write.html", form, context)


@require_GET
def mass_post(request, cohort, uuid):
    """The letter as one of its readers gets it, to how many it goes, and the button."""
    post = get_mass_post_for(request.user, cohort, uuid)
    places = queries.places_of(post)
    first = office.typical(places[:50], request.user.language, lambda place: place.person)
    number = places.count()
    preview = None
    if first is not None:
        preview = office.preview(
            mails.LETTER,
            to=first.person,
            values=mails.values_of(first, post.cohort),
            cohort=post.cohort,
            by=request.user,
            text=(post.subject, post.body),
        )
    names = queries.names_of(places)
    context = {
        "cohort": post.cohort,
        "post": post,
        "number": number,
        "names": names,
        "more": number - len(names),
        "preview": preview,
    }
    return render(request, "portal/mass_post/mass_post.html", context)


@require_POST
def mass_post_send(request, cohort, uuid):
    """Let the letter go, now or at its time."""
    post = get_mass_post_for(request.user, cohort, uuid, change=True)
    try:
        post = actions.confirm(post=post, seen=request.POST.get("seen", ""), by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("portal:mass_post", cohort, uuid)
    number = queries.places_of(post).count()
    sentence = ngettext(
        "The letter goes to %(number)s person.", "The letter goes to %(number)s people.", number
    )
    messages.success(request, sentence % {"number": number})
    return redirect("portal:mass_post", cohort, uuid)


@require_POST
def mass_post_stop(request, cohort, uuid):
    """Keep the letter from going."""
    post = get_mass_post_for(request.user, cohort, uuid, change=True)
    try:
        actions.stop(post=post, by=request.user)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The letter does not go."))
    return redirect("portal:mass_post", cohort, uuid)
