"""Who agrees on a café, prepares it, writes its slips, and tells what was decided."""

import datetime
import uuid

from methods.bench_cafe import actions
from methods.bench_cafe.permissions import token_of
from methods.runs.answer_actions import add_theme
from tests.run_factories import make_run, prompt_of

from . import PEOPLE, Row

STRANGERS = {"peer": 404, "outsider": 404, "newcomer": 404, "editor": 404, "admin": 404}
# The coordinator hosts the run of the team.
SEEN = dict.fromkeys(PEOPLE, 200) | STRANGERS | {"guest": "login"}
HELPED = SEEN | dict.fromkeys(["coordinator", "coach", "participant", "teammate"], 302)
HOSTED = SEEN | dict.fromkeys(["coach", "participant", "teammate"], 403)
CHANGED = HOSTED | {"coordinator": 302}
ALL = dict.fromkeys(PEOPLE, 200)


def furnish(world):
    world.cafe = make_run(
        world.coordinator,
        "lines",
        "themes",
        "counter",
        "place",
        "points",
        slug="penkki",
        cohort=world.cohort,
        team=world.team,
        place="Torin laita",
    )
    world.theme = add_theme(
        prompt=prompt_of(world.cafe, "themes"), heading="Penkit rantaan", by=world.coordinator
    )
    actions.add_item(run=world.cafe, text="Vesikanisteri", uuid=uuid.uuid4(), by=world.coordinator)
    actions.save_agreement(
        run=world.cafe, seen=None, by=world.coordinator, answer_on=datetime.date(2027, 3, 1)
    )
    world.helpers_link = actions.show_link(run=world.cafe, by=world.coordinator)


def cafe(world):
    return [world.cafe.uuid]


def helped(world):
    return [world.cafe.uuid, token_of(world.helpers_link)]


def forged(world):
    return [world.cafe.uuid, "A" * 48]


def theme(world):
    return [world.cafe.uuid, world.theme.uuid]


def item(world):
    return {"number": 0, "done": "on"}


def seen(world):
    return {"seen": world.cafe.agreement.changed_at.isoformat(), "place": "Ranta"}


NO = dict.fromkeys(PEOPLE, 404)
SENT = SEEN | dict.fromkeys(["coordinator", "coach", "participant", "teammate"], 400)
ROWS = [
    Row("bench_cafe:agreement", args=cafe, **SEEN),
    Row("bench_cafe:agreement", args=cafe, method="post", data=seen, **CHANGED),
    Row("bench_cafe:preparation", args=cafe, **SEEN),
    Row(
        "bench_cafe:preparation",
        args=cafe,
        method="post",
        data=lambda w: {"text": "Pöytäliina", "uuid": uuid.uuid4()},
        **HELPED,
    ),
    Row("bench_cafe:tick", args=cafe, method="post", data=item, **HELPED),
    Row("bench_cafe:remove", args=cafe, method="post", data=item, **HELPED),
    Row("bench_cafe:poster", args=cafe, **SEEN),
    Row("bench_cafe:handling", args=cafe, **SEEN),
    Row(
        "bench_cafe:handling",
        args=cafe,
        method="post",
        data=lambda w: {"told_on": "1.3.2027"},
        **CHANGED,
    ),
    Row("bench_cafe:occasion", args=cafe, **HOSTED),
    Row(
        "bench_cafe:occasion",
        args=cafe,
        method="post",
        data=lambda w: {"body": "council", "held_on": "1.2.2027"},
        **CHANGED,
    ),
    Row("bench_cafe:theme", args=theme, **HOSTED),
    Row(
        "bench_cafe:theme",
        args=theme,
        method="post",
        data=lambda w: {"state": "looking"},
        **CHANGED,
    ),
    Row("bench_cafe:slips", args=cafe, **SEEN),
    Row("bench_cafe:send", args=cafe, method="post", **SENT | {"guest": 403}),
    Row("bench_cafe:helpers", args=cafe, **HOSTED),
    Row("bench_cafe:show_link", args=cafe, method="post", **CHANGED),
    Row("bench_cafe:take_link_back", args=cafe, method="post", **CHANGED),
    Row("bench_cafe:helper_slips", args=helped, note="with the link", **ALL),
    Row("bench_cafe:helper_slips", args=forged, note="with a forged link", **NO),
    Row(
        "bench_cafe:helper_send",
        args=helped,
        method="post",
        note="with the link, no slips",
        **dict.fromkeys(PEOPLE, 400),
    ),
    Row("bench_cafe:helper_send", args=forged, method="post", note="with a forged link", **NO),
    Row("bench_cafe:manifest", args=cafe, **ALL),
    Row("bench_cafe:helper_manifest", args=helped, **ALL),
    Row("bench_cafe:worker", **ALL),
]
