"""How long a cohort's people are kept, what goes then, and keeping them longer."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from participants.cohorts.permissions import get_coordinated_cohort
from valmennus.shared.http import form_page, posted, render_form

from . import actions, queries
from .forms import PostponeForm


@form_page
def retention(request, slug):
    """What of the cohort's people goes and when, or what has gone; a later day with a reason."""
    cohort = get_coordinated_cohort(request.user, slug)
    run = queries.run_of(cohort)
    default = queries.default_months()
    due = queries.due_on(cohort, default)
    waits = bool(due) and not (run and run.started_at)
    form = PostponeForm(posted(request) if waits else None, day=due)
    if form.is_valid():
        if actions.postpone(cohort=cohort, by=request.user, **form.cleaned_data):
            messages.success(request, _("The data is kept longer. The reason is in the history."))
        return redirect("portal:retention", cohort.slug)
    people = list(queries.people_to_forget(cohort)) if waits else []
    counts = {queries.ACCOUNTS: len(people)} | queries.counts_of(cohort) if waits else {}
    context = {
        "cohort": cohort,
        "run": run,
        "day": queries.happens_on(run, cohort, default),
        "waits": waits,
        "months": cohort.retention_months or default,
        "people": people,
        "goes": queries.in_words(counts),
        "gone": queries.in_words(run.counts) if run else [],
    }
    return render_form(request, "portal/retention/retention.html", form, context)
