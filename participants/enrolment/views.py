"""A coordinator's pages about the people of a cohort."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from participants.accounts.actions import give_phone_code
from participants.cohorts.actions import NotPossible, note_exported, note_seen
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared.http import form_page, posted, render_form
from valmennus.shared.pagination import page_of
from valmennus.shared.spreadsheet import csv_response, xlsx_response
from valmennus.shared.versions import StaleForm

from . import actions, exports, queries
from .forms import (
    AddPersonForm,
    CorrectPersonForm,
    MoveForm,
    PeopleFilterForm,
    TeamForm,
    WithdrawForm,
)
from .permissions import (
    can_give_code,
    get_changeable_enrolment,
    get_changeable_team,
    get_code_enrolment,
    get_enrolment_for,
)

# A second click on the same button within this time is the same act.
DOUBLE_CLICK = datetime.timedelta(seconds=20)


@require_GET
def people(request, cohort):
    """The cohort's people, narrowed down and a page at a time."""
    cohort = get_coordinated_cohort(request.user, cohort)
    teams = queries.teams_for_choice(cohort)
    form = PeopleFilterForm(request.GET, teams=teams)
    page = page_of(queries.people_of(cohort, **form.narrowing()), request.GET.get("page"))
    note_seen(cohort=cohort, by=request.user)
    context = {
        "cohort": cohort,
        "form": form,
        "page": page,
        "people": list(page.object_list),
        "query": form.query(),
        "counts": queries.counts_of(cohort),
    }
    return render(request, "participants/enrolment/people.html", context)


@require_GET
def people_xlsx(request, cohort):
    """The narrowed list as a workbook."""
    cohort = get_coordinated_cohort(request.user, cohort)
    rows = _rows(request, cohort, "xlsx")
    return xlsx_response(f"{cohort.slug}.xlsx", cohort.name, exports.people_header(), rows)


@require_GET
def people_csv(request, cohort):
    """The narrowed list as CSV."""
    cohort = get_coordinated_cohort(request.user, cohort)
    return csv_response(
        f"{cohort.slug}.csv", exports.people_header(), _rows(request, cohort, "csv")
    )


def _rows(request, cohort, form):
    """The narrowed list, after noting that it leaves the portal."""
    narrowing = PeopleFilterForm(request.GET, teams=queries.teams_for_choice(cohort)).narrowing()
    # A usual list is read once; a very long one goes through the memory piece by piece.
    first = queries.listed_at_once(cohort, **narrowing)
    few = len(first) <= queries.AT_ONCE
    people = None if few else queries.listed(cohort, **narrowing)
    note_exported(
        cohort=cohort,
        by=request.user,
        what="people",
        form=form,
        places=[pk for pk, *_more in first]
        if few
        else people.order_by().values_list("pk", flat=True),
        narrowed=[name for name, value in narrowing.items() if value],
    )
    return exports.people_rows(first if few else people.iterator(chunk_size=2000))


@form_page
def add(request, cohort):
    """Add one person by hand."""
    cohort = get_changeable_cohort(request.user, cohort)
    form = AddPersonForm(posted(request), initial={"organisation": request.GET.get("kunta")})
    if form.is_valid():
        enrolment, sentence = _add(form, cohort, request.user)
        if sentence:
            messages.success(request, sentence)
            return redirect("enrolment:people", cohort.slug)
        form.add_error(
            "email",
            _("%(person)s is in this cohort already, in the team of %(organisation)s.")
            % {"person": enrolment.person, "organisation": enrolment.team.organisation},
        )
    return render_form(request, "participants/enrolment/add.html", form, {"cohort": cohort})


def _add(form, cohort, user):
    """Add the person of the form; the place, and the sentence of success or an empty one."""
    values = form.cleaned_data
    person = form.person_values()
    email = person.pop("email")
    sentence = _("%(person)s was added. A mail with the way in is on its way to %(email)s.")
    try:
        enrolment = actions.add_person(
            cohort=cohort,
            organisation=values["organisation"],
            email=email,
            person=person,
            role=values["role"],
            title=values["title"],
            language=values["language"],
            by=user,
        )
    except actions.AlreadyEnrolled as already:
        enrolment = already.enrolment
        just_now = enrolment.created_at > timezone.now() - DOUBLE_CLICK
        same_hand = enrolment.changes.filter(by=user).exists()
        if not (just_now and same_hand):
            sentence = ""
    return enrolment, sentence % {"person": enrolment.person, "email": email}


@require_GET
def person(request, cohort, uuid):
    """One person's place: data, history, and what can be done."""
    enrolment = get_enrolment_for(request.user, cohort, uuid)
    context = {
        "cohort": enrolment.cohort,
        "enrolment": enrolment,
        "history": queries.history_of(enrolment),
        "may_give_code": can_give_code(request.user, enrolment.person),
    }
    return render(request, "participants/enrolment/person.html", context)


@never_cache
@form_page
def phone_code(request, cohort, uuid):
    """Give the person a code for one sign-in; it is shown on the answer alone."""
    enrolment = get_code_enrolment(request.user, cohort, uuid)
    code = ""
    if request.method == "POST":
        code = give_phone_code(user=enrolment.person, by=request.user)
    context = {
        "cohort": enrolment.cohort,
        "enrolment": enrolment,
        "code": code,
        "parts": [code[:4], code[4:]],
        "address": f"{settings.BASE_URL}{reverse('accounts:phone_code')}",
    }
    return render(request, "participants/enrolment/phone_code.html", context)


@form_page
def correct(request, cohort, uuid):
    """Correct a person's data, role and title."""
    enrolment = get_changeable_enrolment(request.user, cohort, uuid)
    form = CorrectPersonForm(posted(request), enrolment=enrolment, user=request.user)
    if form.is_valid() and _correct(form, enrolment, request.user):
        messages.success(request, _("The changes have been saved."))
        return redirect("enrolment:person", cohort, uuid)
    context = {"cohort": enrolment.cohort, "enrolment": enrolment}
    return render_form(request, "participants/enrolment/correct.html", form, context)


def _correct(form, enrolment, user):
    """Save the correction; False where the form has got sentences about why not."""
    try:
        actions.correct_person(
            enrolment=enrolment,
            fields=form.place_values(),
            person=form.person_values(),
            seen=form.cleaned_data["seen"],
            by=user,
        )
    except StaleForm as stale:
        form.show_both(stale.current)
        return False
    except actions.AddressTaken:
        form.add_error(
            "email",
            _(
                "This address belongs to another account. Withdraw this place and add the person "
                "by that address."
            ),
        )
        return False
    return True


@form_page
def move(request, cohort, uuid):
    """Move a person to another team."""
    enrolment = get_changeable_enrolment(request.user, cohort, uuid)
    form = MoveForm(posted(request))
    if form.is_valid():
        moved = actions.move_person(
            enrolment=enrolment, organisation=form.cleaned_data["organisation"], by=request.user
        )
        messages.success(
            request,
            _("%(person)s is now in the team of %(organisation)s.")
            % {"person": moved.person, "organisation": moved.team.organisation},
        )
        return redirect("enrolment:person", cohort, uuid)
    context = {"cohort": enrolment.cohort, "enrolment": enrolment}
    return render_form(request, "participants/enrolment/move.html", form, context)


@form_page
def withdraw(request, cohort, uuid):
    """Take a person out of the cohort, after a question."""
    enrolment = get_changeable_enrolment(request.user, cohort, uuid)
    form = WithdrawForm(posted(request))
    if form.is_valid():
        actions.withdraw_person(
            enrolment=enrolment, reason=form.cleaned_data["reason"], by=request.user
        )
        messages.success(
            request,
            _("%(person)s is no longer in the cohort. You can restore the place.")
            % {"person": enrolment.person},
        )
        return redirect("enrolment:person", cohort, uuid)
    context = {"cohort": enrolment.cohort, "enrolment": enrolment}
    return render_form(request, "participants/enrolment/withdraw.html", form, context)


@require_POST
def restore(request, cohort, uuid):
    """Give a withdrawn person the place back."""
    enrolment = get_changeable_enrolment(request.user, cohort, uuid)
    actions.restore_person(enrolment=enrolment, by=request.user)
    messages.success(
        request, _("%(person)s is in the cohort again.") % {"person": enrolment.person}
    )
    return redirect("enrolment:person", cohort, uuid)


@require_GET
def teams(request, cohort):
    """The cohort's teams with their people, contact and superior."""
    cohort = get_coordinated_cohort(request.user, cohort)
    context = {"cohort": cohort, "teams": queries.teams_of(cohort)}
    return render(request, "participants/enrolment/teams.html", context)


@form_page
def team(request, cohort, uuid):
    """Name a team's contact and the superior who knows."""
    team = get_changeable_team(request.user, cohort, uuid)
    form = TeamForm(posted(request), team=team)
    if form.is_valid() and _change_team(form, team, request.user):
        messages.success(request, _("The changes have been saved."))
        return redirect("enrolment:teams", cohort)
    context = {"cohort": team.cohort, "team": team}
    return render_form(request, "participants/enrolment/team.html", form, context)


def _change_team(form, team, user):
    try:
        actions.change_team(
            team=team,
            contact=form.cleaned_data["contact"],
            superior=form.cleaned_data["superior"],
            seen=form.cleaned_data["seen"],
            by=user,
        )
    except NotPossible as reason:
        form.add_error("contact", str(reason))
        return False
    except StaleForm as stale:
        form.show_both(stale.current)
        return False
    return True
