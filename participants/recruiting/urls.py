"""Addresses of calls and applications."""

from django.urls import path

from . import application_views, desk_views, views

app_name = "recruiting"
urlpatterns = [
    path("valmennukset/<slug:cohort>/haku/", views.call, name="call"),
    path("valmennukset/<slug:cohort>/hakemus/", application_views.apply, name="apply"),
    path("valmennukset/<slug:cohort>/hakemus/jatka/", views.resume, name="resume"),
    path("valmennukset/<slug:cohort>/hakemus/koodi/", views.resume_code, name="resume_code"),
    path(
        "valmennukset/<slug:cohort>/hakemus/<str:token>/",
        application_views.application,
        name="application",
    ),
    path(
        "valmennukset/<slug:cohort>/hakemus/<str:token>/peru/",
        views.withdraw,
        name="withdraw",
    ),
    path(
        "valmennukset/<slug:cohort>/hakemus/<str:token>/paikka/",
        views.answer_offer,
        name="answer_offer",
    ),
    path(
        "valmennukset/<slug:cohort>/hakemus/<str:token>/liittyjat/<uuid:uuid>/",
        views.joiner,
        name="joiner",
    ),
    path("haku/kerro/<slug:programme>/", views.news, name="news"),
    path("haku/<str:token>/", views.interest, name="interest"),
    path("koordinointi/<slug:cohort>/haku/", desk_views.call_desk, name="call_desk"),
    path("koordinointi/<slug:cohort>/haku/julki/", desk_views.call_publish, name="call_publish"),
    path("koordinointi/<slug:cohort>/hakemukset/", desk_views.applications, name="applications"),
    path(
        "koordinointi/<slug:cohort>/hakemukset.xlsx",
        desk_views.applications_xlsx,
        name="applications_xlsx",
    ),
    path(
        "koordinointi/<slug:cohort>/hakemukset/rinnakkain/",
        desk_views.side_by_side,
        name="side_by_side",
    ),
    path("koordinointi/<slug:cohort>/hakemukset/paatos/", desk_views.decide, name="decide"),
    path(
        "koordinointi/<slug:cohort>/hakemukset/<uuid:uuid>/",
        desk_views.application_desk,
        name="application_desk",
    ),
]
