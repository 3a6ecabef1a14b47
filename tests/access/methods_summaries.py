"""Who prints a run and types it in, who sees what came of it, and who reads it in public."""

import uuid

from django.core.files.base import ContentFile

from methods.paper.models import Sheet
from methods.summaries.actions import publish_summary
from valmennus.shared.models import StoredFile

from . import PEOPLE, Row
from .methods_runs import LEADS, NOBODY, SEES
from .sessions_notes import PIXEL


def furnish(world):
    # The run is made by the rows of runs, which come before.
    stored = StoredFile(name="lappu.jpg", content_type="image/jpeg", size=len(PIXEL))
    stored.file.save("lappu.jpg", ContentFile(PIXEL), save=False)
    stored.save()
    world.sheet = Sheet.objects.create(run=world.run, file=stored)
    world.summary = publish_summary(run=world.run, by=world.participant)


def _run(world):
    return [world.run.uuid]


def _typing(world):
    return [world.run.uuid, 0, 1]


def _token(world):
    return [world.summary.token]


def _sheet(world):
    return [world.sheet.uuid]


EVERYONE = dict.fromkeys(PEOPLE, 200)
LEADERS = NOBODY | LEADS
ACTS = LEADERS | {"coordinator": 302, "participant": 302}
BAD = LEADERS | {"coordinator": 422, "participant": 422}
# To those who only see what came of a run its sheets do not exist.
SHEETS = LEADERS | {"coach": 404, "teammate": 404}
ROWS = [
    Row("paper:paper", args=_run, **LEADERS),
    Row("paper:kit", args=lambda w: [w.run.uuid, "kyltti"], **LEADERS),
    Row("paper:table", args=lambda w: [w.run.uuid, 0], **LEADERS),
    Row("paper:typing", args=_typing, **LEADERS),
    Row(
        "paper:typing",
        args=_typing,
        method="post",
        data=lambda w: {"token": str(uuid.uuid4())},
        **ACTS,
    ),
    Row(
        "paper:table_new",
        args=_run,
        method="post",
        data=lambda w: {"number": 1, "people": 3},
        **ACTS,
    ),
    Row("paper:sheet_new", args=_run, method="post", note="without a picture", **BAD),
    Row("paper:sheet", args=_sheet, **SHEETS),
    Row(
        "paper:sheet_remove",
        args=_sheet,
        method="post",
        **SHEETS | {"coordinator": 302, "participant": 302},
    ),
    Row("summaries:summary", args=_run, **NOBODY | SEES),
    Row("summaries:pdf", args=_run, **NOBODY | SEES),
    Row("summaries:xlsx", args=_run, **NOBODY | SEES),
    Row("summaries:edit", args=_run, **LEADERS),
    Row("summaries:publish", args=_run, method="post", **ACTS),
    Row("summaries:unpublish", args=_run, method="post", **ACTS),
    Row("summaries:public", args=_token, **EVERYONE),
    Row("summaries:public_pdf", args=_token, **EVERYONE),
]
