import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from valmennus.shared import uploads


def opendocument(kind):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<a/>")
    return buffer.getvalue()


GOOD = {
    "a.pdf": b"%PDF-1.4\n",
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "a.JPG": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20),
    "a.webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20),
    "a.gif": b"GIF89a" + bytes(20),
    "a.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(20),
    "a.mp3": b"ID3\x03\x00" + bytes(20),
    "a.odt": opendocument("text"),
    "a.ods": opendocument("spreadsheet"),
    "a.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nHei",
    "a.txt": "Hyvää päivää".encode(),
    "a.csv": "nimi;määrä".encode("latin-1"),
    "a.md": b"# Otsikko",
}
BAD = {
    "a.exe": b"MZ",
    "a.html": b"<html>",
    "a.svg": b"<svg/>",
    "pdf": b"%PDF-1.4",
    "b.pdf": b"<script>",
    "a.png": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "b.png": b"x",
    "a.odt": opendocument("spreadsheet"),
    "a.docx": b"PK\x03\x04 broken",
    "a.zip": b"not a package",
    "a.txt": b"MZ\x00\x01",
    "a.vtt": b"00:01",
    "a.mp3": b"\x00\x00",
    "a.mp4": b"short",
    "empty.pdf": b"",
}


@pytest.mark.parametrize("name", GOOD)
def test_takes(name):
    file = SimpleUploadedFile(name, GOOD[name], content_type="text/html")

    uploads.check(file)

    assert file.content_type == uploads.TYPES[name.rpartition(".")[2].lower()]
    assert file.read() == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_refuses(name):
    with pytest.raises(ValidationError):
        uploads.check(SimpleUploadedFile(name, BAD[name]))


def test_refuses_what_is_too_large(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)

    with pytest.raises(ValidationError) as refused:
        uploads.check(SimpleUploadedFile("a.pdf", b"%PDF-1.4 and more"))

    assert refused.value.code == "size"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\muistio.txt", "muistio.txt"),
        ("a\x00\u202eb.txt", "ab.txt"),
        ("  .piilo.txt ", "piilo.txt"),
        ("x" * 200 + ".pdf", "x" * 146 + ".pdf"),
        ("\x01", "file"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert uploads.safe_name(name) == safe


def test_a_package_of_broken_data_is_refused_in_words():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    content = bytearray(buffer.getvalue())
    content[38:60] = b"\xff" * 22

    with pytest.raises(ValidationError):
        uploads.check(SimpleUploadedFile("a.odt", bytes(content)))
