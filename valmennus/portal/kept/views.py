"""What becomes of a form that the portal does not take."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from . import owners
from .middleware import asks_for_sign_in, keep, lead_to_sign_in, with_browser
from .models import KeptForm


def csrf_failure(request, reason=""):
    """A form from a stale page is kept and shown again; one from elsewhere is refused in words.

    A page is stale where somebody has signed in since it was opened. What another site sends must
    never stand filled in a form of ours.
    """
    request.kept = None
    if request.COOKIES and owners.is_from_here(request):
        keep(request)
    if not request.kept:
        return render(request, "403_csrf.html", status=403)
    if request.user.is_authenticated or not asks_for_sign_in(request):
        return with_browser(request, redirect(owners.page_of(request)))
    return lead_to_sign_in(request, None)


@login_not_required
@require_POST
def forget(request):
    """Forget a kept text of this browser at the person's wish."""
    browser = owners.browser_of(request)
    own = KeptForm.objects.of(browser, request.user) if browser else KeptForm.objects.none()
    try:
        row = own.filter(uuid=request.POST.get("kept")).first()
    except ValidationError:
        row = None
    if row is None:
        return redirect("portal:front")
    row.delete()
    return redirect(row.page)
