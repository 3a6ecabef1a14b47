"""Addresses of a reader's choices about mail, and of a cohort's mail."""

from django.urls import path

from . import desk_views, views

app_name = "post"
urlpatterns = [
    path("posti/asetukset/<str:token>/", views.preferences, name="preferences"),
    path("posti/lopeta/<slug:what>/<str:token>/", views.stop, name="stop"),
    path("koordinointi/<slug:cohort>/posti/", desk_views.mails, name="mails"),
    path("koordinointi/<slug:cohort>/posti/tekstit/", desk_views.texts, name="texts"),
    path(
        "koordinointi/<slug:cohort>/posti/tekstit/<str:kind>/<slug:language>/",
        desk_views.text,
        name="text",
    ),
    path("koordinointi/<slug:cohort>/posti/<uuid:uuid>/", desk_views.mail, name="mail"),
    path(
        "koordinointi/<slug:cohort>/posti/<uuid:uuid>/uudelleen/",
        desk_views.mail_again,
        name="mail_again",
    ),
]
