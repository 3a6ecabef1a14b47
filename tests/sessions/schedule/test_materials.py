import io
import uuid
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sessions.schedule import actions
from sessions.schedule.material_actions import change_material, remove_material
from sessions.schedule.material_models import Material
from tests.session_factories import make_material, make_session
from valmennus.shared import uploads
from valmennus.shared.models import Act, StoredFile
from valmennus.shared.versions import version_of

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def session(cohort, coach):
    return make_session(cohort, coach=coach)


def upload(name="Itu-pelin lauta.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def add(browser, session, kind, **fields):
    data = {"title": "Aineisto", "language": "fi", "phase": "before", "uuid": uuid.uuid4()}
    address = reverse("coaching:material_new", args=[session.slug]) + f"?laji={kind}"
    return browser.post(address, data | fields)


def stored(name="lauta.pdf", content=PDF):
    file = upload(name, content)
    uploads.check(file)
    return uploads.store(file)


def test_the_coach_adds_a_file_once_by_a_double_click(session, coach, sign_in):
    browser, key = sign_in(coach), uuid.uuid4()

    for _click in range(2):
        response = add(browser, session, "file", file=upload(), uuid=key)

    assert response.url == session.get_absolute_url()
    material = Material.objects.get()
    assert (material.file.name, material.file.content_type) == (
        "Itu-pelin lauta.pdf",
        "application/pdf",
    )
    assert StoredFile.objects.count() == 1
    assert "lauta" not in material.file.file.name
    assert material.added_by == coach
    assert Act.objects.of(session).get().verb == "material.added"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("text", {"text": "Lue **tämä**."}),
        ("link", {"url": "https://example.org/"}),
        ("recording", {"url": "https://example.org/v", "captions_url": "", "text": "Puhe"}),
    ],
)
def test_adds_each_kind(kind, fields, session, coordinator, sign_in):
    add(sign_in(coordinator), session, kind, **fields)

    material = Material.objects.get()
    assert material.kind == kind
    assert {name: getattr(material, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("file", {}, "file"),
        ("file", {"file": SimpleUploadedFile("a.exe", b"MZ")}, "file"),
        ("file", {"file": SimpleUploadedFile("a.pdf", b"<html>")}, "file"),
        ("file", {"file": SimpleUploadedFile("a.pdf", b"")}, "file"),
        ("text", {"text": ""}, "text"),
        ("link", {"url": "javascript:alert(1)"}, "url"),
        ("link", {"url": "https://a.fi", "visible_day": "huomenna"}, "visible_day"),
        ("link", {"url": "https://a.fi", "visible_clock": "9.00"}, "visible_day"),
        ("link", {"url": "https://a.fi", "order": "1000000"}, "order"),
    ],
)
def test_refuses_with_a_sentence(kind, fields, field, session, coordinator, sign_in):
    response = add(sign_in(coordinator), session, kind, **fields)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Material.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_pdf_opens_in_place(session, participant, sign_in):
    material = make_material(session, kind="file", file=stored("Tämä & tuo.pdf"))

    response = sign_in(participant).get(material.get_absolute_url())

    assert b"".join(response.streaming_content) == PDF
    assert (
        response["Content-Disposition"] == "inline; filename*=utf-8''T%C3%A4m%C3%A4%20%26%20tuo.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert "script-src" not in response["Content-Security-Policy"]


def test_what_a_browser_could_run_is_downloaded(session, participant, sign_in):
    material = make_material(
        session, kind="file", file=stored("muistio.txt", b"<script>alert(1)</script>")
    )

    response = sign_in(participant).get(material.get_absolute_url())

    assert response["Content-Disposition"] == 'attachment; filename="muistio.txt"'
    response.close()


def test_the_server_in_front_sends_the_bytes_in_production(session, participant, sign_in, settings):
    settings.UPLOADS_ACCEL_LOCATION = "/uploads/"
    material = make_material(session, kind="file", file=stored())

    response = sign_in(participant).get(material.get_absolute_url())

    assert response["X-Accel-Redirect"] == "/uploads/" + material.file.file.name
    assert response.content == b""


def test_outsiders_get_nothing(session, outsider, sign_in, client):
    material = make_material(session, kind="file", file=stored())

    assert sign_in(outsider).get(material.get_absolute_url()).status_code == 404
    assert client.get(material.get_absolute_url()).status_code == 302


def test_a_guest_opens_a_webinars_slides(db, client):
    material = make_material(make_session(None, kind="webinar"), kind="file", file=stored())

    response = client.get(material.get_absolute_url())

    assert b"".join(response.streaming_content) == PDF


def test_a_text_has_a_page_with_its_language(session, participant, sign_in):
    material = make_material(session, text="Läs **detta**.", language="sv")

    html = sign_in(participant).get(material.get_absolute_url()).content.decode()

    assert "<strong>detta</strong>" in html
    assert 'lang="sv"' in html


def test_a_new_file_takes_the_old_ones_place(
    session, coordinator, sign_in, django_capture_on_commit_callbacks
):
    material = make_material(session, kind="file", title="Lauta", file=stored())
    old = material.file.file.name
    data = {
        "title": "Lauta",
        "language": "fi",
        "phase": "during",
        "seen": version_of(material),
        "file": upload("uusi.pdf"),
    }

    with django_capture_on_commit_callbacks(execute=True):
        sign_in(coordinator).post(
            reverse("coaching:material_edit", args=[session.slug, material.uuid]), data
        )

    material.refresh_from_db()
    assert (material.file.name, material.phase) == ("uusi.pdf", "during")
    assert not default_storage.exists(old)
    assert StoredFile.objects.count() == 1


def test_a_stale_change_stores_no_file(session, coordinator, sign_in):
    material = make_material(session, kind="file", title="Lauta", file=stored())
    data = {
        "title": "Minun",
        "language": "fi",
        "phase": "before",
        "seen": version_of(material),
        "file": upload("uusi.pdf"),
    }
    change_material(material=material, by=coordinator, title="Toisen")

    response = sign_in(coordinator).post(
        reverse("coaching:material_edit", args=[session.slug, material.uuid]), data
    )

    assert response.status_code == 422
    assert "Toisen" in response.content.decode()
    assert "Minun" in response.content.decode()
    assert StoredFile.objects.count() == 1


def test_a_copy_keeps_the_file_when_the_model_loses_it(
    session, coordinator, django_capture_on_commit_callbacks
):
    material = make_material(session, kind="file", file=stored())
    copy = actions.duplicate_session(session=session, starts_at=session.starts_at, by=coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        remove_material(material=material, by=coordinator)

    assert default_storage.exists(copy.materials.get().file.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_material(material=copy.materials.get(), by=coordinator)
    assert not StoredFile.objects.exists()


def test_a_material_of_another_session_is_not_found(session, cohort, coordinator, sign_in):
    other = make_material(make_session(cohort))

    response = sign_in(coordinator).post(
        reverse("coaching:material_remove", args=[session.slug, other.uuid])
    )

    assert response.status_code == 404
    assert Material.objects.count() == 1


def package(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_office_file_is_told_by_its_inside(session, coordinator, sign_in):
    types = "[Content_Types].xml"
    good = package(**{types: "<Types/>", "word/document.xml": "<w/>"})
    macros = package(**{types: "<T/>", "word/document.xml": "<w/>", "word/vbaProject.bin": "x"})
    browser = sign_in(coordinator)

    assert add(browser, session, "file", file=upload("a.docx", good)).status_code == 302
    assert add(browser, session, "file", file=upload("a.xlsx", good)).status_code == 422
    assert add(browser, session, "file", file=upload("a.docx", macros)).status_code == 422
    assert add(browser, session, "file", file=upload("a.zip", good)).status_code == 422


def test_another_sessions_mark_in_a_form_is_worth_nothing(session, cohort, coordinator, sign_in):
    strange = make_material(make_session(cohort))

    response = add(sign_in(coordinator), session, "text", text="Hei", uuid=strange.uuid)

    assert response.status_code == 302
    assert session.materials.get().uuid != strange.uuid
