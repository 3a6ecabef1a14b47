"""Addresses of sign-ups."""

from django.urls import path

from . import answer_views, views

LISTED = "tapaamiset/<slug:slug>/ilmoittautuneet"

urlpatterns = [
    path("tapaamiset/<slug:slug>/ilmoittaudu/", views.signup, name="signup"),
    path("tapaamiset/ilmoittautuminen/<str:token>/", views.own, name="signup_own"),
    path("tapaamiset/palaute/<str:token>/", answer_views.feedback, name="signup_feedback"),
    path(f"{LISTED}/palaute/", answer_views.results, name="signup_results"),
    path(f"{LISTED}/", views.listed, name="signup_list"),
    path(f"{LISTED}.xlsx", views.listed_xlsx, name="signup_list_xlsx"),
    path(f"{LISTED}.csv", views.listed_csv, name="signup_list_csv"),
    path(f"{LISTED}/tieto/", views.tell, name="signup_tell"),
    path(f"{LISTED}/<uuid:uuid>/peru/", views.cancel_one, name="signup_cancel"),
]
