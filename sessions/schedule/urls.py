from django.urls import path

from . import material_views, views

urlpatterns = [
    path("webinaarit/", views.webinar_list, name="webinar_list"),
    path("tapaamiset/", views.session_list, name="session_list"),
    path("tapaamiset/<slug:slug>/muokkaa/", views.session_edit, name="session_edit"),
    path("tapaamiset/<slug:slug>/siirra/", views.session_move, name="session_move"),
    path("tapaamiset/<slug:slug>/ohjelma/", views.agenda_edit, name="agenda_edit"),
    path("tapaamiset/<slug:slug>/keskustelu/", views.session_discussion, name="session_discussion"),
    path("tapaamiset/<slug:slug>/peru/", views.session_cancel, name="session_cancel"),
    path("tapaamiset/<slug:slug>/palauta/", views.session_restore, name="session_restore"),
    path("tapaamiset/<slug:slug>/julkaise/", views.session_publish, name="session_publish"),
    path("tapaamiset/<slug:slug>/piilota/", views.session_unpublish, name="session_unpublish"),
    path("tapaamiset/<slug:slug>/historia/", views.session_history, name="session_history"),
    path("tapaamiset/<slug:slug>/en-paase/", views.absence_tell, name="absence_tell"),
    path("tapaamiset/<slug:slug>/paasen/", views.absence_take_back, name="absence_take_back"),
    path(
        "tapaamiset/<slug:slug>/aineistot/uusi/", material_views.material_new, name="material_new"
    ),
    path(
        "tapaamiset/<slug:slug>/aineistot/<uuid:uuid>/muokkaa/",
        material_views.material_edit,
        name="material_edit",
    ),
    path(
        "tapaamiset/<slug:slug>/aineistot/<uuid:uuid>/poista/",
        material_views.material_remove,
        name="material_remove",
    ),
    path("aineistot/<uuid:uuid>/", material_views.material, name="material"),
    path(
        "aineistot/<uuid:uuid>/keskustelu/",
        material_views.material_discussion,
        name="material_discussion",
    ),
    path("koordinointi/<slug:cohort>/tapaamiset/", views.cohort_sessions, name="cohort_sessions"),
    path("koordinointi/<slug:cohort>/tapaamiset/uusi/", views.session_new, name="session_new"),
]
