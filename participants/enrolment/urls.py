"""Addresses of a cohort's people, below the coordinator's cohort."""

from django.urls import path

from . import views

app_name = "enrolment"
urlpatterns = [
    path("<slug:cohort>/osallistujat/", views.people, name="people"),
    path("<slug:cohort>/osallistujat.xlsx", views.people_xlsx, name="people_xlsx"),
    path("<slug:cohort>/osallistujat.csv", views.people_csv, name="people_csv"),
    path("<slug:cohort>/osallistujat/lisaa/", views.add, name="add"),
    path("<slug:cohort>/osallistujat/<uuid:uuid>/", views.person, name="person"),
    path("<slug:cohort>/osallistujat/<uuid:uuid>/korjaa/", views.correct, name="correct"),
    path("<slug:cohort>/osallistujat/<uuid:uuid>/koodi/", views.phone_code, name="phone_code"),
    path("<slug:cohort>/osallistujat/<uuid:uuid>/siirra/", views.move, name="move"),
    path("<slug:cohort>/osallistujat/<uuid:uuid>/peru/", views.withdraw, name="withdraw"),
    path("<slug:cohort>/osallistujat/<uuid:uuid>/palauta/", views.restore, name="restore"),
    path("<slug:cohort>/tiimit/", views.teams, name="teams"),
    path("<slug:cohort>/tiimit/<uuid:uuid>/", views.team, name="team"),
]
