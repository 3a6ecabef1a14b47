"""What is done with a session's materials. Each act writes one line of history on the session."""

import uuid as uuids

from django.db import transaction
from django.db.models import Max

from participants.discussions.actions import rename_thread
from valmennus.shared import history, uploads
from valmennus.shared.search_index import reindex
from valmennus.shared.versions import refuse_stale

from .material_models import Material
from .models import CoachingSession


@transaction.atomic
def add_material(*, session, by, uuid=None, order=None, upload=None, **fields):
    """Add a material to the end of its list; the same `uuid` twice gives the one that is there.

    `upload` is a checked file. Effects: the material, its file in the storage, one line of
    history on the session.
    """
    session = CoachingSession.objects.lock(session)
    uuid = uuid or uuids.uuid4()
    existing = session.materials.filter(uuid=uuid).first()
    if existing:
        return existing
    if Material.objects.filter(uuid=uuid).exists():
        uuid = uuids.uuid4()  # A mark that is another session's means nothing here.
    if order is None:
        order = (session.materials.aggregate(last=Max("order"))["last"] or 0) + 1
    if upload is not None:
        fields["file"] = uploads.store(upload)
    material = Material.objects.create(
        session=session, uuid=uuid, order=order, added_by=by, **fields
    )
    history.record(
        actor=by, verb="material.added", subject=session, data={"material": material.title}
    )
    reindex(material)
    return material


@transaction.atomic
def change_material(*, material, by, seen=None, upload=None, **fields):
    """Save what has changed; raises StaleForm where somebody was first.

    Effects: old and new values in one line of history on the session.
    """
    material = Material.objects.select_for_update(of=("self",)).select_related("session").get(
        pk=material.pk
    )  # fmt: skip
    refuse_stale(material, seen)
    replaced = material.file if upload is not None else None
    if upload is not None:
        fields["file"] = uploads.store(upload)
    before = history.texts_of(material, fields)
    for name, value in fields.items():
        setattr(material, name, value)
    changed = history.changes(before, history.texts_of(material, fields))
    if changed:
        if "title" in changed:
            rename_thread(thread_id=material.thread_id, title=material.title)
        material.save(update_fields=[*fields, "changed_at"])
        history.record(
            actor=by,
            verb="material.changed",
            subject=material.session,
            data={"material": material.title} | changed,
        )
        reindex(material)
    _discard_unused(replaced)
    return material


@transaction.atomic
def remove_material(*, material, by):
    """Take the material away, and its file where no copy of the session needs it.

    Effects: one line of history on the session.
    """
    session = CoachingSession.objects.lock(material.session)
    deleted, _counts = session.materials.filter(pk=material.pk).delete()
    if deleted:
        history.record(
            actor=by, verb="material.removed", subject=session, data={"material": material.title}
        )
        _discard_unused(material.file)


def _discard_unused(file):
    if file is not None and not Material.objects.filter(file=file).exists():
        uploads.discard(file)
