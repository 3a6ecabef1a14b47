from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/", views.session, name="session"),
]
