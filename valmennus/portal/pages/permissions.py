"""Who writes pages and answers feedback: staff who hold Django's permission for it."""

from django.core.exceptions import PermissionDenied


def refuse_non_editors(user):
    """Raise 403 for whoever may not change pages."""
    if not (user.is_staff and user.has_perm("portal.change_page")):
        raise PermissionDenied
