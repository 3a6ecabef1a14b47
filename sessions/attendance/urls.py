from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/liity/", views.join, name="join"),
    path("tapaamiset/<slug:slug>/liity/<slug:token>/", views.join_by_link, name="join_by_link"),
]
