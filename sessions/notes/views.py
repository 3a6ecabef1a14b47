"""The notes of a session are written by one and read by all."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.schedule.permissions import can_prepare, get_prepared_session
from valmennus.shared import uploads
from valmennus.shared.http import UNPROCESSABLE, form_page, guests_sign_in, posted, render_form
from valmennus.shared.versions import StaleForm, version_of

from . import actions, queries
from .forms import NotesForm, PhotoForm, WriterForm
from .permissions import get_photo_for, get_written_session


@form_page
def notes(request, slug):
    """Write the notes; where scripts run they are saved while one writes."""
    session = get_written_session(request.user, slug)
    notes = queries.notes_of(session)
    form = NotesForm(posted(request), thing=notes)
    saved = None
    if form.is_valid():
        try:
            saved = actions.write(session=session, by=request.user, **form.cleaned_data)
        except StaleForm as stale:
            form.show_both(stale.current)
    if request.htmx:
        context = {"saved": saved, "version": version_of(saved) if saved else ""}
        return render(request, "sessions/notes/_saved.html", context)
    if saved:
        messages.success(request, _("The notes have been saved."))
        return redirect(session)
    return _page(request, session, notes, form)


def _page(request, session, notes, form, photo_form=None):
    context = {
        "session": session,
        "form": form,
        "photo_form": photo_form or PhotoForm(),
        "photos": queries.photos_of(session),
        "versions": queries.versions_of(notes),
        "writer_form": _writer_form(request.user, session, notes),
    }
    bad = form.errors or (photo_form and photo_form.errors)
    status = UNPROCESSABLE if bad else 200
    return render(request, "sessions/notes/notes.html", context, status=status)


def _writer_form(user, session, notes, data=None):
    if session.cohort_id is None or not can_prepare(user, session):
        return None
    people = queries.possible_writers(session)
    return WriterForm(data, people=people, writer=notes.writer)


@require_POST
def notes_writer(request, slug):
    """Ask one of the cohort to write the notes."""
    session = get_prepared_session(request.user, slug)
    people = queries.possible_writers(session)
    form = WriterForm(request.POST, people=people)
    if not form.is_valid():
        return render_form(request, "sessions/notes/writer.html", form, {"session": session})
    actions.name_writer(session=session, by=request.user, **form.cleaned_data)
    messages.success(request, _("The writer has been named."))
    return redirect("coaching:notes", slug)


@require_POST
def photo_new(request, slug):
    """Add a photograph with its description."""
    session = get_written_session(request.user, slug)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        notes = queries.notes_of(session)
        return _page(request, session, notes, NotesForm(thing=notes), form)
    values = form.cleaned_data
    actions.add_photo(
        session=session,
        upload=values["file"],
        alt=values["alt"],
        uuid=values["uuid"],
        by=request.user,
    )
    messages.success(request, _("The photograph was added."))
    return redirect("coaching:notes", slug)


@require_POST
def photo_remove(request, uuid):
    """Take a photograph away."""
    photo = get_photo_for(request.user, uuid)
    session = get_written_session(request.user, photo.session.slug)
    actions.remove_photo(photo=photo, by=request.user)
    messages.success(request, _("The photograph was taken away."))
    return redirect("coaching:notes", session.slug)


@guests_sign_in
@require_safe
def photo(request, uuid):
    """The picture itself."""
    return uploads.serve(get_photo_for(request.user, uuid).file)
