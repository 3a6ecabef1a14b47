"""Who writes the notes of a session, who sees its photographs, and what is on now."""

from django.core.files.base import ContentFile

from sessions.notes.models import SessionPhoto
from valmennus.shared.models import StoredFile

from .sessions import ACT, PREPARED, SEEN, rows, slug

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def furnish(world):
    stored = StoredFile(name="taulu.gif", content_type="image/gif", size=len(PIXEL))
    stored.file.save("taulu.gif", ContentFile(PIXEL), save=False)
    stored.save()
    world.photo = SessionPhoto.objects.create(session=world.session, file=stored, alt="Taulu")


def photo(world):
    return [world.photo.uuid]


PREPARED_ACT = ACT | {"coach": 302}

ROWS = [
    rows("now", args=slug, **SEEN),
    rows("notes", args=slug, **PREPARED),
    rows("notes", args=slug, method="post", data=lambda w: {"text": "Sovittiin."}, **PREPARED_ACT),
    rows("notes_writer", args=slug, method="post",
         data=lambda w: {"writer": w.participant.uuid}, **PREPARED_ACT),
    rows("photo_new", args=slug, method="post", **PREPARED | {"coordinator": 422, "coach": 422}),
    rows("photo", args=photo, **SEEN),
    rows("photo_remove", args=photo, method="post", **PREPARED_ACT),
]  # fmt: skip
