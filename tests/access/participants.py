"""Who reaches the pages of a cohort's people."""

from participants.enrolment.models import Enrolment
from participants.importing import actions, columns
from valmennus.shared import tables, tokens
from valmennus.shared.versions import version_of

from . import PEOPLE, Row

READERS = {
    "coordinator": 200,
    "coach": 403,
    "participant": 403,
    "teammate": 403,
    "peer": 403,
    "outsider": 404,
    "newcomer": 404,
    "editor": 404,
    "admin": 404,
    "guest": "login",
}
ACTORS = READERS | {"coordinator": 302}


def furnish(world):
    world.enrolment = Enrolment.objects.get(person=world.participant)
    content = "Nimi;Sähköposti;Kunta\nOuti Outo;outi@example.org;Sodankylä\n".encode()
    world.list = actions.start(
        cohort=world.cohort,
        table=tables.read(content, "lista.csv", score=columns.score),
        content=content,
        name="lista.csv",
        by=world.coordinator,
    )


def of_cohort(world):
    return [world.cohort.slug]


def of_person(world):
    return [world.cohort.slug, world.enrolment.uuid]


def of_list(world):
    return [world.cohort.slug, world.list.uuid]


def of_row(world):
    return [world.cohort.slug, world.list.uuid, 2]


def mail_token(world):
    """The personal address of the participant's choices about mail."""
    return [tokens.make("post", world.participant.uuid)]


ROWS = [
    *(
        Row(f"enrolment:{name}", args=of_cohort, **READERS)
        for name in ["people", "people_xlsx", "people_csv", "add", "teams"]
    ),
    *(
        Row(f"enrolment:{name}", args=of_person, **READERS)
        for name in ["person", "correct", "move", "withdraw"]
    ),
    Row("enrolment:team", args=lambda world: [world.cohort.slug, world.team.uuid], **READERS),
    Row("enrolment:restore", args=of_person, method="post", **ACTORS),
    Row("enrolment:withdraw", args=of_person, method="post", **ACTORS),
    *(Row(f"importing:{name}", args=of_cohort, **READERS) for name in ["imports", "template"]),
    *(
        Row(f"importing:{name}", args=of_list, **READERS)
        for name in ["batch", "columns", "missing", "confirm", "report_xlsx", "report_csv"]
    ),
    Row("importing:row", args=of_row, **READERS),
    Row("importing:correct", args=of_row, method="post", **ACTORS),
    Row("importing:fill", args=of_list, method="post", **ACTORS),
    Row(
        "importing:missing",
        args=of_list,
        method="post",
        data=lambda world: {"organisation": world.team.organisation.name},
        **ACTORS,
    ),
    Row(
        "importing:spelling",
        args=of_list,
        method="post",
        data=lambda world: {"text": "Sodankylä", "organisation": world.team.organisation.uuid},
        **ACTORS,
    ),
    Row(
        "importing:confirm",
        args=of_list,
        method="post",
        data=lambda world: {"seen": version_of(world.list)},
        **ACTORS,
    ),
    # Before it has been confirmed there is nothing to undo, and the way leads back.
    Row("importing:undo", args=of_list, **ACTORS),
    Row("importing:undo", args=of_list, method="post", **ACTORS),
    Row("importing:discard", args=of_list, method="post", **ACTORS),
    *(Row(f"cohorts:{name}", args=of_cohort, **READERS) for name in ["settings", "staff"]),
    Row(
        "cohorts:change_state",
        args=of_cohort,
        method="post",
        data=lambda world: {"state": "closed"},
        **ACTORS,
    ),
    Row(
        "cohorts:remove_staff",
        args=lambda world: [world.cohort.slug, world.coach.uuid, "coach"],
        method="post",
        **ACTORS,
    ),
    *(
        Row(
            "post:preferences",
            args=mail_token,
            method=method,
            data=data,
            **dict.fromkeys(PEOPLE, status),
        )
        for method, data, status in [
            ("get", lambda world: {}, 200),
            ("post", lambda world: {"wanted": ["digest"]}, 302),
        ]
    ),
    *(
        Row(
            "post:stop",
            args=lambda world: ["digest", *mail_token(world)],
            method=method,
            **dict.fromkeys(PEOPLE, status),
        )
        for method, status in [("get", 200), ("post", 302)]
    ),
]
