"""Who reaches the roof's pages."""

import datetime

from tests.factories import worker_beats
from tests.portal.queue.test_jobs_page import failed_job
from valmennus.portal.mass_post.models import MassPost
from valmennus.portal.own_data.actions import ask_export
from valmennus.portal.pages.actions import load_pages
from valmennus.portal.team_notes.models import TeamNote

from . import PEOPLE, Row

EVERYONE = dict.fromkeys(PEOPLE, 200)
SIGNED_IN = EVERYONE | {"guest": "login"}
NOBODY = dict.fromkeys(PEOPLE, 404)
MEMBERS = SIGNED_IN | dict.fromkeys(["outsider", "newcomer", "editor", "admin"], 404)


STAFF = dict.fromkeys(PEOPLE, 403) | {"guest": "login"}


def furnish(world):
    worker_beats()
    load_pages()
    # What of its people goes, and when, follows from the day on which the cohort ends.
    world.cohort.ends_on = world.cohort.starts_on + datetime.timedelta(days=300)
    world.cohort.save()
    world.package = ask_export(user=world.participant)
    world.failed_job = failed_job(batch="")
    world.note = TeamNote.objects.create(team=world.team, text="Soita.", by=world.coordinator)
    world.letter = MassPost.objects.create(
        cohort=world.cohort,
        written_by=world.coordinator,
        audience="all",
        subject="Terveisiä",
        body="{tervehdys},",
        places=list(world.cohort.enrolments.values_list("pk", flat=True)),
    )


def of_cohort(world):
    return [world.cohort.slug]


def of_team(world):
    return [world.cohort.slug, world.team.uuid]


def of_note(world):
    return [world.cohort.slug, world.note.uuid]


def of_letter(world):
    return [world.cohort.slug, world.letter.uuid]


READERS = MEMBERS | dict.fromkeys(["coach", "participant", "teammate", "peer"], 403)


def of_package(world):
    return [world.package.uuid]


def of_newcomer(world):
    return [world.newcomer.uuid]


ROWS = [
    Row("portal:front", **EVERYONE),
    Row("portal:my_page", **SIGNED_IN),
    Row("portal:own_data", **SIGNED_IN),
    Row("portal:all_own_data", args=lambda world: ["tapaamiset"], **SIGNED_IN),
    Row("portal:own_packages", **SIGNED_IN),
    Row("portal:own_package", args=of_package, **NOBODY | {"participant": 200, "guest": "login"}),
    Row("portal:erase_own_data", **SIGNED_IN),
    Row("portal:end_sign_in", method="post", **dict.fromkeys(PEOPLE, 302) | {"guest": "login"}),
    Row(
        "portal:export_own_data",
        method="post",
        **dict.fromkeys(PEOPLE, 302) | {"guest": "login"},
    ),
    Row("portal:sign_in_again", method="post", **dict.fromkeys(PEOPLE, "login")),
    *(
        Row(f"portal:{name}", **EVERYONE)
        for name in [
            "about",
            "contact",
            "instructions",
            "accessibility",
            "accessibility_feedback",
            "privacy",
        ]
    ),
    Row("portal:privacy_version", args=lambda world: [1], **EVERYONE),
    Row("portal:page_preview", method="post", **STAFF | {"editor": 200, "admin": 200}),
    Row("portal:programmes", **EVERYONE),
    Row("portal:search", **EVERYONE),
    Row("portal:health", **EVERYONE),
    # Only with DEBUG; the suite runs without.
    Row("portal:mailbox", **NOBODY),
    Row("portal:styleguide", **NOBODY | {"editor": 200, "admin": 200}),
    Row("portal:coordination", **SIGNED_IN),
    # Who is not in the cohort is led to its public call.
    Row(
        "portal:cohort",
        args=of_cohort,
        **MEMBERS | dict.fromkeys(["outsider", "newcomer", "editor", "admin", "guest"], 302),
    ),
    Row(
        "portal:cockpit",
        args=of_cohort,
        **MEMBERS | dict.fromkeys(["coach", "participant", "teammate", "peer"], 403),
    ),
    Row("portal:cockpit_xlsx", args=of_cohort, **READERS),
    Row("portal:remind", args=of_team, **READERS),
    Row("portal:remind", args=of_team, method="post", **READERS | {"coordinator": 422}),
    Row("portal:notes", args=of_team, **READERS),
    Row("portal:notes", args=of_team, method="post", **READERS | {"coordinator": 422}),
    Row("portal:note_remove", args=of_note, method="post", **READERS | {"coordinator": 302}),
    Row("portal:mass_posts", args=of_cohort, **READERS),
    Row("portal:mass_post_new", args=of_cohort, **READERS),
    Row("portal:mass_post_new", args=of_cohort, method="post", **READERS | {"coordinator": 422}),
    Row("portal:mass_post", args=of_letter, **READERS),
    Row("portal:mass_post_edit", args=of_letter, **READERS),
    Row("portal:mass_post_edit", args=of_letter, method="post", **READERS | {"coordinator": 422}),
    Row("portal:mass_post_send", args=of_letter, method="post", **READERS | {"coordinator": 302}),
    Row("portal:mass_post_stop", args=of_letter, method="post", **READERS | {"coordinator": 302}),
    Row("portal:forget_kept", method="post", **dict.fromkeys(PEOPLE, 302)),
    Row("portal:retention", args=of_cohort, **READERS),
    Row(
        "portal:retention",
        args=of_cohort,
        method="post",
        note="without a day",
        **READERS | {"coordinator": 422},
    ),
    Row("portal:jobs", **STAFF | {"admin": 200}),
    *(
        Row(
            f"portal:{name}",
            args=lambda world: [world.failed_job],
            method="post",
            **STAFF | {"admin": 302},
        )
        for name in ["try_job_again", "leave_job"]
    ),
    Row("portal:merge", args=of_newcomer, **STAFF | {"admin": 200}),
    Row("portal:erase_person", args=of_newcomer, **STAFF | {"admin": 200}),
    Row(
        "portal:erase_person",
        args=of_newcomer,
        method="post",
        note="with another address",
        **STAFF | {"admin": 422},
    ),
    *(
        Row(f"portal:{name}", args=of_newcomer, method="post", **STAFF | {"admin": 302})
        for name in ["reset_second_factor", "keep_second_factor"]
    ),
    Row(
        "portal:keep_own_second_factor",
        method="post",
        **dict.fromkeys(PEOPLE, 302) | {"guest": "login"},
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
