"""The roof's pages: those that look across every wing."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from methods.library.queries import published_methods
from participants.accounts.actions import cancel_second_factor_reset
from participants.accounts.queries import standing_consents_of, waiting_reset_of
from participants.cohorts.models import CohortRole
from participants.cohorts.permissions import (
    get_cohort_for,
    roles_in,
)
from participants.cohorts.queries import (
    coordinates_any,
    my_cohorts,
    programmes_with_calls,
)
from participants.discussions.queries import unread_threads
from participants.enrolment.queries import (
    my_enrolments,
    team_of,
    teams_shown,
)
from participants.organisations.models import Affiliation
from participants.recruiting.queries import open_cohorts, public_call, public_calls
from sessions.awards.queries import progress_of
from sessions.feedback.queries import own_sessions_with_feedback
from sessions.schedule.queries import coming_webinars, sessions_of
from valmennus.shared import tokens
from valmennus.shared.http import form_page, guests_sign_in, notice_shown, posted, render_form

from . import health as health_checks
from . import mailbox as demo_mailbox
from . import queries
from .actions import save_own_data
from .finland import map_of_rounds
from .forms import OwnDataForm
from .middleware import VIEWING_AS_PARTICIPANT


@login_not_required
@require_GET
def front(request):
    """What the coaching is, what is open, who has taken part, and the methods."""
    context = {
        "calls": open_cohorts(),
        "webinar": next(iter(coming_webinars(limit=1)), None),
        "methods": published_methods(),
        "map": map_of_rounds(),
    }
    return render(request, "portal/front.html", context)


@require_GET
def my_page(request):
    """What is next, what waits, and who is in my team."""
    enrolments = my_enrolments(request.user)
    current = enrolments[0] if enrolments else None
    sessions = own_sessions_with_feedback(request.user)
    coming = [one for one in sessions if not one.is_over][:4]
    next_session = next((one for one in coming if not one.is_cancelled), None)
    context = {
        "current": current,
        "team": team_of(current) if current and current.takes_part else None,
        "next_session": next_session,
        "later": [one for one in coming if one != next_session],
        "waiting": queries.waiting_for(request.user, sessions, enrolments),
        "progress": progress_of(current) if current and current.takes_part else None,
        "threads": unread_threads(request.user),
        "new_materials": queries.new_materials(sessions),
        "coordinates": not (next_session or current) and coordinates_any(request.user),
    }
    return render(request, "portal/my_page.html", context)


@form_page
def own_data(request):
    """A person's own data, and the way to addresses, passkeys and sign-ins."""
    affiliation = (
        Affiliation.objects.filter(user=request.user).select_related("organisation").first()
    )
    consents = list(standing_consents_of(request.user))
    form = OwnDataForm(
        posted(request),
        user=request.user,
        affiliation=affiliation,
        consents=[one.kind for one in consents],
    )
    if form.is_valid():
        save_own_data(
            user=request.user,
            person=form.person_values(),
            affiliation=form.affiliation_values(),
            consents=form.cleaned_data["consents"],
            notice_number=notice_shown(request),
        )
        messages.success(request, _("Your data has been saved."))
        return _with_language(redirect("portal:own_data"), request.user.language)
    context = {
        "waiting_reset": waiting_reset_of(request.user),
        "consents": consents,
        # The same page as the one that mails lead to.
        "mail_token": tokens.make("post", request.user.uuid, days=1),
    }
    return render_form(request, "portal/own_data.html", form, context)


@require_POST
def keep_own_second_factor(request):
    """Stop an administrator from taking the person's second factor away."""
    cancel_second_factor_reset(user=request.user, by=request.user)
    messages.success(request, _("The second step stays."))
    return redirect("portal:own_data")


@login_not_required
@require_GET
def programmes(request):
    """The programmes, their open calls and earlier rounds."""
    context = {
        "programmes": programmes_with_calls(),
        "mine": set(my_cohorts(request.user).values_list("pk", flat=True)),
        "public": public_calls(),
    }
    return render(request, "portal/programmes.html", context)


@guests_sign_in
@require_GET
def cohort(request, slug):
    """A cohort's own page for those who belong to it; its public call for everyone else."""
    try:
        cohort = get_cohort_for(request.user, slug)
    except Http404:
        if public_call(slug) is None:
            raise
        return redirect("recruiting:call", slug)
    roles = roles_in(request.user, cohort)
    context = {
        "cohort": cohort,
        "sessions": sessions_of(cohort, request.user),
        "teams": teams_shown(cohort),
        "coordinates": CohortRole.Role.COORDINATOR in roles,
        "call": public_call(slug),
    }
    return render(request, "portal/cohort.html", context)


@require_POST
def view_as_participant(request):
    """From now on show the portal as a participant sees it, read only."""
    request.session[VIEWING_AS_PARTICIPANT] = True
    return redirect(_safe_next(request, "portal:my_page"))


@require_POST
def stop_viewing_as(request):
    """Show the portal with the person's own rights again."""
    request.session.pop(VIEWING_AS_PARTICIPANT, None)
    return redirect(_safe_next(request, "portal:my_page"))


@login_not_required
@require_POST
def set_language(request):
    """Keep the chosen language on the account and in a cookie, and return to the page."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated and not request.user.sees_as_participant:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return _with_language(redirect(_safe_next(request, "portal:front")), language)


def _with_language(response, language):
    translation.activate(language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


def _safe_next(request, otherwise):
    """The page to return to, if it is one of ours."""
    target = request.POST.get("next", "")
    # Without the slash, `redirect` would look for an address of that name.
    ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, None)
    return target if ours else otherwise


@login_not_required
@never_cache
@require_GET
def mailbox(request):
    """The mails that the demo has written, newest first. Only with DEBUG."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "portal/mailbox.html", {"mails": demo_mailbox.newest(30)})


@login_not_required
@never_cache
@require_GET
def health(request):
    """Whether the portal works, for monitoring; details only to staff."""
    # Monitoring reads the same sentences whatever it asks for.
    with translation.override("en"):
        checks = health_checks.run()
    well = all(check["ok"] for check in checks.values())
    answer = {"status": "ok" if well else "failing"}
    if request.user.is_authenticated and request.user.is_staff:
        answer["checks"] = checks
    return JsonResponse(answer, status=200 if well else 503)


def not_understood(request, exception):
    """What the portal cannot read: 413 where it is too large, else 400; both in words."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)
