"""Answers that several rooms give."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

# The typed text comes back with the sentences; nothing has been saved.
UNPROCESSABLE = 422
# For a page that shows a form and takes it.
form_page = require_http_methods(["GET", "HEAD", "POST"])


def posted(request):
    """What a form is bound to: nothing while the page is only asked for."""
    return request.POST if request.method == "POST" else None


def notice_shown(request):
    """The version of the privacy notice that the posted form showed, as its field `notice` says.

    None where it says nothing that could be a version.
    """
    number = request.POST.get("notice", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else None


def render_form(request, template, form, context=None):
    """The page of a form: 200 when it is asked for, 422 when what was typed has faults."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)


def guests_sign_in(view):
    """For a page of which guests see a part: what they do not see leads them to the sign-in.

    A guest cannot tell a hidden page from one that does not exist.
    """

    @login_not_required
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return answer


def whole_number(typed):
    """The number that stands in a posted or asked value; None where it is none of ours."""
    fits = typed.isascii() and typed.isdecimal() and len(typed) < 6
    return int(typed) if fits else None
