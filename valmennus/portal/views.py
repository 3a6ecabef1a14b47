"""The roof's pages."""

from django.http import HttpResponse


def front(request):
    """Placeholder of the front page."""
    return HttpResponse("Valmennus")


def csrf_failure(request, reason=""):
    return HttpResponse("403", status=403)
