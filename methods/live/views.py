"""What a resident's phone meets: a code, one question, one answer, one button."""

from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from methods.runs import answers
from methods.runs.answer_forms import PromptForm
from methods.runs.answer_models import Contribution
from methods.runs.cautions import for_page
from methods.runs.models import RunPrompt, RunTable
from valmennus.shared import uploads
from valmennus.shared.http import UNPROCESSABLE, form_page, posted, render_form, whole_number
from valmennus.shared.limits import address_of, is_over, within

from . import pulse, queries
from .forms import CodeForm, JoinForm
from .permissions import COOKIE, KEY, get_run_by_code, guest_of, passes, remember

# Wrong codes of one address within ten minutes: a class that sits behind one and mistypes is let
# through, whoever tries out codes is not. There are 190 million. After them typed codes tell
# nothing to this address, right or wrong; who is in and who scans the QR code goes on.
WRONG_CODES, CODE_SECONDS = 60, 600
# Phones that join one run from one address within an hour: a school sits behind one.
JOINING = 600
ANSWERS_A_MINUTE = 60
# Each change of seats has every phone of the run ask for its page anew.
SEATS_A_MINUTE = 12


@login_not_required
@never_cache
@form_page
def code(request):
    """The code is typed here; a wrong one gets a sentence and is counted."""
    form = CodeForm(posted(request))
    if form.is_valid():
        return redirect("live:run", form.cleaned_data["code"])
    return render_form(request, "methods/live/code.html", form)


def _wrong_code(request, code):
    if not within("live.code", address_of(request), most=WRONG_CODES, seconds=CODE_SECONDS):
        return _stopped(request)
    form = CodeForm({"code": code})
    form.is_valid()
    form.add_error("code", _("No run has this code. Look at the code once more."))
    return render(request, "methods/live/code.html", {"form": form}, status=404)


@never_cache
def _stopped(request):
    return render(request, "methods/live/too_many.html", {"by_code": True}, status=429)


def unless_stopped(view):
    """The view is not for an address from which too many wrong codes have come.

    Who has joined the run of the code in the address, or has its key, comes through. It is asked
    before the run is looked up, so that a right code is answered as a wrong one is.
    """

    @login_not_required
    @wraps(view)
    def answer(request, code, **more):
        mark, key = request.COOKIES.get(COOKIE, ""), request.GET.get(KEY, "")
        if passes(code, mark, key) or not is_over(
            "live.code", address_of(request), most=WRONG_CODES
        ):
            return view(request, code, **more)
        return _stopped(request)

    return answer


def found_by_code(view):
    """The view gets the run that the code in the address names."""

    @unless_stopped
    @never_cache
    @wraps(view)
    def answer(request, code, **more):
        run = get_run_by_code(code)
        return view(request, run, **more) if run is not None else _wrong_code(request, code)

    return answer


@form_page
@found_by_code
def run(request, run):
    """The run on a phone: the way in, or what the present phase asks."""
    guest = guest_of(request, run)
    if guest is not None:
        return _screen(request, run, guest)
    if not run.takes_people:
        return render(request, "methods/live/closed.html", {"run": run}, status=403)
    form = JoinForm(posted(request), run=run)
    if not form.is_valid():
        return render_form(request, "methods/live/join.html", form, {"run": run})
    key = f"{run.pk}.{address_of(request)}"
    if not within("live.join", key, most=JOINING, seconds=3600):
        return render(request, "methods/live/too_many.html", status=429)
    guest = answers.join(run=run, **form.cleaned_data)
    return remember(redirect("live:run", run.code), guest, run)


def _screen(request, run, guest, form=None, status=200):
    prompts = queries.prompts_for(run) if run.is_open else []
    asked = [one for one in prompts if queries.is_asked(one) or one.results_shown_at]
    wanted = form.asked.key if form else request.GET.get("kysymys", "")
    chosen = next((prompt for prompt in asked if prompt.key == wanted), asked[0] if asked else None)
    context = {"run": run, "guest": guest, "asked": asked, "chosen": chosen}
    context["cautions"] = for_page()
    context["last"] = queries.last_page_of(run) if run.is_over else None
    if chosen is not None:
        shown = queries.screen(run, guest, prompts, chosen, more="lisaa" in request.GET)
        if form is None and shown.writes:
            form = PromptForm(prompt=chosen, cards=shown.cards or chosen.cards, values=shown.values)
        context |= {"shown": shown, "form": form}
    return render(request, "methods/live/run.html", context, status=status)


@require_safe
@unless_stopped
def state(request, code):
    """Whether anything has changed, in thirty bytes; see `pulse`."""
    body = pulse.body_of(code)
    if body is None:
        return _wrong_code(request, code)
    return HttpResponse(
        body, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


@require_POST
@found_by_code
def answer(request, run):
    """Keep one answer. A script gets a line of JSON, a plain form goes back to its page."""
    guest = guest_of(request, run)
    if guest is None:
        return _refused(request, run, None, 403, _("Join first, then send this again."))
    key = request.POST.get("prompt", "").replace("\0", "")[:40]
    prompt = run.prompts.filter(left_out=False, key=key).first()
    if prompt is None or not queries.is_asked(prompt):
        # The host may have changed what is asked while the answer waited for the network.
        return _refused(request, run, guest, 409, _("This is not asked any more."))
    if not within("live.answers", guest.uuid, most=ANSWERS_A_MINUTE, seconds=60):
        text = _("That was many at once. Wait a minute; what you wrote is kept.")
        return _refused(request, run, guest, 429, text)
    form = PromptForm(request.POST, prompt=prompt, cards=prompt.cards)
    if not form.is_valid():
        return _faulty(request, run, guest, form)
    table = guest.table
    if prompt.by_table and table is not None and table.writer_id not in (None, guest.pk):
        text = _("Another phone writes for your table now.")
        return _refused(request, run, guest, 409, text)
    if _is_mark(prompt) and not answers.can_mark(
        prompt=prompt, guest=guest, uuid=form.cleaned_data["card"]
    ):
        text = _("That answer is not shown any more. Mark another one.")
        return _refused(request, run, guest, 409, text)
    try:
        for one in form.answers():
            answers.contribute(run=run, prompt=prompt, guest=guest, table=table, **one)
    except answers.Closed:
        return _refused(request, run, guest, 409, _("This has ended and takes no more answers."))
    except answers.TooMany:
        text = _("You have given all your answers here. Take one back to give another.")
        return _refused(request, run, guest, 409, text)
    return _well(request, run, prompt)


def _asks_for_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def _well(request, run, prompt):
    if _asks_for_json(request):
        return JsonResponse({"kept": request.POST.get("uuid")})
    response = redirect("live:run", run.code)
    marked = _place_of(request, request.POST.get("card", "")) if _is_mark(prompt) else ""
    response["Location"] += f"?kysymys={prompt.key}&kiitos=1{marked}"
    return response


def _is_mark(prompt):
    return prompt.kind == RunPrompt.Kind.AGREE


def _place_of(request, card):
    """Who reads what others have answered goes on reading at the same place."""
    uuid = _uuid(card)
    return ("&lisaa=1" if "lisaa" in request.POST else "") + (f"#v-{uuid.hex}" if uuid else "")


def _refused(request, run, guest, status, text):
    if _asks_for_json(request):
        return JsonResponse({"error": text}, status=status)
    context = {"run": run, "text": text, "typed": request.POST.get("text", "")}
    return render(request, "methods/live/refused.html", context, status=status)


def _faulty(request, run, guest, form):
    if _asks_for_json(request):
        faults = [text for texts in form.errors.values() for text in texts]
        return JsonResponse({"error": " ".join(faults)}, status=UNPROCESSABLE)
    return _screen(request, run, guest, form, UNPROCESSABLE)


@require_POST
@found_by_code
def take_back(request, run):
    """Take an answer of one's own off."""
    guest = guest_of(request, run)
    uuid = _uuid(request.POST.get("uuid", ""))
    if guest is None or uuid is None:
        return _refused(request, run, guest, 403, _("Join first, then send this again."))
    try:
        answers.take_back(run=run, guest=guest, uuid=uuid)
    except answers.Closed:
        return _refused(request, run, guest, 409, _("This has ended and takes no more answers."))
    kept = Contribution.objects.filter(run=run, uuid=uuid).select_related("prompt").first()
    if _asks_for_json(request):
        return JsonResponse({"kept": str(uuid)})
    response = redirect("live:run", run.code)
    if kept is not None:
        marked = _place_of(request, kept.card) if _is_mark(kept.prompt) else ""
        response["Location"] += f"?kysymys={kept.prompt.key}{marked}"
    return response


@require_safe
@found_by_code
def picture(request, run, key):
    """The map or picture on which a prompt's places are marked."""
    prompt = get_object_or_404(run.prompts.select_related("picture"), key=key)
    if prompt.picture is None:
        raise Http404
    return uploads.serve(prompt.picture)


@require_POST
@found_by_code
def sit(request, run):
    """Move to another table, or write for the one where the phone is."""
    guest = guest_of(request, run)
    if guest is None:
        return redirect("live:run", run.code)
    if run.is_over:
        return _refused(request, run, guest, 409, _("This has ended and takes no more answers."))
    if not within("live.seats", guest.uuid, most=SEATS_A_MINUTE, seconds=60):
        return _refused(request, run, guest, 429, _("That was many at once. Wait a minute."))
    if "poyta" in request.POST:
        number = whole_number(request.POST["poyta"])
        table = get_object_or_404(RunTable.objects.filter(run=run), number=number)
        answers.sit_down(guest=guest, table=table)
    elif guest.table_id:
        answers.write_for_table(guest=guest)
    return redirect("live:run", run.code)


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None
