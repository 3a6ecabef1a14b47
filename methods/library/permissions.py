"""Who reads and who edits methods."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from participants.cohorts.models import roles_of

from .models import Method, can_edit_methods


def can_run_methods(user):
    """Whoever is in a cohort may run a method, and whoever edits methods may try them."""
    return bool(roles_of(user).visible) or can_edit_methods(user)


def get_method_for(user, slug):
    """The method, if it is published or the person edits methods; else 404."""
    return get_object_or_404(Method.objects.visible_to(user), slug=slug)


def get_editable_method(user, slug):
    """The method, if the person edits methods; 403 to those who only read it."""
    method = get_method_for(user, slug)
    if not can_edit_methods(user):
        raise PermissionDenied
    return method
