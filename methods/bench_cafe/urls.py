"""Addresses of cafés."""

from django.urls import path

from . import slip_views, views

app_name = "bench_cafe"
RUN = "toteutukset/<uuid:uuid>/"
SLIPS = RUN + "laput/"
urlpatterns = [
    path("sw.js", slip_views.worker, name="worker"),
    path(RUN + "sopimus/", views.agreement, name="agreement"),
    path(RUN + "valmistelu/", views.preparation, name="preparation"),
    path(RUN + "valmistelu/merkitse/", views.tick, name="tick"),
    path(RUN + "valmistelu/poista/", views.remove, name="remove"),
    path(RUN + "juliste.pdf", views.poster, name="poster"),
    path(RUN + "kasittely/", views.handling, name="handling"),
    path(RUN + "kasittely/tilaisuus/", views.occasion, name="occasion"),
    path(RUN + "kasittely/<uuid:theme>/", views.theme, name="theme"),
    path(SLIPS, slip_views.slips, name="slips"),
    path(SLIPS + "laheta/", slip_views.send, name="send"),
    path(SLIPS + "avustajat/", slip_views.helpers, name="helpers"),
    path(SLIPS + "avustajat/uusi/", slip_views.show_link, name="show_link"),
    path(SLIPS + "avustajat/paata/", slip_views.take_link_back, name="take_link_back"),
    path(SLIPS + "laput.webmanifest", slip_views.manifest, name="manifest"),
    path(SLIPS + "<str:token>/", slip_views.helper_slips, name="helper_slips"),
    path(SLIPS + "<str:token>/laheta/", slip_views.send, name="helper_send"),
    path(SLIPS + "<str:token>/laput.webmanifest", slip_views.manifest, name="helper_manifest"),
]
