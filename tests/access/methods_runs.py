"""Who leads a run of a method, who sees it, and who answers it without an account."""

import uuid

from methods.runs.answer_models import Theme
from participants.cohorts.models import Team
from tests.run_factories import answer, make_run, prompt_of

from . import PEOPLE, Row


def furnish(world):
    team = Team.objects.get(enrolments__person=world.participant)
    world.run = make_run(
        world.participant, "lines", "themes", slug="ajettava", team=team, cohort=team.cohort
    )
    answer(world.run, by=world.participant)
    world.run_theme = Theme.objects.create(
        run=world.run, prompt=prompt_of(world.run, "themes"), heading="Piha"
    )


# The host is the participant; a teammate and a coach see what comes of it, a coordinator leads too.
SEES = {"coordinator": 200, "coach": 200, "participant": 200, "teammate": 200}
LEADS = {"coordinator": 200, "coach": 403, "participant": 200, "teammate": 403}
ACTS = LEADS | {"coordinator": 302, "participant": 302}
NOBODY = dict.fromkeys(PEOPLE, 404) | {"guest": "login"}
IN_A_COHORT = dict.fromkeys(PEOPLE, 200) | {
    "newcomer": 403,
    "editor": 200,
    "admin": 200,
    "guest": "login",
}
EVERYONE = dict.fromkeys(PEOPLE, 200)


def _run(world):
    return [world.run.uuid]


def _code(world):
    return [world.run.code]


def _act(name, *more, **data):
    return Row(
        f"runs:{name}",
        args=lambda w: [w.run.uuid, *(part(w) for part in more)],
        method="post",
        data=lambda w: data,
        **NOBODY | ACTS,
    )


def _theme(world):
    return world.run_theme.uuid


LINES, THEMES = {"prompt": "lines-1"}, {"prompt": "themes-2"}
ROWS = [
    Row("runs:run_list", **dict.fromkeys(PEOPLE, 200) | {"guest": "login"}),
    Row("runs:new", args=lambda w: ["ajettava"], **IN_A_COHORT),
    Row("runs:host", args=_run, **NOBODY | LEADS),
    Row("runs:projector", args=_run, **NOBODY | SEES),
    *(
        Row(f"runs:{name}", args=_run, **NOBODY | LEADS)
        for name in ("settings", "prompts", "tables", "hand_over")
    ),
    *(_act(name) for name in ("start", "pause", "resume", "catch_up", "end", "reopen", "pairs")),
    _act("move", vaihe="2", nyt="1"),
    _act("lock", kiinni="1"),
    _act("show", nayta="1", **LINES),
    _act("draw", **LINES),
    _act("answers", **LINES),
    _act("write", text="Penkki", uuid=str(uuid.uuid4()), **LINES),
    _act("add_theme", heading="Penkit", hits="0", **THEMES),
    Row("runs:theme", args=lambda w: [w.run.uuid, _theme(w)], **NOBODY | LEADS),
    _act("delete_theme", _theme),
    Row("live:code", **EVERYONE),
    Row("live:run", args=_code, **EVERYONE),
    Row("live:state", args=_code, **EVERYONE),
    Row(
        "live:picture",
        args=lambda w: [w.run.code, "lines-1"],
        note="a question without a picture",
        **dict.fromkeys(PEOPLE, 404),
    ),
    # Nobody has joined with this browser.
    Row(
        "live:answer", args=_code, method="post", data=lambda w: LINES, **dict.fromkeys(PEOPLE, 403)
    ),
    Row("live:take_back", args=_code, method="post", **dict.fromkeys(PEOPLE, 403)),
    Row("live:sit", args=_code, method="post", **dict.fromkeys(PEOPLE, 302)),
]
