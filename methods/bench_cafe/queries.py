"""What the pages of a café need."""

from types import SimpleNamespace

import segno
from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from methods.runs import cautions
from methods.runs.answer_models import Theme
from methods.runs.models import Run, RunPrompt, said
from participants.accounts.models import User
from participants.cohorts.models import CohortRole
from participants.enrolment.models import Enrolment
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.composed import composed_once

from .models import Agreement, Handling, HelpersLink, Occasion, PreparationItem
from .permissions import token_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
Kind = RunPrompt.Kind
# What is written down on a host's phone; a slip is an open line.
WRITTEN = (Kind.LINES, Kind.PLACE, Kind.POINTS, Kind.COUNTER)


def agreement_of(run):
    """The run's agreement; one that is not kept yet begins with what the run says already."""
    found = Agreement.objects.filter(run=run).select_related("listener").first()
    return found or Agreement(run=run, matter=run.matter, place=run.place)


def missing_from(agreement):
    """What the agreement still lacks, as words in order; empty where all is agreed."""
    has = {
        _("the matter"): agreement.matter,
        _("the groups to hear"): agreement.groups,
        _("the place"): agreement.place,
        _("the day"): agreement.day,
        _("the hours"): agreement.starts and agreement.ends,
        _("the listener and the role"): agreement.listener_role
        and (agreement.listener_id or agreement.listener_name),
        _("the decision to which the result goes"): agreement.decision,
        _("the day of the decision"): agreement.decision_on,
        _("the day of the answer back"): agreement.answer_on,
    }
    return [words for words, value in has.items() if not value]


def possible_listeners(run):
    """The portal's people who may be named: the host, the team, and who leads the cohort."""
    team = Enrolment.objects.taking_part().filter(team=run.team_id).values("person")
    staff = CohortRole.objects.filter(
        cohort=run.cohort_id,
        role__in=[CohortRole.Role.COORDINATOR, CohortRole.Role.COACH],
    ).values("user")
    return User.objects.filter(Q(pk=run.host_id) | Q(pk__in=team) | Q(pk__in=staff)).order_by(
        FinnishOrder("family_name"), FinnishOrder("given_name"), "pk"
    )


def items_of(run):
    """What is to be prepared, in order; what nobody has touched yet is not in the database."""
    kept = list(PreparationItem.objects.filter(run=run).select_related("done_by"))
    return kept or items_from_method(run)


def items_from_method(run):
    """The items of the method as they are now, not kept."""
    lines = {
        code: [line.strip() for line in (text or "").splitlines() if line.strip()]
        for code in LANGUAGES
        if (text := getattr(run.method, f"preparation_{code}"))
    }
    return [
        PreparationItem(
            run=run,
            order=number,
            texts={code: texts[number] for code, texts in lines.items() if number < len(texts)},
        )
        for number in range(len(lines.get("fi", [])))
    ]


def link_of(run):
    """The helpers' link that holds, with `address` and `qr`; None where there is none."""
    link = HelpersLink.objects.filter(run=run, taken_back_at=None).first()
    if link is not None:
        page = reverse("bench_cafe:helper_slips", args=[run.uuid, token_of(link)])
        link.address = settings.BASE_URL + page
        link.qr = qr_of(link.address)
    return link


def qr_of(address):
    """The address as a picture of squares: SVG without inline styles."""
    # segno writes the SVG; nothing that a person has typed is in it.
    qr = segno.make(address, error="m")
    return mark_safe(  # noqa: S308
        qr.svg_inline(scale=8, border=2, svgclass="qr", lineclass=None, omitsize=True)
    )


def slip_prompts(run):
    """What the hosts' phones write down: everything of the run that is said, marked or counted."""
    prompts = RunPrompt.objects.filter(run=run, kind__in=WRITTEN, left_out=False)
    written = prompts.exclude(kind=Kind.LINES, by_host=True).select_related("phase")
    return list(written.order_by("phase__order", "order"))


def for_the_phone(run):
    """What the page of the slips knows of the run, in values that JSON knows; nobody's names."""
    return {
        "run": str(run.uuid),
        "prompts": [_prompt(run, prompt) for prompt in slip_prompts(run)],
        "cautions": {
            "identity": cautions.IDENTITY,
            "phone": cautions.PHONE,
            "name": cautions.NAME,
        },
    }


def _prompt(run, prompt):
    picture = ""
    if prompt.picture_id:
        address = reverse("live:picture", args=[run.code, prompt.key])
        picture = f"{address}?avain={run.join_key}"
    return {
        "key": prompt.key,
        "kind": prompt.kind,
        "text": prompt.text or said(prompt.phase.texts, "question"),
        "limit": prompt.limit,
        "picture": picture,
        "options": [{"key": key, "label": label} for key, label in _options(prompt)],
    }


def _options(prompt):
    if prompt.kind == Kind.COUNTER and not prompt.options:
        return [("", _("visitors"))]
    return prompt.labels.items()


def handling_of(run):
    """What came of the run's themes, for the café's own page and for the summary.

    `themes` in order, each with `.handled`, its Handling or None; `counts` by `Handling.State`;
    `occasion` and `agreement`, not kept where nothing has been written. Two statements.
    """
    themes = _themes_handled(run.pk)
    for theme in themes:
        theme.handled = getattr(theme, "handling", None)
    [kept] = _runs_kept(run.pk)
    return SimpleNamespace(
        themes=themes,
        counts={
            state: sum(1 for theme in themes if theme.handled and theme.handled.state == state)
            for state in Handling.State
        },
        open=sum(1 for theme in themes if not theme.handled),
        occasion=getattr(kept, "occasion", None) or Occasion(run=run),
        agreement=getattr(kept, "agreement", None) or Agreement(run=run),
    )


@composed_once
def _themes_handled(run):
    themes = Theme.objects.filter(run=run).select_related("handling")
    return themes.order_by("prompt__phase__order", "prompt__order", "order", "pk")


@composed_once
def _runs_kept(run):
    return Run.objects.filter(pk=run).select_related("occasion", "agreement")


def with_answer_back(runs):
    """The runs with what residents are told of what follows, each empty where it is not known.

    `decision` and `decision_on`, `answer_on`, and `told_on` and `told_where` once it is answered.
    """
    agreed = {name: F(f"agreement__{name}") for name in ("decision", "decision_on", "answer_on")}
    return runs.annotate(
        **agreed, told_on=F("occasion__told_on"), told_where=F("occasion__told_where")
    )


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    named = Agreement.objects.exclude(listener=None, listener_name="")
    return {"listeners": named.filter(run__cohort=cohort)}
