"""Addresses of reminders."""

from django.urls import path

from . import views

urlpatterns = [
    path("koordinointi/<slug:cohort>/muistutukset/", views.reminders, name="reminders"),
]
