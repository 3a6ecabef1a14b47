"""Slips that are written without network: the page, its worker, and where the phones send them."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from methods.runs.permissions import get_run_for_host
from valmennus.shared.limits import within

from . import actions, offline, queries
from .forms import NotSlips, read_slips
from .permissions import LinkEnded, get_helped_run, get_run_by_link
from .queries import WRITTEN, Kind

# Nobody writes faster, and a phone that comes back from a day without network is let through.
MOST_SENDINGS, SECONDS = 120, 60


@require_safe
def slips(request, uuid):
    """Write slips, count heads and mark places on a phone, also without network."""
    return _page(request, get_helped_run(request.user, uuid))


@login_not_required
@require_safe
def helper_slips(request, uuid, token):
    """The same page for a helper without an account, by the link that the host shows."""
    try:
        return _page(request, get_run_by_link(uuid, token))
    except LinkEnded:
        return render(request, "methods/bench_cafe/link_ended.html", status=410)


def _page(request, run):
    phone = queries.for_the_phone(run)
    by_kind = {kind: [one for one in phone["prompts"] if one["kind"] == kind] for kind in WRITTEN}
    context = {
        "run": run,
        "phone": {**phone, "send": request.path + "laheta/", "words": offline.words()},
        "lines": by_kind[Kind.LINES],
        "counters": by_kind[Kind.COUNTER],
        "places": by_kind[Kind.PLACE],
        "boards": by_kind[Kind.POINTS],
    }
    response = render(request, "methods/bench_cafe/slips.html", context)
    # The worker keeps the page only beside the parts that it was made for.
    response["X-Slips-Version"] = offline.version()
    return response


@csrf_exempt
@login_not_required
@require_POST
def send(request, uuid, token=""):
    """Take slips in from a phone; the answer tells what became of each.

    A page that was opened yesterday has no valid secret of a form any more, so that what another
    site sends is told from ours by its type and origin: no browser lets another site send JSON
    here without asking first, and nobody here says yes.
    """
    if token:
        try:
            run, by, who = get_run_by_link(uuid, token), None, uuid
        except LinkEnded:
            return _refused("link_ended", 403)
    elif not request.user.is_authenticated:
        return _refused("signed_out", 403)
    else:
        run, by, who = get_helped_run(request.user, uuid), request.user, request.user.pk
    if not offline.is_from_our_page(request):
        return _refused("not_slips", 400)
    if not within("slips", who, most=MOST_SENDINGS, seconds=SECONDS):
        return _refused("too_many", 429)
    try:
        slips = read_slips(request.body)
    except NotSlips:
        return _refused("not_slips", 400)
    return JsonResponse({"slips": actions.take_in(run=run, slips=slips, by=by)})


def _refused(why, status):
    response = JsonResponse({"why": why}, status=status)
    if status == 429:
        response["Retry-After"] = str(SECONDS)
    return response


@require_safe
def helpers(request, uuid):
    """The link by which helpers without an account write slips, to be shown to them."""
    run = get_run_for_host(request.user, uuid)
    context = {"run": run, "link": queries.link_of(run)}
    return render(request, "methods/bench_cafe/helpers.html", context)


@require_POST
def show_link(request, uuid):
    """Make a new link for helpers; an earlier one ends."""
    actions.show_link(run=get_run_for_host(request.user, uuid), by=request.user)
    return redirect("bench_cafe:helpers", uuid)


@require_POST
def take_link_back(request, uuid):
    """End the helpers' link."""
    actions.take_link_back(run=get_run_for_host(request.user, uuid), by=request.user)
    messages.success(request, _("The link no longer works. What helpers have sent stays."))
    return redirect("bench_cafe:helpers", uuid)


@login_not_required
@require_safe
def manifest(request, uuid, token=""):
    """What a phone needs to put the page of the slips beside its other programs.

    It tells nothing of the run, so it asks for none: whoever has the address knows the address.
    """
    return HttpResponse(json.dumps(offline.manifest()), content_type="application/manifest+json")


@login_not_required
@require_safe
def worker(request):
    """The service worker of the slips; it keeps their page and nothing else."""
    found = finders.find("portal/slips_worker.js")
    if found is None:
        raise Http404
    response = HttpResponse(offline.worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
