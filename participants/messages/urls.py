"""Addresses of what a reader decides about the portal's mail."""

from django.urls import path

from . import views

app_name = "post"
urlpatterns = [
    path("asetukset/<str:token>/", views.preferences, name="preferences"),
    path("lopeta/<slug:what>/<str:token>/", views.stop, name="stop"),
]
