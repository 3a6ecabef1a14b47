"""What the search page needs of sessions and materials.

`cohorts` are the person's own, as `participants.cohorts.queries.cohorts_seen_by` gives them.
"""

from django.db.models import Q
from django.utils import timezone

from valmennus.shared.search_index import found

from .material_models import Material
from .models import CoachingSession, shown_in

# What a row of the page tells of a session.
SESSION = ["slug", "title", "kind", "starts_at", "published_at", "cancelled_at", "cohort_id"]


def search_sessions(cohorts, query):
    """The sessions that the query finds, as `search_index.found` gives them; latest first."""
    sessions = CoachingSession.objects.shown_in(cohorts).only(*SESSION, "summary", "pre_task")
    return found(sessions, query.in_texts(), "-starts_at", "pk")


def materials_shown_in(cohorts):
    """The materials of those sessions whose day has come; the others too for who runs them."""
    run = [cohort.pk for cohort in cohorts if cohort.is_run]
    come = Q(visible_from__isnull=True) | Q(visible_from__lte=timezone.now())
    return Material.objects.filter(
        shown_in(cohorts, "session__"), come | Q(session__cohort__in=run)
    ).select_related("session", "file")


def search_materials(cohorts, query):
    """The materials that the query finds, as `search_index.found` gives them; latest first."""
    materials = materials_shown_in(cohorts).only(
        *["uuid", "title", "kind", "text", "url", "language", "visible_from"],
        *["file__name", "file__size"],
        *(f"session__{name}" for name in SESSION),
    )
    return found(materials, query.in_texts(), "-session__starts_at", "order", "pk")
