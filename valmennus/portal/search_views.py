"""The search page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from valmennus.shared import finnish
from valmennus.shared.http import render_form
from valmennus.shared.pagination import page_of
from valmennus.shared.search_text import parse

from . import search as searching
from .forms import SearchForm


@login_not_required
@require_safe
def search(request):
    """What the person may see, by the words that are typed; `?laji=` narrows it to one kind."""
    kinds = searching.kinds_for(request.user)
    kind = request.GET.get("laji", "")
    kind = _kind_called(kinds, kind) if kind else None
    form = SearchForm(request.GET)
    query = parse(form.cleaned_data["q"] if form.is_valid() else "")
    context = {
        "kinds": kinds,
        "kind": kind,
        "query": query,
        "forms_missing": request.user.is_staff and not finnish.available(),
    }
    if query:
        seeker = searching.Seeker(request.user, timezone.now())
        context |= _one_kind(request, seeker, query, kind) if kind else _all(seeker, query)
    return render_form(request, "portal/search.html", form, context)


def _kind_called(kinds, slug):
    """The kind of this name in the address; else 404."""
    for kind in kinds:
        if kind.slug == slug:
            return kind
    raise Http404


def _all(seeker, query):
    """The first of every kind; where there is nothing, what may have been meant."""
    groups = searching.groups(seeker, query)
    return {
        "groups": groups,
        "total": sum(group.total for group in groups),
        "suggestions": [] if groups else searching.suggestions(seeker, query),
    }


def _one_kind(request, seeker, query, kind):
    """One kind, a page at a time."""
    page = page_of(kind.find(seeker, query), request.GET.get("page"), size=20)
    total = page.paginator.count
    hits = [kind.show(seeker, query, row) for row in page]
    return {
        "groups": [searching.Group(kind, hits, total)] if hits else [],
        "total": total,
        "page": page,
        "page_query": urlencode({"q": query.text, "laji": kind.slug}),
    }
