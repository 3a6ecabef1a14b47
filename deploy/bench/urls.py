"""The portal's addresses, and the reference view's."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import include, path

from participants.organisations.models import Organisation

ROWS = 83


@login_not_required
def reference(request):
    """One indexed SELECT of 83 rows in a page of about 20 kB: what any page costs at least."""
    rows = Organisation.objects.order_by("pk")[:ROWS]
    return render(request, "bench/reference.html", {"rows": rows})


urlpatterns = [path("bench/", reference), path("", include("valmennus.urls"))]
