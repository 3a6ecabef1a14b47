"""Who reads discussions, who writes in them, who looks after them."""

from django.core.files.base import ContentFile

from participants.discussions.models import PostFile, PostReport
from tests.discussion_factories import make_post, make_thread
from tests.session_factories import make_material, make_session
from valmennus.shared.models import StoredFile
from valmennus.shared.versions import version_of

from . import PEOPLE, Row


def furnish(world):
    world.thread = make_thread(world.cohort)
    world.post = make_post(world.thread, world.participant)
    world.team_thread = make_thread(world.cohort, team=world.team, audience="team")
    world.staff_thread = make_thread(world.cohort, audience="coaches")
    stored = StoredFile(name="lauta.pdf", content_type="application/pdf", size=5)
    stored.file.save("lauta.pdf", ContentFile(b"%PDF-"), save=False)
    stored.save()
    world.post_file = PostFile.objects.create(post=world.post, file=stored)
    world.post_report = PostReport.objects.create(
        post=world.post, by=world.peer, reason="Väärä luku"
    )
    world.talked = make_session(world.cohort, thread=world.thread)
    world.untalked = make_material(world.talked)
    world.hidden = make_session(world.cohort, draft=True)


def rows(name, *, args, method="get", data=None, note="", **statuses):
    """A row in which everybody who is not named gets the status of `rest`; outsiders get 404."""
    rest = statuses.pop("rest")
    every = {person: statuses.get(person, rest) for person in PEOPLE}
    outside = dict.fromkeys(["outsider", "newcomer", "editor", "admin"], 404)
    every |= {name: statuses.get(name, status) for name, status in outside.items()}
    every |= {"guest": "login"}
    data = data or (lambda w: {})
    return Row(name, args=args, method=method, data=data, note=note, **every)


def thread(world):
    return [world.thread.uuid]


def post(world):
    return [world.thread.uuid, world.post.uuid]


def report(world):
    return [world.cohort.slug, world.post_report.uuid]


def text(world):
    return {"text": "Hyvä kysymys."}


def change(world):
    return {"text": "Hyvä kysymys.", "seen": version_of(world.post)}


OWN = {"rest": 403, "participant": 200}
STAFF = {"rest": 403, "coordinator": 302, "coach": 302}
COORDINATOR = {"rest": 403, "coordinator": 200}

ROWS = [
    Row("discussions:list", **dict.fromkeys(PEOPLE, 200) | {"guest": "login"}),
    rows("discussions:thread", args=thread, rest=200),
    rows("discussions:thread", args=thread, method="post", data=text, rest=302),
    rows("discussions:thread", args=thread, method="post", note="an empty post", rest=422),
    rows(
        "discussions:thread",
        args=lambda w: [w.team_thread.uuid],
        note="a team's",
        rest=200,
        peer=404,
    ),
    rows(
        "discussions:thread",
        args=lambda w: [w.team_thread.uuid],
        method="post",
        data=text,
        note="a team's",
        rest=302,
        peer=404,
    ),
    rows(
        "discussions:thread",
        args=lambda w: [w.staff_thread.uuid],
        note="of those who run the cohort",
        rest=404,
        coordinator=200,
        coach=200,
    ),
    rows("discussions:fresh", args=thread, rest=302),
    rows("discussions:post", args=post, rest=302),
    rows("discussions:edit", args=post, **OWN),
    rows("discussions:edit", args=post, method="post", data=change, **OWN | {"participant": 302}),
    rows("discussions:delete", args=post, **OWN | {"coordinator": 200, "coach": 200}),
    rows("discussions:delete", args=post, method="post", **STAFF | {"participant": 302}),
    rows("discussions:report", args=post, rest=200, participant=403),
    rows("discussions:report", args=post, method="post", rest=302, participant=403),
    rows("discussions:file", args=lambda w: [w.post_file.uuid], rest=200),
    rows("discussions:follow", args=thread, method="post", rest=302),
    rows("discussions:mute", args=thread, method="post", rest=302),
    rows("discussions:close", args=thread, method="post", **STAFF),
    rows("discussions:reopen", args=thread, method="post", **STAFF),
    rows("discussions:reports", args=lambda w: [w.cohort.slug], **COORDINATOR),
    rows("discussions:report_remove", args=report, method="post", rest=403, coordinator=302),
    rows("discussions:report_leave", args=report, method="post", rest=403, coordinator=302),
    rows("coaching:session_discussion", args=lambda w: [w.talked.slug], rest=302),
    rows(
        "coaching:session_discussion", args=lambda w: [w.session.slug], note="not begun", rest=200
    ),
    rows(
        "coaching:session_discussion",
        args=lambda w: [w.session.slug],
        method="post",
        data=text,
        rest=302,
    ),
    rows(
        "coaching:session_discussion",
        args=lambda w: [w.hidden.slug],
        note="a draft",
        rest=404,
        coordinator=403,
        coach=403,
    ),
    rows("coaching:material_discussion", args=lambda w: [w.untalked.uuid], rest=200),
    rows(
        "coaching:material_discussion",
        args=lambda w: [w.untalked.uuid],
        method="post",
        data=text,
        rest=302,
    ),
]
