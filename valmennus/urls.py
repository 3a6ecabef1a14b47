"""Every address of the portal; each room keeps its own table."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("valmennus.portal.urls")),
    path("", include("sessions.urls")),
    path("hallinta/", admin.site.urls),
    path("tili/", include("allauth.urls")),
]
