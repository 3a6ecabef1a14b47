"""Who reaches the pages of a cohort's people."""

from participants.enrolment.models import Enrolment

from . import Row

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


def of_cohort(world):
    return [world.cohort.slug]


def of_person(world):
    return [world.cohort.slug, world.enrolment.uuid]


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
]
