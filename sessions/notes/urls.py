from django.urls import path

from . import views

NOTES = "tapaamiset/<slug:slug>/muistiinpanot/"
urlpatterns = [
    path(NOTES, views.notes, name="notes"),
    path(NOTES + "kirjoittaja/", views.notes_writer, name="notes_writer"),
    path(NOTES + "kuva/", views.photo_new, name="photo_new"),
    path("kuvat/<uuid:uuid>/", views.photo, name="photo"),
    path("kuvat/<uuid:uuid>/poista/", views.photo_remove, name="photo_remove"),
]
