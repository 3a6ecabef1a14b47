"""Answers that several rooms give."""

from django.shortcuts import render

# The typed text comes back with the sentences; nothing has been saved.
UNPROCESSABLE = 422


def posted(request):
    """What a form is bound to: nothing while the page is only asked for."""
    return request.POST if request.method == "POST" else None


def render_form(request, template, form, context=None):
    """The page of a form: 200 when it is asked for, 422 when what was typed has faults."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)
