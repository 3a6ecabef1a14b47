"""Who reaches the roof's pages."""

from tests.factories import worker_beats

from . import PEOPLE, Row

EVERYONE = dict.fromkeys(PEOPLE, 200)
SIGNED_IN = EVERYONE | {"guest": "login"}
NOBODY = dict.fromkeys(PEOPLE, 404)
MEMBERS = SIGNED_IN | dict.fromkeys(["outsider", "newcomer", "editor", "admin"], 404)


def furnish(world):
    worker_beats()


def of_cohort(world):
    return [world.cohort.slug]


ROWS = [
    Row("portal:front", **EVERYONE),
    Row("portal:my_page", **SIGNED_IN),
    Row("portal:own_data", **SIGNED_IN),
    Row("portal:programmes", **EVERYONE),
    Row("portal:health", **EVERYONE),
    # Only with DEBUG; the suite runs without.
    Row("portal:mailbox", **NOBODY),
    Row("portal:styleguide", **NOBODY | {"editor": 200, "admin": 200}),
    Row("portal:coordination", **SIGNED_IN),
    Row("portal:cohort", args=of_cohort, **MEMBERS),
    Row(
        "portal:cockpit",
        args=of_cohort,
        **MEMBERS | dict.fromkeys(["coach", "participant", "teammate", "peer"], 403),
    ),
    Row(
        "portal:set_language",
        method="post",
        data=lambda world: {"language": "sv"},
        **dict.fromkeys(PEOPLE, 302),
    ),
    *(
        Row(f"portal:{name}", method="post", **dict.fromkeys(PEOPLE, 302) | {"guest": "login"})
        for name in ["view_as_participant", "stop_viewing_as"]
    ),
]
