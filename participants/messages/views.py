"""A reader's choices about the portal's mail, reached from the mail without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from valmennus.shared import tokens
from valmennus.shared.http import form_page, posted, render_form

from . import actions, queries
from .forms import STOPPABLE, PreferencesForm

PURPOSE = "post"


@login_not_required
@form_page
def preferences(request, token):
    """Which mail the reader wants."""
    reader = _reader(token)
    form = PreferencesForm(posted(request), initial=queries.choices_of(reader))
    if form.is_valid():
        actions.choose_mail(reader_uuid=reader, **form.cleaned_data)
        messages.success(request, _("Your choice has been saved."))
        return redirect("post:preferences", token)
    return render_form(request, "participants/messages/preferences.html", form)


# The mail program posts here by itself when its reader presses its own button (RFC 8058). It has no
# cookie of ours; the address is the reader's alone.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, what, token):
    """Stop one sort of mail: the page asks, its button or the mail program's does it."""
    reader = _reader(token)
    if what not in STOPPABLE:
        raise Http404
    if request.method == "POST":
        actions.stop_mail(reader_uuid=reader, what=what)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)
        messages.success(request, _("You get no more of these mails."))
        return redirect("post:preferences", token)
    context = {"sort": STOPPABLE[what]}
    return render(request, "participants/messages/stop.html", context)


def _reader(token):
    """The reader's uuid; an old address serves too, since one may always stop mail."""
    return tokens.read(PURPOSE, token).subject
