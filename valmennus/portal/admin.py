"""Gathers the desks of the roof's rooms for Django's administration."""

from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

from valmennus.portal.pages import admin as pages  # noqa: F401

# It would show the arguments of jobs; the portal's own page of jobs does not.
admin.site.unregister(ProcrastinateJob)
