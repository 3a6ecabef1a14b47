"""Who opens a method in a session."""

from sessions.runs.actions import open_in_session
from tests.method_factories import make_method
from tests.session_factories import make_session

from . import PEOPLE, Row


def furnish(world):
    world.session_method = make_method(slug="tapaamisessa")
    world.session_of_run = make_session(world.cohort)
    world.session_run = open_in_session(
        session=world.session_of_run,
        method=world.session_method,
        by=world.coordinator,
        matter="Piha",
    )


# The coach is no coach of this session.
PREPARES = dict.fromkeys(PEOPLE, 404) | {
    "coordinator": 200,
    "coach": 403,
    "participant": 403,
    "teammate": 403,
    "peer": 403,
    "guest": "login",
}
ROWS = [
    Row("coaching:run_choose", args=lambda w: [w.session_of_run.slug], **PREPARES),
    Row(
        "coaching:run_open",
        args=lambda w: [w.session_of_run.slug, w.session_method.slug],
        **PREPARES,
    ),
    Row(
        "coaching:run_keep_summary",
        args=lambda w: [w.session_of_run.slug, w.session_run.uuid],
        method="post",
        **PREPARES | {"coordinator": 302},
    ),
]
