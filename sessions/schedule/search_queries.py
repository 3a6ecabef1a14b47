"""What the search page needs of sessions and materials."""

from django.db.models import Q

from participants.cohorts.models import roles_of
from valmennus.shared.search_index import found

from .material_models import Material
from .models import CoachingSession, shown_to

# What a row of the page tells of a session.
SESSION = ["slug", "title", "kind", "starts_at", "published_at", "cancelled_at", "cohort_id"]


def search_sessions(user, query):
    """The sessions that the query finds, as `search_index.found` gives them; latest first."""
    sessions = CoachingSession.objects.visible_to(user).only(*SESSION, "summary")
    return found(sessions, query.in_texts(), "-starts_at", "pk")


def materials_shown_to(user, now):
    """The materials of the person's sessions whose day has come; all of them for who runs them."""
    come = Q(visible_from__isnull=True) | Q(visible_from__lte=now)
    return Material.objects.filter(
        shown_to(user, "session__"), come | Q(session__cohort__in=roles_of(user).running)
    )


def search_materials(user, query, now):
    """The materials that the query finds, as `search_index.found` gives them; latest first."""
    materials = (
        materials_shown_to(user, now)
        .select_related("session", "file")
        .only(
            *["uuid", "title", "kind", "text", "url", "language", "visible_from"],
            *["file__name", "file__size"],
            *(f"session__{name}" for name in SESSION),
        )
    )
    return found(materials, query.in_texts(), "-session__starts_at", "order", "pk")
