"""The coordinator's pages about the cohort's mail: what was sent, and its own texts."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from participants.accounts.models import LANGUAGES
from participants.cohorts.actions import NotPossible
from participants.cohorts.permissions import get_coordinated_cohort, refuse_archived
from valmennus.shared import post
from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.pagination import page_of

from . import actions, queries
from .forms import PostFilterForm, TextForm
from .permissions import get_mail_for, get_text_for


@require_GET
def mails(request, cohort):
    """The mails that were sent for the cohort, with their states."""
    cohort = get_coordinated_cohort(request.user, cohort)
    form = PostFilterForm(request.GET, kinds=queries.kinds_of_cohorts())
    page = page_of(queries.mails_of(cohort, **form.narrowing()), request.GET.get("page"))
    counts = queries.state_counts(cohort)
    context = {
        "cohort": cohort,
        "form": form,
        "page": page,
        "mails": list(page.object_list),
        "query": form.query(),
        "number": sum(counts.values()),
        "waiting": counts.get("queued", 0),
        "troubled": sum(counts.get(state, 0) for state in ("failed", "bounced", "held")),
    }
    return render(request, "participants/messages/mails.html", context)


@require_GET
def mail(request, cohort, uuid):
    """One mail as its reader got it, without what is personal, and what came of it."""
    cohort, found = get_mail_for(request.user, cohort, uuid)
    context = {
        "cohort": cohort,
        "mail": found,
        "bad": queries.bad_addresses([found.to]).get(found.to),
        "can_repeat": found.state != found.State.QUEUED and not found.has_lost_codes,
    }
    return render(request, "participants/messages/mail.html", context)


@require_POST
def mail_again(request, cohort, uuid):
    """Send the mail once more."""
    cohort, found = get_mail_for(request.user, cohort, uuid)
    refuse_archived(cohort)
    try:
        copy = actions.send_again(mail=found, by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("post:mail", cohort.slug, uuid)
    messages.success(request, _("The mail is on its way to %(email)s.") % {"email": copy.to})
    return redirect("post:mail", cohort.slug, copy.uuid)


@require_GET
def texts(request, cohort):
    """The kinds of mail, and which of them have a text of the cohort's own."""
    cohort = get_coordinated_cohort(request.user, cohort)
    own = queries.own_texts(cohort)
    kinds = [
        (kind, [(code, label, (kind.name, code) in own) for code, label in LANGUAGES])
        for kind in queries.kinds_of_cohorts()
    ]
    return render(request, "participants/messages/texts.html", {"cohort": cohort, "kinds": kinds})


@form_page
def text(request, cohort, kind, language):
    """Write the cohort's own text: look at it, send it to oneself, save it, or drop it."""
    change = request.method == "POST"
    cohort, kind = get_text_for(request.user, cohort, kind, language, change=change)
    if "drop" in request.POST:
        actions.drop_text(kind=kind, language=language, scope=cohort, by=request.user)
        messages.success(request, _("The common text counts again."))
        return redirect("post:text", cohort.slug, kind.name, language)
    in_use, is_own = queries.text_in_use(kind, language, cohort)
    form = TextForm(posted(request), kind=kind, text=in_use)
    reader, values = post.sample(kind, cohort, request.user, language)
    shown = in_use
    if form.is_valid():
        shown = form.text()
        if "save" in request.POST:
            actions.save_text(
                kind=kind,
                language=language,
                scope=cohort,
                subject=shown[0],
                body=shown[1],
                by=request.user,
            )
            messages.success(request, _("The cohort's own text has been saved."))
            return redirect("post:text", cohort.slug, kind.name, language)
        if "test" in request.POST:
            actions.send_test(kind=kind, cohort=cohort, text=shown, values=values, by=request.user)
            messages.success(
                request,
                _("The mail went to %(email)s. Nothing is saved yet.")
                % {"email": request.user.email},
            )
    context = {
        "cohort": cohort,
        "kind": kind,
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "is_own": is_own,
        "default": queries.text_above(kind, language, cohort),
        "preview": post.preview(
            kind, to=_reading(reader, language), values=values, cohort=cohort,
            by=request.user, text=shown,
        ),
        "history": queries.text_history(kind, language, cohort),
    }  # fmt: skip
    return render_form(request, "participants/messages/text.html", form, context)


def _reading(reader, language):
    """The reader, as if reading in the language of the text."""
    return post.Guest(reader.email, language, reader.given_name, uuid=reader.uuid)
