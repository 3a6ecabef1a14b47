"""The portal's own texts, the privacy notice, and feedback on accessibility."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from valmennus.shared.http import form_page, notice_shown, posted, render_form

from . import actions, queries
from .forms import FeedbackForm
from .models import Page, PrivacyNotice
from .permissions import refuse_non_editors

# A whole workshop sits behind one network address of a town hall.
FEEDBACK_LIMITS = {"feedback": "20/h/ip", "feedback_to": "5/h/key"}


@login_not_required
@require_safe
def page(request, slug):
    """One of the portal's own texts."""
    page = get_object_or_404(Page, slug=slug)
    context = {
        "page": page,
        "host": queries.host() if slug != Page.Slug.INSTRUCTIONS else None,
        "asks_for_feedback": slug == Page.Slug.ACCESSIBILITY,
    }
    return render(request, "portal/pages/page.html", context)


@login_not_required
@require_safe
def privacy(request, number=None):
    """The privacy notice that holds today, or an older version of it."""
    current = queries.current_notice()
    notice = current
    if number is not None:
        notice = get_object_or_404(PrivacyNotice.objects.published(), number=number)
    if notice is None:
        raise Http404
    context = {
        "notice": notice,
        "current": current,
        "host": queries.host(),
        "versions": PrivacyNotice.objects.published().only("number", "valid_from"),
    }
    return render(request, "portal/pages/privacy.html", context)


@login_not_required
@form_page
def feedback(request):
    """Tell of something on the portal that could not be used; no account is needed."""
    form = FeedbackForm(posted(request), page=_page_from(request))
    if form.is_valid():
        if _take(form, request):
            messages.success(
                request, _("Thank you. We have your feedback and answer within 14 days.")
            )
            return redirect("portal:accessibility")
        form.ask_again(_("Much feedback has come just now. Try again in an hour."))
    return render_form(request, "portal/pages/feedback.html", form)


def _take(form, request):
    """Take the feedback; False where too much has come from the network or for the address."""
    values = form.values()
    limits = [("feedback", None)]
    if values["email"]:
        # Nobody's mailbox is filled with our thanks.
        limits.append(("feedback_to", values["email"]))
    for action, key in limits:
        if not ratelimit.consume(
            request, app="portal", action=action, key=key, config=FEEDBACK_LIMITS
        ):
            return False
    actions.take_feedback(**values, notice_number=notice_shown(request))
    return True


def _page_from(request):
    """The portal's page from which one came, to be named in the form."""
    page = request.GET.get("sivu", "")[:500]
    return page if page.startswith("/") and url_has_allowed_host_and_scheme(page, None) else ""


@require_POST
def preview(request):
    """The typed texts of a page as they will look, without saving them."""
    refuse_non_editors(request.user)
    texts = [
        {"language": language, "title": request.POST.get(f"title_{language}", ""), "body": body}
        for language in ["fi", "sv", "en"]
        if (body := request.POST.get(f"body_{language}", ""))
    ]
    return render(request, "portal/pages/preview.html", {"texts": texts})
