"""Who reaches the pages of a cohort's people."""

from participants.enrolment.mails import send_places
from participants.enrolment.models import Enrolment
from participants.importing import actions, columns
from participants.recruiting.models import CallInterest
from participants.recruiting.remembering import token_of
from tests.recruiting_factories import make_application, make_call
from valmennus.shared import tables, tokens
from valmennus.shared.models import Mail
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
    world.team.contact = world.participant
    world.team.save()
    content = "Nimi;Sähköposti;Kunta\nOuti Outo;outi@example.org;Sodankylä\n".encode()
    world.call = make_call(world.cohort, criterion_1="Tavoite")
    world.application = make_application(world.cohort)
    world.interest = CallInterest.objects.create(
        programme=world.cohort.programme, email="odottaja@example.org", language="fi"
    )
    send_places([world.enrolment], cohort=world.cohort, by=world.coordinator)
    Mail.objects.update(state="sent")
    world.list = actions.start(
        cohort=world.cohort,
        table=tables.read(content, "lista.csv", score=columns.score),
        content=content,
        name="lista.csv",
        by=world.coordinator,
    )


def of_application(world):
    return [world.cohort.slug, token_of(world.application)]


def of_mail(world):
    return [world.cohort.slug, Mail.objects.get(cohort_uuid=world.cohort.uuid, state="sent").uuid]


def of_text(world):
    return [world.cohort.slug, "places.confirm", "fi"]


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
    Row("enrolment:phone_code", args=lambda w: [w.cohort.slug, w.enrolment.uuid], **READERS),
    Row(
        "enrolment:phone_code",
        args=lambda w: [w.cohort.slug, w.enrolment.uuid],
        method="post",
        **READERS,
    ),
    Row("accounts:phone_code", **dict.fromkeys(PEOPLE, 302) | {"guest": 200}),
    Row("accounts:phone_code", method="post", **dict.fromkeys(PEOPLE, 302) | {"guest": 422}),
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
    *(
        Row(f"cohorts:{name}", args=of_cohort, **READERS)
        for name in ["settings", "staff", "hand_over"]
    ),
    Row("cohorts:hand_over", args=of_cohort, method="post", **READERS | {"coordinator": 422}),
    Row("cohorts:readings", args=of_cohort, **READERS | {"admin": 200}),
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
            ("post", lambda world: {"wanted": ["news"], "digest": "daily"}, 302),
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
    *(
        Row(f"recruiting:{name}", args=args, **dict.fromkeys(PEOPLE, 200))
        for name, args in [
            ("call", of_cohort),
            ("news", lambda world: [world.cohort.programme.slug]),
            ("apply", of_cohort),
            ("resume", of_cohort),
            ("application", of_application),
            ("withdraw", of_application),
            ("interest", lambda world: [tokens.make("interest", world.interest.uuid)]),
        ]
    ),
    *(
        Row(f"recruiting:{name}", args=args, method="post", **dict.fromkeys(PEOPLE, status))
        for name, args, status in [
            ("news", lambda world: [world.cohort.programme.slug], 422),
            ("apply", of_cohort, 422),
            ("resume", of_cohort, 422),
            ("application", of_application, 422),
            ("answer_offer", of_application, 302),
            ("withdraw", of_application, 302),
            ("interest", lambda world: [tokens.make("interest", world.interest.uuid)], 302),
        ]
    ),
    # Without an address that was typed before, the way leads back.
    Row("recruiting:resume_code", args=of_cohort, **dict.fromkeys(PEOPLE, 302)),
    # Nobody asks to join this application.
    Row(
        "recruiting:joiner",
        args=lambda world: [*of_application(world), world.application.uuid],
        method="post",
        **dict.fromkeys(PEOPLE, 404),
    ),
    *(
        Row(f"recruiting:{name}", args=of_cohort, **READERS)
        for name in ["call_desk", "applications", "applications_xlsx", "side_by_side"]
    ),
    Row("recruiting:call_desk", args=of_cohort, method="post", **ACTORS | {"coordinator": 422}),
    Row("recruiting:call_publish", args=of_cohort, method="post", **ACTORS),
    Row("recruiting:decide", args=of_cohort, **ACTORS),
    Row(
        "recruiting:decide",
        args=of_cohort,
        method="post",
        data=lambda world: {
            "hakemus": world.application.uuid,
            "decision": "waitlisted",
            "reason": "",
        },
        **ACTORS,
    ),
    Row(
        "recruiting:application_desk",
        args=lambda world: [world.cohort.slug, world.application.uuid],
        **READERS,
    ),
    Row(
        "recruiting:application_desk",
        args=lambda world: [world.cohort.slug, world.application.uuid],
        method="post",
        data=lambda world: {"score_1": "4"},
        **ACTORS,
    ),
    *(
        Row(
            "places:place",
            args=lambda world: [tokens.make("place", world.enrolment.uuid)],
            method=method,
            data=lambda world: {"act": "confirm"},
            **dict.fromkeys(PEOPLE, status),
        )
        for method, status in [("get", 200), ("post", 302)]
    ),
    *(
        Row(
            "places:own_place",
            args=lambda world: [world.enrolment.uuid],
            method=method,
            data=lambda world: {"act": "confirm"},
            **dict.fromkeys(PEOPLE, 404) | {"participant": status, "guest": "login"},
        )
        for method, status in [("get", 200), ("post", 302)]
    ),
    *(
        Row(
            "places:team",
            args=lambda world: [world.team.uuid],
            method=method,
            **dict.fromkeys(PEOPLE, 404) | {"participant": status, "guest": "login"},
        )
        for method, status in [("get", 200), ("post", 403)]
    ),
    Row("places:ask", args=of_cohort, **READERS),
    Row("places:ask", args=of_cohort, method="post", **ACTORS),
    *(Row(f"post:{name}", args=of_cohort, **READERS) for name in ["mails", "texts"]),
    Row("post:mail", args=of_mail, **READERS),
    Row("post:mail_again", args=of_mail, method="post", **ACTORS),
    Row("post:text", args=of_text, **READERS),
    Row("post:text", args=of_text, method="post", **ACTORS | {"coordinator": 422}),
]
