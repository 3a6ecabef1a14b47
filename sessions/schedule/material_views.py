"""The pages of a session's materials."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from participants.discussions import subjects
from valmennus.shared.http import form_page, guests_sign_in, posted, render_form
from valmennus.shared.uploads import serve
from valmennus.shared.versions import StaleForm

from . import material_actions as actions
from . import queries
from .material_forms import MaterialChangeForm, MaterialForm
from .material_models import Material
from .permissions import (
    get_discussed,
    get_material_for,
    get_prepared_material,
    get_prepared_session,
)


@guests_sign_in
@require_safe
def material(request, uuid):
    """A file to download or to look at; the page of a text; the way to a link."""
    material = get_material_for(request.user, uuid)
    if material.kind == Material.Kind.FILE:
        return serve(material.file)
    return render(request, "sessions/schedule/material.html", {"material": material})


@form_page
def material_discussion(request, uuid):
    """The way to the material's discussion, or its beginning."""
    material = get_discussed(get_material_for(request.user, uuid))
    return subjects.discussion(
        request,
        material,
        cohort=material.session.cohort,
        title=material.title,
        home=material.session.get_absolute_url(),
        followers=queries.coaching_people(material.session),
    )


@form_page
def material_new(request, slug):
    """Add a material; its kind is in the address."""
    session = get_prepared_session(request.user, slug)
    kind = request.GET.get("laji")
    kind = kind if kind in Material.Kind.values else Material.Kind.FILE
    phase = request.GET.get("vaihe")
    phase = phase if phase in Material.Phase.values else session.phase
    initial = {"phase": phase}
    form = MaterialForm(posted(request), _files(request), kind=kind, initial=initial)
    if form.is_valid():
        actions.add_material(
            session=session,
            by=request.user,
            uuid=form.cleaned_data["uuid"],
            kind=kind,
            **form.values(),
        )
        messages.success(request, _("The material was added."))
        return redirect(session)
    kinds = Material.Kind.choices
    context = {"session": session, "kind": kind, "kinds": kinds, "phase": phase}
    return render_form(request, "sessions/schedule/material_new.html", form, context)


@form_page
def material_edit(request, slug, uuid):
    """Change a material."""
    material = get_prepared_material(request.user, slug, uuid)
    form = MaterialChangeForm(posted(request), thing=material, files=_files(request))
    if form.is_valid():
        try:
            actions.change_material(
                material=material, by=request.user, seen=form.cleaned_data["seen"], **form.values()
            )
        except StaleForm as stale:
            form.show_both(stale.current)
        else:
            messages.success(request, _("The material was saved."))
            return redirect(material.session)
    context = {"material": material, "session": material.session}
    return render_form(request, "sessions/schedule/material_edit.html", form, context)


@require_POST
def material_remove(request, slug, uuid):
    """Take a material away."""
    material = get_prepared_material(request.user, slug, uuid)
    actions.remove_material(material=material, by=request.user)
    messages.success(request, _("The material was removed."))
    return redirect(material.session)


def _files(request):
    return request.FILES if request.method == "POST" else None
