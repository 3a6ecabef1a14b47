"""Addresses of discussions, and of what was reported in a cohort."""

from django.urls import path

from . import views

app_name = "discussions"
urlpatterns = [
    path("keskustelut/", views.thread_list, name="list"),
    path("keskustelut/tiedosto/<uuid:uuid>/", views.file, name="file"),
    path("keskustelut/<uuid:uuid>/", views.thread, name="thread"),
    path("keskustelut/<uuid:uuid>/uudet/", views.fresh, name="fresh"),
    path("keskustelut/<uuid:uuid>/seuraa/", views.follow, name="follow"),
    path("keskustelut/<uuid:uuid>/vaimenna/", views.mute, name="mute"),
    path("keskustelut/<uuid:uuid>/sulje/", views.close, name="close"),
    path("keskustelut/<uuid:uuid>/avaa/", views.reopen, name="reopen"),
    path("keskustelut/<uuid:uuid>/viesti/<uuid:post>/", views.post, name="post"),
    path("keskustelut/<uuid:uuid>/viesti/<uuid:post>/muokkaa/", views.post_edit, name="edit"),
    path("keskustelut/<uuid:uuid>/viesti/<uuid:post>/poista/", views.post_delete, name="delete"),
    path("keskustelut/<uuid:uuid>/viesti/<uuid:post>/ilmoita/", views.post_report, name="report"),
    path("koordinointi/<slug:cohort>/ilmoitukset/", views.reports, name="reports"),
    path(
        "koordinointi/<slug:cohort>/ilmoitukset/<uuid:uuid>/poista/",
        views.report_remove,
        name="report_remove",
    ),
    path(
        "koordinointi/<slug:cohort>/ilmoitukset/<uuid:uuid>/jata/",
        views.report_leave,
        name="report_leave",
    ),
]
