from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/kopioi/", views.session_copy, name="session_copy"),
    path("koordinointi/uusi/", views.cohort_new, name="cohort_new"),
    path("koordinointi/<slug:cohort>/kopioi/", views.cohort_copy, name="cohort_copy"),
]
