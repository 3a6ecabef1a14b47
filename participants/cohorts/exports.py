"""What cohorts hold of a person."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from .models import CohortRole, ProgrammeRole, Team


def own_data(user):
    """Roles in cohorts and programmes, and the teams whose contact the person is."""
    return [
        Part(
            "cohort_roles",
            _("Roles in cohorts"),
            CohortRole.objects.filter(user=user).select_related("cohort").order_by("-since"),
            ["cohort", "role", "since"],
            person="user",
        ),
        Part(
            "programme_roles",
            _("Roles in programmes"),
            ProgrammeRole.objects.filter(user=user).select_related("programme").order_by("pk"),
            ["programme", "role"],
            person="user",
        ),
        Part(
            "contact_of_teams",
            _("Teams whose contact person you are"),
            Team.objects.filter(contact=user).select_related("cohort", "organisation"),
            ["cohort", "organisation"],
            person="contact",
        ),
    ]
