from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/", views.session, name="session"),
    path("tapaamiset/<slug:slug>/nyt/", views.now, name="now"),
]
