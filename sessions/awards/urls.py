from django.urls import path

from . import views

urlpatterns = [
    path("koordinointi/<slug:cohort>/todistukset/", views.awards, name="awards"),
    path("koordinointi/<slug:cohort>/todistukset.xlsx", views.awards_xlsx, name="awards_xlsx"),
]
