"""Addresses of the cohort's own data, below the coordinator's cohort."""

from django.urls import path

from . import views

app_name = "cohorts"
urlpatterns = [
    path("<slug:cohort>/tiedot/", views.settings, name="settings"),
    path("<slug:cohort>/katselut/", views.readings, name="readings"),
    path("<slug:cohort>/tila/", views.change_state, name="change_state"),
    path("<slug:cohort>/ohjaajat/", views.staff, name="staff"),
    path("<slug:cohort>/ohjaajat/luovuta/", views.hand_over, name="hand_over"),
    path(
        "<slug:cohort>/ohjaajat/<uuid:uuid>/<slug:role>/poista/",
        views.remove_staff,
        name="remove_staff",
    ),
]
