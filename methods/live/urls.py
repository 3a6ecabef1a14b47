"""Addresses of a run on phones."""

from django.urls import path

from . import views

app_name = "live"
urlpatterns = [
    path("", views.code, name="code"),
    path("<str:code>/", views.run, name="run"),
    path("<str:code>/tila/", views.state, name="state"),
    path("<str:code>/vastaa/", views.answer, name="answer"),
    path("<str:code>/peru/", views.take_back, name="take_back"),
    path("<str:code>/kuva/<slug:key>/", views.picture, name="picture"),
    path("<str:code>/poyta/", views.sit, name="sit"),
]
