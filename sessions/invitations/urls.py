"""Addresses of invitations."""

from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/kutsu/", views.invitations, name="invitations"),
]
