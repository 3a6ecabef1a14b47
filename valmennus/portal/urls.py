from django.urls import path

from . import styleguide, views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("oma/", views.front, name="my_page"),
    path("tyyli/", styleguide.styleguide, name="styleguide"),
]
