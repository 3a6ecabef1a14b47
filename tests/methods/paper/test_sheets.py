"""Photographed sheets: for those who type, without the camera's data, gone with the answers."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from methods.paper import actions
from methods.paper.models import Sheet
from methods.runs.models import Run, RunTable
from tests.access.sessions_notes import PIXEL
from tests.photographs import photograph
from tests.run_factories import make_run
from valmennus.shared import pictures
from valmennus.shared.models import Act, StoredFile

pytestmark = pytest.mark.django_db


def upload(content=None, name="IMG_1.jpg"):
    return SimpleUploadedFile(name, content or photograph(), content_type="image/jpeg")


def attach(client, run, **fields):
    data = {"file": upload(), "uuid": uuid.uuid4(), "note": "Pöydän lappu"} | fields
    return client.post(reverse("paper:sheet_new", args=[run.uuid]), data)


def test_a_sheet_is_attached_without_the_cameras_data(client, coach):
    run = make_run(coach, "lines", tables=1)
    client.force_login(coach)
    assert attach(client, run, table="1").status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.table, sheet.note, sheet.added_by) == (
        RunTable.objects.get(),
        "Pöydän lappu",
        coach,
    )
    content = b"".join(client.get(reverse("paper:sheet", args=[sheet.uuid])).streaming_content)
    assert b"Puhelinmerkki" not in content
    kept = Image.open(io.BytesIO(content))
    assert not kept.getexif()
    assert kept.size == (40, 80)
    assert sheet.file.name == "IMG_1.jpg"
    assert Act.objects.of(run).filter(verb="paper.sheet_added").exists()


def test_large_and_transparent_pictures_become_readable(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    attach(client, run, file=upload(photograph(size=(5000, 3000))))
    assert max(Image.open(Sheet.objects.get().file.file).size) == pictures.LONGEST_SIDE
    seen = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(seen, "PNG")
    attach(client, run, file=upload(seen.getvalue(), "kuva.png"))
    assert Image.open(Sheet.objects.last().file.file).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PIXEL, "taulu.gif"),
        (b"teksti", "a.txt"),
        (photograph()[:200], "rikki.jpg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "rikki.png"),
        (b"", "tyhja.jpg"),
    ],
)
def test_what_is_no_photograph_is_refused(client, coach, content, name):
    run = make_run(coach, "lines")
    client.force_login(coach)
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    answered = attach(client, run, file=file)
    assert answered.status_code == 422
    assert "Pöydän lappu" in answered.content.decode()
    assert not StoredFile.objects.exists()


def test_too_many_dots_are_refused(client, coach, monkeypatch):
    monkeypatch.setitem(pictures.MOST_PIXELS, "JPEG", 3000)
    run = make_run(coach, "lines")
    client.force_login(coach)
    assert attach(client, run).status_code == 422


def test_sent_twice_it_is_one(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    mark = uuid.uuid4()
    attach(client, run, uuid=mark)
    attach(client, run, uuid=mark)
    assert Sheet.objects.count() == StoredFile.objects.count() == 1


def test_only_those_who_host_see_it(
    client, cohort, coach, coordinator, participant, teammate, team, outsider
):
    run = make_run(participant, "lines", cohort=cohort, team=team)
    client.force_login(participant)
    attach(client, run)
    sheet = Sheet.objects.get()
    at = reverse("paper:sheet", args=[sheet.uuid])
    seen = dict.fromkeys((participant, coordinator, coach, teammate, outsider), 0)
    for person in seen:
        client.force_login(person)
        seen[person] = client.get(at).status_code
    assert list(seen.values()) == [200, 200, 404, 404, 404]
    client.force_login(teammate)
    assert client.post(reverse("paper:sheet_remove", args=[sheet.uuid])).status_code == 404


def test_it_is_deleted_with_its_file(client, coach, django_capture_on_commit_callbacks):
    run = make_run(coach, "lines")
    client.force_login(coach)
    attach(client, run)
    sheet = Sheet.objects.select_related("file").get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("paper:sheet_remove", args=[sheet.uuid]))
    assert not Sheet.objects.exists()
    assert not StoredFile.objects.exists()
    assert not sheet.file.file.storage.exists(sheet.file.file.name)


def test_it_goes_when_the_run_is_forgotten_and_none_comes_after(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    attach(client, run)
    actions.forget(run=run)
    assert not Sheet.objects.exists()
    assert not StoredFile.objects.exists()
    Run.objects.update(forgotten_at=timezone.now())
    attach(client, run)
    assert not Sheet.objects.exists()
    assert not StoredFile.objects.exists()


def test_it_is_in_no_summary(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    attach(client, run)
    page = client.get(reverse("summaries:summary", args=[run.uuid])).content.decode()
    assert "Pöydän lappu" not in page
