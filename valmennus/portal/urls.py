"""Addresses of the roof."""

from django.urls import path

from . import admin_views, search_views, styleguide, views
from .cockpit import views as cockpit
from .kept import views as kept
from .mass_post import views as mass_post
from .own_data import views as own_data
from .pages import views as pages
from .queue import views as queue
from .retention import views as retention
from .team_notes import views as team_notes

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
    path("oma/tiedot/kaikki/", own_data.all_data, name="all_own_data"),
    path("oma/tiedot/kaikki/<slug:group>/", own_data.all_data, name="all_own_data"),
    path("oma/tiedot/kirjautumiset/paata/", own_data.end_sign_in, name="end_sign_in"),
    path("oma/tiedot/mukaan/", own_data.packages, name="own_packages"),
    path("oma/tiedot/mukaan/kokoa/", own_data.export, name="export_own_data"),
    path("oma/tiedot/mukaan/<uuid:uuid>/", own_data.package, name="own_package"),
    path("oma/tiedot/poista/", own_data.erase, name="erase_own_data"),
    path("oma/tiedot/poista/kirjaudu/", own_data.sign_in_again, name="sign_in_again"),
    path("oma/osallistujana/", views.view_as_participant, name="view_as_participant"),
    path("oma/omana/", views.stop_viewing_as, name="stop_viewing_as"),
    path("tietoa/", pages.page, {"slug": "tietoa"}, name="about"),
    path("yhteystiedot/", pages.page, {"slug": "yhteystiedot"}, name="contact"),
    path("ohjeet/", pages.page, {"slug": "ohjeet"}, name="instructions"),
    path("saavutettavuus/", pages.page, {"slug": "saavutettavuus"}, name="accessibility"),
    path("saavutettavuus/palaute/", pages.feedback, name="accessibility_feedback"),
    path("tietosuoja/", pages.privacy, name="privacy"),
    path("tietosuoja/<int:number>/", pages.privacy, name="privacy_version"),
    path("hallinta/sivut/esikatselu/", pages.preview, name="page_preview"),
    path("valmennukset/", views.programmes, name="programmes"),
    path("valmennukset/<slug:slug>/", views.cohort, name="cohort"),
    path("koordinointi/", cockpit.coordination, name="coordination"),
    path("koordinointi/<slug:slug>/", cockpit.cockpit, name="cockpit"),
    path("koordinointi/<slug:slug>/tilanne.xlsx", cockpit.cockpit_xlsx, name="cockpit_xlsx"),
    path("koordinointi/<slug:slug>/tiimit/<uuid:uuid>/muistuta/", cockpit.remind, name="remind"),
    path(
        "koordinointi/<slug:slug>/tiimit/<uuid:uuid>/muistiinpanot/",
        team_notes.notes,
        name="notes",
    ),
    path(
        "koordinointi/<slug:slug>/muistiinpanot/<uuid:uuid>/poista/",
        team_notes.note_remove,
        name="note_remove",
    ),
    path("koordinointi/<slug:cohort>/posti/kirjeet/", mass_post.mass_posts, name="mass_posts"),
    path(
        "koordinointi/<slug:cohort>/posti/kirjeet/uusi/",
        mass_post.mass_post_new,
        name="mass_post_new",
    ),
    path(
        "koordinointi/<slug:cohort>/posti/kirjeet/<uuid:uuid>/",
        mass_post.mass_post,
        name="mass_post",
    ),
    path(
        "koordinointi/<slug:cohort>/posti/kirjeet/<uuid:uuid>/muokkaa/",
        mass_post.mass_post_edit,
        name="mass_post_edit",
    ),
    path(
        "koordinointi/<slug:cohort>/posti/kirjeet/<uuid:uuid>/laheta/",
        mass_post.mass_post_send,
        name="mass_post_send",
    ),
    path(
        "koordinointi/<slug:cohort>/posti/kirjeet/<uuid:uuid>/pysayta/",
        mass_post.mass_post_stop,
        name="mass_post_stop",
    ),
    path("koordinointi/<slug:slug>/sailytys/", retention.retention, name="retention"),
    path("hallinta/tyot/", queue.jobs, name="jobs"),
    path("hallinta/tyot/<int:number>/uudelleen/", queue.try_again, name="try_job_again"),
    path("hallinta/tyot/<int:number>/jata/", queue.leave, name="leave_job"),
    path("hallinta/henkilot/<uuid:uuid>/yhdista/", admin_views.merge, name="merge"),
    path("hallinta/henkilot/<uuid:uuid>/poista/", admin_views.erase, name="erase_person"),
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
    path("lomake/unohda/", kept.forget, name="forget_kept"),
    path("postilaatikko/", views.mailbox, name="mailbox"),
    path("terveys/", views.health, name="health"),
    path("tyyli/", styleguide.styleguide, name="styleguide"),
]
