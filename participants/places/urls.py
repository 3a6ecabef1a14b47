"""Addresses of one's own place."""

from django.urls import path

from . import views

app_name = "places"
urlpatterns = [
    path("paikka/<str:token>/", views.place, name="place"),
    path("oma/paikka/<uuid:uuid>/", views.own_place, name="own_place"),
    path("oma/tiimi/<uuid:uuid>/", views.team, name="team"),
    path("koordinointi/<slug:cohort>/osallistujat/vahvistukset/", views.ask, name="ask"),
]
