"""Addresses of a session's runs."""

from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/menetelma/", views.choose, name="run_choose"),
    path("tapaamiset/<slug:slug>/menetelma/<slug:method>/", views.open_method, name="run_open"),
    path(
        "tapaamiset/<slug:slug>/toteutukset/<uuid:uuid>/kooste/",
        views.keep_summary,
        name="run_keep_summary",
    ),
]
