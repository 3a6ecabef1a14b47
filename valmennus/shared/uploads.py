"""Files that people add: what is accepted, how it is stored, how it is handed out."""

import io
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from urllib.parse import quote

import puremagic
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from .models import StoredFile

MAX_BYTES = 25 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# The folder inside that makes an Office package what its name says.
_OFFICE_FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "pptx": _OFFICE + "presentationml.presentation",
    "odt": _OPEN + "text",
    "ods": _OPEN + "spreadsheet",
    "odp": _OPEN + "presentation",
    "vtt": "text/vtt",
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/markdown",
    "zip": "application/zip",
}
_TEXTS = {"vtt", "txt", "csv", "md"}
# What reading a package can meet that is broken, cut off or locked.
_BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
# What a browser shows without running anything in it; all else is downloaded.
_SHOWN_IN_PLACE = {"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"}


class UploadField(forms.FileField):
    """One file of an accepted kind; `cleaned_data` has it with the right `content_type`."""

    default_error_messages = {"empty": _("The file is empty. Choose another one.")}

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "help_text",
            _("PDF, picture, Word, Excel, PowerPoint, OpenDocument, text, MP3, MP4 or ZIP, 25 MB."),
        )
        super().__init__(max_length=150, **kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in TYPES)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if data:
            check(upload)
        return upload


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadsField(UploadField):
    """Several files of accepted kinds, `most` at once; `cleaned_data` has them as a list."""

    def __init__(self, *, most, **kwargs):
        self.most = most
        super().__init__(widget=_ManyFiles, **kwargs)

    def clean(self, data, initial=None):
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > self.most:
            raise ValidationError(
                _("Choose at most %(most)s files.") % {"most": self.most}, code="number"
            )
        if not given:
            super().clean(None, initial)
        return [super(UploadsField, self).clean(one) for one in given]


def check(upload):
    """Set the upload's true `content_type`; ValidationError where the portal does not take it.

    The name's ending and the content must tell the same kind.
    """
    upload.name = safe_name(upload.name)
    ending = upload.name.rpartition(".")[2].lower()
    if ending not in TYPES or "." not in upload.name:
        raise ValidationError(_("The portal does not take files of this kind."), code="kind")
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 25 MB."), code="size")
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose another one."), code="empty")
    if not _is_what_it_says(upload, ending):
        raise ValidationError(
            _("The content of the file is not what its name says. Save it anew and try again."),
            code="content",
        )
    upload.seek(0)
    upload.content_type = TYPES[ending]


def safe_name(name):
    """The file's own name without folders and control characters, at most 150 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 149 - len(ending)]}{dot}{ending}"[-150:]


def store(upload):
    """Keep a checked upload under a name that nobody can guess; returns its StoredFile."""
    name = upload.name
    stored = StoredFile(name=name, content_type=upload.content_type, size=upload.size)
    stored.file.save(name, upload, save=False)
    stored.save()
    return stored


def discard(stored):
    """Forget the file; its bytes go when the transaction has been committed."""
    file = stored.file
    stored.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def read_text(stored, most=1024 * 1024):
    """The text of a stored text file, `most` bytes of it; empty where it cannot be read."""
    try:
        with stored.file.open("rb") as file:
            content = file.read(most)
    except OSError:
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def serve(stored):
    """The file as a response; the caller has checked that the person may have it.

    With `UPLOADS_ACCEL_LOCATION` the web server in front sends the bytes.
    """
    if settings.UPLOADS_ACCEL_LOCATION:
        response = HttpResponse(content_type=stored.content_type)
        response["X-Accel-Redirect"] = settings.UPLOADS_ACCEL_LOCATION + quote(stored.file.name)
    else:
        response = FileResponse(stored.file.open("rb"), content_type=stored.content_type)
        response["Content-Length"] = stored.size
    in_place = stored.content_type in _SHOWN_IN_PLACE
    response["Content-Disposition"] = content_disposition_header(not in_place, stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    # The browser's own PDF viewer needs its styles; nothing here may run or load anything.
    response["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; img-src 'self'; media-src 'self'; "
        "style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response


def _is_what_it_says(upload, ending):
    if ending in _TEXTS:
        return _is_text(upload, ending)
    if ending == "zip" or ending in _OFFICE_FOLDERS or TYPES[ending].startswith(_OPEN):
        return _is_package(upload, ending)
    upload.seek(0)
    head = upload.read(64 * 1024)
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    if ending == "pdf":
        return head.startswith(b"%PDF-")
    if ending == "mp4":
        return head[4:8] == b"ftyp"
    if ending == "mp3":
        return head.startswith(b"ID3") or (head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
    return TYPES[ending] in found


def _is_text(upload, ending):
    upload.seek(0)
    content = upload.read()
    if b"\0" in content:
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if any(c < " " and c not in "\t\r\n\f" for c in text):
        return False
    return ending != "vtt" or text.startswith("WEBVTT")


def _is_package(upload, ending):
    upload.seek(0)
    try:
        with zipfile.ZipFile(io.BytesIO(upload.read())) as package:
            names = package.namelist()
            if ending in _OFFICE_FOLDERS:
                folder = _OFFICE_FOLDERS[ending]
                has_macros = any(name.endswith("vbaProject.bin") for name in names)
                inside = any(name.startswith(folder) for name in names)
                return "[Content_Types].xml" in names and inside and not has_macros
            if TYPES[ending].startswith(_OPEN):
                if "mimetype" not in names or package.getinfo("mimetype").file_size > 200:
                    return False
                return package.read("mimetype").decode("ascii", "replace") == TYPES[ending]
            return "[Content_Types].xml" not in names and "mimetype" not in names
    except _BROKEN_PACKAGE:
        return False
