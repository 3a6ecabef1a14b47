"""Addresses of the roof."""

from django.urls import path

from . import admin_views, search_views, styleguide, views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("oma/", views.my_page, name="my_page"),
    path("oma/tiedot/", views.own_data, name="own_data"),
    path(
        "oma/tiedot/toinen-vaihe/pida/",
        views.keep_own_second_factor,
        name="keep_own_second_factor",
    ),
    path("oma/osallistujana/", views.view_as_participant, name="view_as_participant"),
    path("oma/omana/", views.stop_viewing_as, name="stop_viewing_as"),
    path("valmennukset/", views.programmes, name="programmes"),
    path("valmennukset/<slug:slug>/", views.cohort, name="cohort"),
    path("koordinointi/", views.coordination, name="coordination"),
    path("koordinointi/<slug:slug>/", views.cockpit, name="cockpit"),
    path("hallinta/henkilot/<uuid:uuid>/yhdista/", admin_views.merge, name="merge"),
    path(
        "hallinta/henkilot/<uuid:uuid>/toinen-vaihe/poista/",
        admin_views.reset_second_factor,
        name="reset_second_factor",
    ),
    path(
        "hallinta/henkilot/<uuid:uuid>/toinen-vaihe/pida/",
        admin_views.keep_second_factor,
        name="keep_second_factor",
    ),
    path("etsi/", search_views.search, name="search"),
    path("kieli/", views.set_language, name="set_language"),
    path("postilaatikko/", views.mailbox, name="mailbox"),
    path("terveys/", views.health, name="health"),
    path("tyyli/", styleguide.styleguide, name="styleguide"),
]
