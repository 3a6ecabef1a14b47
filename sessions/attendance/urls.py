from django.urls import path

from . import check_in_views, views

sheet = "koordinointi/<slug:cohort>/lasnaolo/<slug:slug>/"
urlpatterns = [
    path("tapaamiset/<slug:slug>/liity/", views.join, name="join"),
    path("tapaamiset/<slug:slug>/liity/<slug:token>/", views.join_by_link, name="join_by_link"),
    path("tapaamiset/<slug:slug>/paikalla/", check_in_views.check_in, name="check_in"),
    path(sheet, views.attendance, name="attendance"),
    path(sheet + "tallenna/", views.attendance_save, name="attendance_save"),
    path(sheet + "merkitse/<uuid:uuid>/", views.attendance_mark, name="attendance_mark"),
    path(sheet + "historia/<uuid:uuid>/", views.attendance_history, name="attendance_history"),
    path(sheet + "ehdotukset/", views.attendance_accept, name="attendance_accept"),
    path(sheet + "kaikki/", views.attendance_all, name="attendance_all"),
    path(sheet + "lista/", views.door_list, name="door_list"),
    path(sheet + "nimikortit/", views.name_tags, name="name_tags"),
    path(sheet + "lasnaolo.xlsx", views.attendance_xlsx, name="attendance_xlsx"),
]
