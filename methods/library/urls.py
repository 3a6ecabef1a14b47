"""Addresses of the library."""

from django.urls import path

from . import views

app_name = "methods"
urlpatterns = [
    path("", views.method_list, name="method_list"),
    path("<slug:slug>/", views.method, name="method"),
    path("<slug:slug>/pakka.pdf", views.deck_pdf, name="deck_pdf"),
    path("<slug:slug>/julkaise/", views.publish, name="publish"),
    path("<slug:slug>/piilota/", views.unpublish, name="unpublish"),
]
