"""Notes about a team are written in its row of the cockpit."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared.http import form_page, posted, render_form

from . import actions, queries
from .forms import NoteForm
from .permissions import get_note, get_team, row_of


@form_page
def notes(request, slug, uuid):
    """The notes about a team, and a new one."""
    get = get_changeable_cohort if request.method == "POST" else get_coordinated_cohort
    cohort = get(request.user, slug)
    team = get_team(cohort, uuid)
    form = NoteForm(posted(request))
    if form.is_valid():
        actions.write(team=team, by=request.user, **form.cleaned_data)
        messages.success(request, _("The note has been saved."))
        return redirect(row_of(cohort, team))
    context = {"cohort": cohort, "team": team, "notes": queries.notes_of(team)}
    return render_form(request, "portal/team_notes/notes.html", form, context)


@require_POST
def note_remove(request, slug, uuid):
    """Take a note away."""
    cohort = get_changeable_cohort(request.user, slug)
    note = get_note(cohort, uuid)
    team = note.team
    actions.remove(note=note, by=request.user)
    messages.success(request, _("The note has been taken away."))
    return redirect(row_of(cohort, team))
